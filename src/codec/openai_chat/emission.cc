#include "codec/openai_chat/emission.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <cstdint>

#include "codec/openai_chat/names.h"

namespace omnillm::codec::openai_chat {

bool Emission::takes_extensions() const { return !origin || origin == kFormat; }

bool Emission::takes(std::string_view member) const {
  const auto& refused = dialect.refused_members;
  return std::find(refused.begin(), refused.end(), member) == refused.end();
}

void Emission::extensions(const VendorExtensions& members, const std::string& pointer) const {
  if (takes_extensions()) {
    out.members(members);
    return;
  }
  for (const auto& [name, value] : members)
    losses.minor("vendor_extensions", pointer + "/vendor_extensions/" + name, not_emitted());
}

bool Emission::has_written(std::string_view name) const {
  return std::find(written.begin(), written.end(), name) != written.end();
}

void Emission::member_extensions(const VendorExtensions& members,
                                 const std::string& pointer) const {
  for (const auto& [name, value] : members) {
    if (has_written(name)) continue;
    // The same in both protocols of OpenAI.
    const bool shared =
        origin == WireFormat::OpenAiResponses && (name == "store" || name == "safety_identifier");
    if (!takes(name)) {
      minor("vendor_extensions", pointer + "/" + name, name + " is dropped");
    } else if (takes_extensions() || shared) {
      written.emplace_back(name);
      out.foreign_key(name).json(value);
    } else {
      losses.minor("vendor_extensions", pointer + "/" + name, not_emitted());
    }
  }
}

std::string Emission::not_emitted() const {
  return "some vendor_extensions and raw_message fields are not emitted to " + target();
}

std::string Emission::target() const {
  return dialect.name.empty() ? std::string(to_string(kFormat)) : dialect.name;
}

void Emission::minor(std::string_view code, std::string pointer, std::string_view what) const {
  losses.minor(code, std::move(pointer),
               std::string(what).append(" when bridging to ").append(target()));
}

void Emission::major(std::string_view code, std::string pointer, std::string_view what) const {
  losses.major(code, std::move(pointer),
               std::string(what).append(" when bridging to ").append(target()));
}

bool Emission::takes_call_id(std::string_view id) const {
  const std::size_t length = dialect.tool_call_id_length;
  return length == 0 || (id.size() == length && std::all_of(id.begin(), id.end(), [](char c) {
                           return absl::ascii_isalnum(static_cast<unsigned char>(c));
                         }));
}

std::string Emission::call_id(std::string_view id) const {
  if (takes_call_id(id)) return std::string(id);
  constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  std::string made(dialect.tool_call_id_length, '0');
  for (char& digit : made) {
    digit = kDigits[hash % kDigits.size()];
    hash = hash / kDigits.size() + (hash << 40U);
  }
  return made;
}

}  // namespace omnillm::codec::openai_chat
