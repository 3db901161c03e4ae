#include "codec/endpoints/body_writer.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace omnillm::codec {

bool BodyWriter::accepted(std::string_view name) {
  if (!dialect_) return true;
  const auto& refused = dialect_->refused_members;
  if (std::find(refused.begin(), refused.end(), name) == refused.end()) return true;
  drop(true, name);
  return false;
}

void BodyWriter::drop(bool is_set, std::string_view name) {
  drop(is_set, name, std::string("/").append(name));
}

void BodyWriter::drop(bool is_set, std::string_view name, std::string pointer) {
  if (!is_set) return;
  losses_.minor(
      name, std::move(pointer),
      std::string(name).append(" is dropped when bridging to ").append(to_string(target_)));
}

void BodyWriter::rest(const VendorExtensions& extensions,
                      std::initializer_list<std::string_view> taken) {
  for (const auto& [name, value] : extensions) {
    const bool is_taken = std::find(taken.begin(), taken.end(), name) != taken.end();
    if (own()) {
      if (!is_taken && accepted(name)) out_.foreign_key(name).json(value);
      continue;
    }
    std::string reason = name + " is dropped when bridging to " + std::string(to_string(target_));
    if (name == "usage" || name == "meta")
      losses_.note("vendor_extensions", "/" + name, std::move(reason));
    else
      losses_.minor("vendor_extensions", "/" + name, std::move(reason));
  }
}

void BodyWriter::rest_of_one(const VendorExtensions& extensions, std::string_view list) {
  if (own())
    out_.members(extensions);
  else if (!extensions.empty())
    losses_.minor("vendor_extensions", std::string("/").append(list),
                  std::string("what only their protocol says of ")
                      .append(list)
                      .append(" is dropped when bridging to ")
                      .append(to_string(target_)));
}

bool BodyWriter::kept(const VendorExtensions& extensions, std::string_view name,
                      const std::function<bool(json::Value)>& says_the_same) {
  const JsonText* value = own() ? extensions.find(name) : nullptr;
  if (!value) return false;
  json::Document document;
  if (!document.parse(value->text()) || !says_the_same(document.root())) return false;
  out_.foreign_key(name).json(*value);
  return true;
}

void keep_if_it_says_more(json::Value member, std::string_view name,
                          const std::function<void(json::Writer&)>& write_anew,
                          VendorExtensions& into) {
  if (member.is_missing_or_null()) return;
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  write_anew(out);
  const JsonText anew = text->empty() ? JsonText() : JsonText::from_valid(text, *text);
  if (!(anew == member.json())) into.set(name, member.json());
}

}  // namespace omnillm::codec
