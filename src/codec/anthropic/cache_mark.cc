#include "codec/anthropic/cache_mark.h"

#include <string>

namespace omnillm::codec::anthropic {

std::optional<CacheMark> read_cache_mark(json::Value value, const Pointer& where, Reading& in) {
  if (value.is_missing_or_null() || !in.want_object(value, where)) return {};
  CacheMark mark;
  for (const json::Member member : value.members()) {
    if (member.name == "type" && member.value.says("ephemeral")) continue;
    if (member.name == "ttl" && member.value.says("5m"))
      mark.retention = PromptCacheRetention::Short;
    else if (member.name == "ttl" && member.value.says("1h"))
      mark.retention = PromptCacheRetention::Long;
    else
      mark.vendor_extensions.append(std::string(member.name), member.value.json());
  }
  return mark;
}

void write_cache_mark(const CacheMark& mark, json::Writer& out) {
  out.key("cache_control").begin_object();
  if (!mark.vendor_extensions.contains("type")) out.key("type").word("ephemeral");
  const bool own_ttl = mark.retention != PromptCacheRetention::ProviderDefault;
  if (own_ttl) out.key("ttl").string(mark.retention == PromptCacheRetention::Long ? "1h" : "5m");
  for (const auto& [name, value] : mark.vendor_extensions)
    if (!own_ttl || name != "ttl") out.foreign_key(name).json(value);
  out.end_object();
}

}  // namespace omnillm::codec::anthropic
