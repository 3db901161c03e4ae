#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "omnillm/providers.h"

namespace omnillm {
namespace {

using json::Writer;

template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::string& text) {
  if (!text.empty()) out.key(name).string(text);
}

template <std::size_t N>
void put(Writer& out, const char (&name)[N], const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(name).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write(Writer& out, const std::vector<AuthScheme>& ways) {
  out.key("auth").begin_array();
  for (const AuthScheme& way : ways) {
    out.begin_object();
    out.key("type").string(to_string(way.kind));
    put(out, "name", way.name);
    out.end_object();
  }
  out.end_array();
}

void write(Writer& out, const EndpointSupport& support) {
  out.foreign_key(to_string(support.endpoint)).begin_object();
  out.key("level").string(to_string(support.level));
  out.key("wire_formats").begin_array();
  for (const WireFormat format : support.wire_formats) out.string(to_string(format));
  out.end_array();
  put(out, "base_url", support.base_url);
  if (!support.auth.empty()) write(out, support.auth);
  put(out, "notes", support.notes);
  out.end_object();
}

void write(Writer& out, const ProviderDescriptor& provider) {
  out.foreign_key(provider.name).begin_object();
  out.key("kind").string(to_string(provider.kind));
  // What a new provider is given unasked is said also where it is empty.
  out.key("display_name").string(provider.display_name);
  put(out, "base_url", provider.default_base_url);
  write(out, provider.auth);
  if (!provider.default_headers.empty()) {
    out.key("headers").begin_object();
    for (const auto& [name, value] : provider.default_headers) out.foreign_key(name).string(value);
    out.end_object();
  }
  put(out, "key_variables", provider.key_variables);
  put(out, "local_key_variables", provider.local_key_variables);
  out.key("dialect").string(provider.dialect);
  out.key("endpoints").begin_object();
  for (const EndpointSupport& support : provider.endpoints) write(out, support);
  out.end_object();
  put(out, "aliases", provider.aliases);
  put(out, "models", provider.models);
  put(out, "hosts", provider.hosts);
  put(out, "notes", provider.notes);
  out.end_object();
}

}  // namespace

JsonText to_json(const ProviderRegistry& registry) {
  const auto owner = std::make_shared<std::string>();
  Writer out(*owner);
  out.begin_object();
  out.key("providers").begin_object();
  for (const ProviderDescriptor& provider : registry.providers()) write(out, provider);
  out.end_object();
  out.end_object();
  return JsonText::from_valid(owner, *owner);
}

}  // namespace omnillm
