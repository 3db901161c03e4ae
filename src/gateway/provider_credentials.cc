#include "gateway/provider_credentials.h"

#include <algorithm>
#include <string>
#include <utility>

#include "auth/resolver.h"
#include "auth/scheme_choice.h"
#include "gateway/key_lookup.h"

namespace omnillm::gateway {

namespace {

using Kind = AuthScheme::Kind;

constexpr KeyLimits kNoLimits{.tpm = 1'000'000'000, .rpm = 10'000'000};

tl::unexpected<Error> wrong(const ProviderConfig& config, std::string_view what) {
  return fail(ErrorKind::Configuration, config.name + ": " + std::string(what));
}

constexpr bool is_by_key(Kind kind) {
  return kind == Kind::Bearer || kind == Kind::Header || kind == Kind::Query;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

class Finder {
 public:
  Finder(const ProviderConfig& config, const ProviderDescriptor* known,
         const Environment& environment, ProviderEndpoint& endpoint, ResolvedProvider& out)
      : config_(config), known_(known), environment_(environment), endpoint_(endpoint), out_(out) {}

  Result<void> take_given() {
    out_.keys = config_.keys;
    if (config_.credentials) {
      auto found = auth::resolve_credentials(sources(), descriptor(), {}, *config_.credentials);
      if (!found) return wrong(config_, found.error().message());
      take(*std::move(found));
    }
    for (const std::string& variable : config_.key_variables) {
      const auto value = environment_.get(variable);
      if (!value || value->empty())
        return wrong(config_, "the environment variable " + variable +
                                  " is not set; set it, or give the key with "
                                  "ProviderConfig::key()");
      out_.keys.emplace_back(*value, variable);
    }
    return {};
  }

  void take_usual_key() {
    if (has_any() || config_.needs_no_key || known_ == nullptr) return;
    if (const auto found = find_key(*known_, endpoint_.base_url, environment_))
      out_.keys.emplace_back(found->key.reveal(), found->variable);
  }

  Result<void> ask(const CredentialResolver& resolver) {
    if (!resolver || has_any()) return {};
    auto found = resolver("", config_.name);
    if (!found) return tl::unexpected(std::move(found.error()));
    take(*std::move(found));
    return {};
  }

  // What is no key: that of AWS, Google and Microsoft.
  Result<void> take_usual_credentials() {
    if (has_any() || config_.needs_no_key || known_ == nullptr) return {};
    const bool keys_alone = std::all_of(
        known_->auth.begin(), known_->auth.end(),
        [](const AuthScheme& way) { return is_by_key(way.kind) || way.kind == Kind::None; });
    if (keys_alone) return {};
    auto found = auth::resolve_credentials(sources(), *known_);
    if (!found)
      return wrong(config_, found.error().message() +
                                "; or give them with ProviderConfig::key() or signs_with()");
    take(*std::move(found));
    return {};
  }

  // The first of the provider's ways that suits, unless the user named one.
  Result<void> choose_scheme() {
    const bool is_told = config_.endpoint && config_.endpoint->auth;
    if (known_ == nullptr || is_told || !has_any()) return {};
    const Credentials have = out_.credentials.is_none()
                                 ? Credentials(credential::ApiKey{.key = out_.keys.front().key})
                                 : out_.credentials;
    if (auth::suits(endpoint_.auth_scheme(), have)) return {};
    auto way = auth::choose_scheme(config_.name, known_->auth, have);
    if (!way) return wrong(config_, way.error().message());
    endpoint_.auth = out_.scheme = *std::move(way);
    return {};
  }

  // Without a key: a place in the pool for those that need none.
  Result<void> fill_pool() {
    const bool allows_none = known_ != nullptr && auth::signs_by(Kind::None, known_->auth);
    if (config_.needs_no_key || (!has_any() && allows_none))
      endpoint_.auth = out_.scheme = AuthScheme::none();
    if (!out_.keys.empty()) return {};
    if (is_by_key(out_.scheme.kind))
      return wrong(config_,
                   "it has no key; give one with ProviderConfig::key() or "
                   "GatewayBuilder::add_key()" +
                       (known_ != nullptr && !known_->key_variables.empty()
                            ? ", or set " + listed(known_->key_variables)
                            : std::string()) +
                       ", or say keyless() if it needs none");
    // What a key alone does not sign has one place in the pool all the same: its limits and its
    // health are those of a key.
    KeyConfig place("unused", config_.name);
    place.limits = config_.needs_no_key ? config_.keyless_limits : kNoLimits;
    out_.keys.push_back(std::move(place));
    return {};
  }

 private:
  [[nodiscard]] bool has_any() const { return !out_.keys.empty() || !out_.credentials.is_none(); }
  [[nodiscard]] auth::CredentialSources sources() const {
    return {.environment = &environment_, .files = auth::local_files()};
  }
  [[nodiscard]] ProviderDescriptor descriptor() const {
    return known_ != nullptr ? *known_ : ProviderDescriptor{.name = config_.name};
  }
  // Keys stand in the pool; the rest signs.
  void take(Credentials found) {
    if (const auto* key = found.as<credential::ApiKey>())
      out_.keys.emplace_back(key->key.reveal(), config_.name);
    else if (const auto* bedrock = found.as<credential::BedrockKey>())
      out_.keys.emplace_back(bedrock->key.reveal(), config_.name);
    else
      out_.credentials = std::move(found);
  }

  const ProviderConfig& config_;
  const ProviderDescriptor* known_;
  const Environment& environment_;
  ProviderEndpoint& endpoint_;
  ResolvedProvider& out_;
};

}  // namespace

Result<void> find_credentials(const ProviderConfig& config, const ProviderDescriptor* known,
                              const Environment& environment, const CredentialResolver& resolver,
                              ProviderEndpoint& endpoint, ResolvedProvider& out) {
  Finder finder(config, known, environment, endpoint, out);
  if (auto ok = finder.take_given(); !ok) return ok;
  finder.take_usual_key();
  if (auto ok = finder.ask(resolver); !ok) return ok;
  if (auto ok = finder.take_usual_credentials(); !ok) return ok;
  if (auto ok = finder.choose_scheme(); !ok) return ok;
  return finder.fill_pool();
}

}  // namespace omnillm::gateway
