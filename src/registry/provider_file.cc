// Reads files of providers; docs/providers.md describes them.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "omnillm/providers.h"
#include "registry/provider_match.h"

namespace omnillm {
namespace {

using json::Kind;
using json::Member;
using json::Value;

constexpr std::array kLevels{SupportLevel::Native, SupportLevel::Compatible, SupportLevel::Planned};
constexpr std::array kAuthKinds{AuthScheme::Kind::None,   AuthScheme::Kind::Bearer,
                                AuthScheme::Kind::Header, AuthScheme::Kind::Query,
                                AuthScheme::Kind::SigV4,  AuthScheme::Kind::Google,
                                AuthScheme::Kind::Entra};

tl::unexpected<Error> problem(std::string_view pointer, std::string_view what) {
  return fail(ErrorKind::Configuration,
              (pointer.empty() ? "/" : std::string(pointer)) + ": " + std::string(what));
}

// The name as a part of a JSON pointer.
std::string below(std::string_view pointer, std::string_view name) {
  std::string out(pointer);
  out += '/';
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

Result<void> must_be(Kind kind, Value value, std::string_view pointer) {
  if (value.kind() == kind) return {};
  return problem(pointer, "must be " + std::string(to_string(kind)));
}

Result<void> read(std::string& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::String, value, pointer); !ok) return ok;
  to = value.str();
  return {};
}

Result<void> read(WireFormat& to, Value value, std::string_view pointer);
Result<void> read(AuthScheme& to, Value value, std::string_view pointer);

// A list, which replaces the one that was there.
template <class T>
Result<void> read(std::vector<T>& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::Array, value, pointer); !ok) return ok;
  to.clear();
  for (const Value element : value.elements()) {
    const std::string here = below(pointer, std::to_string(to.size()));
    if (auto ok = read(to.emplace_back(), element, here); !ok) return ok;
  }
  return {};
}

Result<void> read(Headers& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::Object, value, pointer); !ok) return ok;
  to = {};
  for (const Member member : value.members()) {
    std::string text;
    if (auto ok = read(text, member.value, below(pointer, member.name)); !ok) return ok;
    to.set(member.name, text);
  }
  return {};
}

Result<void> read(ProviderKind& to, Value value, std::string_view pointer) {
  const auto kind = parse_provider_kind(value.str());
  if (!kind) return problem(pointer, "names no kind of provider");
  to = *kind;
  return {};
}

Result<void> read(SupportLevel& to, Value value, std::string_view pointer) {
  for (const SupportLevel level : kLevels)
    if (value.says(to_string(level))) {
      to = level;
      return {};
    }
  return problem(pointer, "must be native, compatible or planned");
}

Result<void> read(WireFormat& to, Value value, std::string_view pointer) {
  const auto format = parse_wire_format(value.str());
  if (!format) return problem(pointer, "names no wire format");
  to = *format;
  return {};
}

bool needs_a_name(AuthScheme::Kind kind) {
  return kind == AuthScheme::Kind::Header || kind == AuthScheme::Kind::Query ||
         kind == AuthScheme::Kind::SigV4 || kind == AuthScheme::Kind::Entra;
}

Result<void> read(AuthScheme& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::Object, value, pointer); !ok) return ok;
  const auto* kind = std::find_if(kAuthKinds.begin(), kAuthKinds.end(), [&](AuthScheme::Kind each) {
    return value["type"].says(to_string(each));
  });
  if (kind == kAuthKinds.end())
    return problem(below(pointer, "type"),
                   "must be bearer, header, query, sigv4, google, entra or none");
  to = {*kind, {}};
  for (const Member member : value.members()) {
    if (member.name == "type") continue;
    if (member.name != "name") return problem(below(pointer, member.name), "no such member");
    if (auto ok = read(to.name, member.value, below(pointer, "name")); !ok) return ok;
  }
  if (needs_a_name(*kind) && to.name.empty())
    return problem(below(pointer, "name"), "this way to sign needs a name");
  return {};
}

Result<void> read_endpoint(EndpointSupport& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::Object, value, pointer); !ok) return ok;
  for (const Member member : value.members()) {
    const std::string here = below(pointer, member.name);
    Result<void> ok;
    if (member.name == "level")
      ok = read(to.level, member.value, here);
    else if (member.name == "wire_formats")
      ok = read(to.wire_formats, member.value, here);
    else if (member.name == "base_url")
      ok = read(to.base_url, member.value, here);
    else if (member.name == "auth")
      ok = read(to.auth, member.value, here);
    else if (member.name == "notes")
      ok = read(to.notes, member.value, here);
    else
      return problem(here, "no such member");
    if (!ok) return ok;
  }
  return {};
}

// Kinds that are not named stay as they are; null removes one.
Result<void> read(std::vector<EndpointSupport>& to, Value value, std::string_view pointer) {
  if (auto ok = must_be(Kind::Object, value, pointer); !ok) return ok;
  for (const Member member : value.members()) {
    const std::string here = below(pointer, member.name);
    const auto kind = parse_endpoint_kind(member.name);
    if (!kind) return problem(here, "names no kind of endpoint");
    auto found = std::find_if(to.begin(), to.end(),
                              [&](const EndpointSupport& each) { return each.endpoint == *kind; });
    if (member.value.is_missing_or_null()) {
      if (found != to.end()) to.erase(found);
      continue;
    }
    if (found == to.end()) found = to.insert(to.end(), EndpointSupport{.endpoint = *kind});
    if (auto ok = read_endpoint(*found, member.value, here); !ok) return ok;
  }
  return {};
}

