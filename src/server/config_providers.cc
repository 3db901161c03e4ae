// Who is reached, and with which keys.

#include <utility>

#include "base/credential_names.h"
#include "codec/openai_chat/dialects.h"
#include "http/chars.h"
#include "omnillm/providers.h"
#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using Kind = Shape::Kind;

constexpr MemberRow<PoolConfig> kPoolRows[] = {
    {{"circuit_breaker_threshold", "failures in a row after which a key stands aside",
      count(1, 1'000)},
     [](const Place& at, PoolConfig& to) { at.read(to.circuit_breaker_threshold); }},
    {{"circuit_breaker_cooldown", "for how long, at first", shape(Kind::Duration)},
     [](const Place& at, PoolConfig& to) { at.read(to.circuit_breaker_cooldown); }},
    {{"max_waiting", "calls that may wait for a key; the next one is refused", count(1, 1'000'000)},
     [](const Place& at, PoolConfig& to) { at.read(to.max_waiting); }},
};

SectionView pool_view() {
  SectionView view{"a pool"};
  append_views<PoolConfig>(kPoolRows, view.members);
  return view;
}

// What a provider is said to be, before it is known whether that is enough.
struct Draft {
  ProviderConfig config{""};
  std::string format{};
  std::string dialect{};
  std::optional<KeyLimits> limits{};
};

void read_like(const Place& at, Draft& to) {
  at.read(to.config.known_as);
  if (to.config.known_as.empty()) return;
  const ProviderRegistry& registry = embedded_provider_registry();
  if (registry.provider(to.config.known_as) != nullptr) return;
  std::vector<std::string> names;
  for (const ProviderDescriptor& known : registry.providers()) names.push_back(known.name);
  at.reading.check({{at.node().Mark(), at.path(), to.config.known_as}}, "known provider", names);
}

void read_headers(const Place& at, Draft& to) {
  std::vector<std::pair<std::string, std::string>> fields;
  at.read(fields);
  for (const auto& [name, value] : fields) {
    const auto reference = SecretReference::parse(value);
    if (!http::is_token(name)) {
      at.complain(yaml::quoted(name) + " is no name of a header");
    } else if (!reference && what_name_says(name) != NameSays::Nothing) {
      at.complain(yaml::quoted(name) + " holds a credential; write env:NAME or file:/path");
    } else if (!reference && !http::is_field_value(value)) {
      at.complain(yaml::quoted(name) + " has a value that cannot stand in a header");
    } else if (!reference) {
      to.config.with_header(name, value);
    } else if (auto secret = at.reading.resolve(*reference)) {
      to.config.with_header(name, secret->reveal());
    } else {
      at.complain(secret.error().message());
    }
  }
}

void read_dialect(const Place& at, Draft& to) {
  at.read(to.dialect);
  if (to.dialect.empty()) return;
  if (const Dialect* found = codec::openai_chat::find_dialect(to.dialect)) {
    to.config.with_dialect(*found);
    return;
  }
  std::vector<std::string> names;
  for (const Dialect& known : codec::openai_chat::dialects()) names.push_back(known.name);
  at.reading.check({{at.node().Mark(), at.path(), to.dialect}}, "dialect", names);
}

void read_format(const Place& at, Draft& to) {
  at.read(to.format);
  if (to.format.empty()) return;
  auto endpoint = ProviderEndpoint::of_profile(to.format, {});
  if (endpoint)
    to.config.speaks(*std::move(endpoint));
  else
    at.complain(endpoint.error().message());
}

constexpr MemberRow<Draft> kProviderRows[] = {
    {{"name", "what routes and models call it by; one that the registry knows brings its address",
      shape(Kind::Text)},
     [](const Place& at, Draft& to) { at.read(to.config.name); }},
    {{"like", "a provider of the registry that it behaves and costs like", shape(Kind::Text)},
     read_like},
    {{"base_url", "its address, like https://llm.example.com/v1", shape(Kind::Text)},
     [](const Place& at, Draft& to) { at.read(to.config.address); }},
    {{"format",
      "what it speaks: openai_chat_completions, openai_responses, anthropic_messages, "
      "gemini_generate_content or bedrock_converse; with _compat behind it, base_url is the whole "
      "address",
      shape(Kind::Text)},
     read_format},
    {{"dialect", "how it deviates from Chat Completions, as a provider of the registry does",
      shape(Kind::Text)},
     read_dialect},
    {{"key", "its only key, as env:NAME or file:/path", shape(Kind::Secret)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       if (auto key = at.reading.secret(at.node(), at.path())) to.config.key(key->reveal());
     }},
    {{"keys", "its keys, in a list or by label", sections(provider_key_view, Kind::Secret)},
     [](const Place& at, Draft& to) { read_provider_keys(at, to.config.keys); }},
    {{"keyless", "whether it asks for no key at all", shape(Kind::Flag)},
     [](const Place& at, Draft& to) {
       bool is_keyless = false;
       at.read(is_keyless);
       if (is_keyless) to.config.keyless();
     }},
    {{"limits", "what a keyless provider may be used for", section(key_limits_view)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       to.limits = ProviderConfig("").keyless().keyless_limits;
       read_key_limits(at, *to.limits);
     }},
    {{"credentials", "what signs where a key alone does not", section(credentials_view)},
     [](const Place& at, Draft& to) { read_credentials(at, to.config.credentials); }},
    {{"region", "in place of {region} in the registry's address, like eu-central-1",
      shape(Kind::Text)},
     [](const Place& at, Draft& to) { at.read(to.config.region); }},
    {{"headers", "sent with every request; credentials as env:NAME or file:/path",
      shape(Kind::TextMap)},
     read_headers},
    {{"pool", "how its keys are looked after", section(pool_view)},
     [](const Place& at, Draft& to) {
       if (!at.is_there()) return;
       to.config.pool.emplace();
       read_section<PoolConfig>(at, "a pool", kPoolRows, *to.config.pool);
     }},
};

// What follows from several members together.
class Finish {
 public:
  Finish(ConfigReading& reading, const NamedNode& at, Draft& draft)
      : reading_(reading), at_(at), config_(draft.config), draft_(draft) {
    const ProviderRegistry& registry = embedded_provider_registry();
    known_ = registry.provider(config_.known_as.empty() ? config_.name : config_.known_as);
    if (known_ == nullptr && config_.known_as.empty()) known_ = registry.at_url(config_.address);
  }

  void run() {
    if (config_.name.empty()) complain("it needs a 'name'");
    if (config_.needs_no_key && !config_.keys.empty())
      complain("it is keyless, and has keys all the same");
    if (draft_.limits && !config_.needs_no_key)
      complain("'limits' are for a keyless provider; those of keys stand beside each key");
    if (draft_.limits) config_.keyless_limits = *draft_.limits;
    if (!draft_.format.empty())
      complete_endpoint();
    else if (known_ == nullptr && config_.known_as.empty() && !config_.name.empty())
      complain("nobody in the registry is called " + yaml::quoted(config_.name) +
               "; say what it speaks with 'format' and where it is with 'base_url', or whom it is "
               "'like'");
  }

 private:
  void complete_endpoint() {
    if (!config_.endpoint) return;  // it has been complained of
    ProviderEndpoint& endpoint = *config_.endpoint;
    if (!config_.address.empty()) {
      endpoint.base_url = config_.address;
      // What a server nobody has described is likeliest to take.
      if (known_ == nullptr && endpoint.wire_format == WireFormat::OpenAiChatCompletions)
        endpoint.dialect = "compatible";
      return;
    }
    const auto there =
        known_ != nullptr ? known_->endpoint_for(endpoint.wire_format) : std::nullopt;
    if (there && !endpoint.compat)
      endpoint = *there;
    else
      complain("'format' needs a 'base_url' beside it: where that is spoken");
  }

  void complain(std::string_view what) { reading_.complain(at_.node.Mark(), at_.path, what); }

  ConfigReading& reading_;
  const NamedNode& at_;
  ProviderConfig& config_;
  Draft& draft_;
  const ProviderDescriptor* known_ = nullptr;
};

}  // namespace

void read_providers(const Place& place, std::vector<ProviderConfig>& to) {
  for (const NamedNode& at : named_nodes(place)) {
    Draft draft;
    draft.config.name = at.name;
    const bool is_short = at.node.IsScalar();
    if (is_short && at.name.empty()) {
      draft.config.name = at.node.Scalar();
    } else if (is_short) {
      if (auto key = place.reading.secret(at.node, at.path)) draft.config.key(key->reveal());
    } else {
      yaml::Fields fields(at.node, "a provider", at.path, place.reading.problems);
      read_rows<Draft>(place.reading, fields, kProviderRows, draft);
      fields.done();
    }
    Finish(place.reading, at, draft).run();
    if (is_new(place, at, to, draft.config.name, [](const auto& other) { return other.name; }))
      to.push_back(std::move(draft.config));
  }
}

SectionView provider_view() {
  SectionView view{"a provider"};
  append_views<Draft>(kProviderRows, view.members);
  return view;
}

}  // namespace omnillm::server