Result<void> read_member(ProviderDescriptor& to, const Member& member, std::string_view pointer) {
  const std::string here = below(pointer, member.name);
  if (member.name == "kind") return read(to.kind, member.value, here);
  if (member.name == "display_name") return read(to.display_name, member.value, here);
  if (member.name == "base_url") return read(to.default_base_url, member.value, here);
  if (member.name == "auth") return read(to.auth, member.value, here);
  if (member.name == "headers") return read(to.default_headers, member.value, here);
  if (member.name == "key_variables") return read(to.key_variables, member.value, here);
  if (member.name == "local_key_variables") return read(to.local_key_variables, member.value, here);
  if (member.name == "dialect") return read(to.dialect, member.value, here);
  if (member.name == "endpoints") return read(to.endpoints, member.value, here);
  if (member.name == "aliases") return read(to.aliases, member.value, here);
  if (member.name == "models") return read(to.models, member.value, here);
  if (member.name == "hosts") return read(to.hosts, member.value, here);
  if (member.name == "notes") return read(to.notes, member.value, here);
  return problem(here, "no such member");
}

class ProviderFile {
 public:
  explicit ProviderFile(std::vector<ProviderDescriptor> providers)
      : providers_(std::move(providers)) {}

  Result<std::vector<ProviderDescriptor>> lay_over(std::string_view text) && {
    json::Document document;
    if (auto ok = document.parse(text); !ok) return problem("", ok.error().message());
    if (auto ok = read_root(document.root()); !ok) return tl::unexpected(ok.error());
    if (auto ok = check_names(); !ok) return tl::unexpected(ok.error());
    return std::move(providers_);
  }

 private:
  Result<void> read_root(Value root) {
    if (auto ok = must_be(Kind::Object, root, ""); !ok) return ok;
    for (const Member member : root.members()) {
      if (member.name != "providers") return problem(below("", member.name), "no such member");
      if (auto ok = must_be(Kind::Object, member.value, "/providers"); !ok) return ok;
      for (const Member entry : member.value.members())
        if (auto ok = read_entry(entry); !ok) return ok;
    }
    return {};
  }

  Result<void> read_entry(const Member& entry) {
    const std::string here = below("/providers", entry.name);
    if (registry::plain_provider_name(entry.name).empty())
      return problem(here, "a provider needs a name");
    const auto found = find(entry.name);
    if (entry.value.is_missing_or_null()) {
      if (found != providers_.end()) providers_.erase(found);
      return {};
    }
    if (auto ok = must_be(Kind::Object, entry.value, here); !ok) return ok;
    if (found != providers_.end()) return read_members(*found, entry.value, here);
    ProviderDescriptor fresh{.name = std::string(entry.name),
                             .display_name = std::string(entry.name),
                             .auth = {AuthScheme::bearer()},
                             .dialect = "compatible"};
    if (auto ok = start(fresh, entry.value["extends"], here); !ok) return ok;
    if (auto ok = read_members(fresh, entry.value, here); !ok) return ok;
    providers_.push_back(std::move(fresh));
    return {};
  }

  // A new provider can be as another is. Names, models and hosts stay the other's own.
  Result<void> start(ProviderDescriptor& fresh, Value extends, std::string_view pointer) {
    if (extends.is_missing_or_null()) return {};
    const auto base = find(extends.str());
    if (base == providers_.end())
      return problem(below(pointer, "extends"), "no provider of that name stands before");
    ProviderDescriptor copy = *base;
    copy.name = fresh.name;
    copy.display_name = fresh.display_name;
    copy.aliases.clear();
    copy.models.clear();
    copy.hosts.clear();
    fresh = std::move(copy);
    return {};
  }

  static Result<void> read_members(ProviderDescriptor& to, Value entry, std::string_view pointer) {
    for (const Member member : entry.members()) {
      if (member.name == "extends") continue;
      if (auto ok = read_member(to, member, pointer); !ok) return ok;
    }
    return {};
  }

  std::vector<ProviderDescriptor>::iterator find(std::string_view name) {
    const std::string plain = registry::plain_provider_name(name);
    return std::find_if(providers_.begin(), providers_.end(),
                        [&plain](const ProviderDescriptor& each) {
                          return registry::plain_provider_name(each.name) == plain;
                        });
  }

  // A name means one provider.
  [[nodiscard]] Result<void> check_names() const {
    std::vector<std::string> seen;
    for (const ProviderDescriptor& provider : providers_) {
      std::vector<std::string> own{registry::plain_provider_name(provider.name)};
      for (const std::string& alias : provider.aliases)
        own.push_back(registry::plain_provider_name(alias));
      for (std::string& name : own) {
        if (std::find(seen.begin(), seen.end(), name) != seen.end())
          return problem(below(below("/providers", provider.name), "aliases"),
                         "another provider is called \"" + name + "\" as well");
        seen.push_back(std::move(name));
      }
    }
    return {};
  }

  std::vector<ProviderDescriptor> providers_;
};

}  // namespace

Result<ProviderRegistry> ProviderRegistry::parse(std::string_view json_text) {
  return ProviderRegistry().with_overrides(json_text);
}

Result<ProviderRegistry> ProviderRegistry::with_overrides(std::string_view json_text) const {
  const auto mine = providers();
  auto providers = ProviderFile({mine.begin(), mine.end()}).lay_over(json_text);
  if (!providers) return tl::unexpected(providers.error());
  return ProviderRegistry(*std::move(providers));
}

}  // namespace omnillm
