#include "auth/signer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "auth/header_value.h"
#include "auth/put_credential.h"
#include "auth/url_parts.h"

namespace omnillm::auth {

namespace {

using Kind = AuthScheme::Kind;

constexpr std::string_view kBearer = "Bearer ";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

tl::unexpected<Error> problem(std::string text) { return fail(ErrorKind::Configuration, text); }

tl::unexpected<Error> does_not_fit(const AuthScheme& scheme, const Credentials& credentials,
                                   std::string_view wanted) {
  std::string text(kind_of(credentials));
  text.append(" cannot sign requests by \"").append(to_string(scheme.kind)).append("\": it takes ");
  return problem(std::move(text.append(wanted)));
}

bool is_a_key(const Credentials& credentials) {
  return credentials.is_none() || credentials.as<credential::ApiKey>() ||
         credentials.as<credential::BedrockKey>();
}

// Headers that say how a request is read; a key has no business there.
bool is_framing(std::string_view name) {
  constexpr std::array<std::string_view, 5> kFraming{"host", "content-length", "transfer-encoding",
                                                     "connection", "content-type"};
  return std::any_of(kFraming.begin(), kFraming.end(),
                     [name](std::string_view framing) { return same_field_name(framing, name); });
}

Result<void> check_scheme(const AuthScheme& scheme, const Credentials& credentials) {
  switch (scheme.kind) {
    case Kind::None:
      return {};
    case Kind::Header:
      if (!is_field_name(scheme.name) || is_framing(scheme.name))
        return problem("\"" + scheme.name + "\" is no header that a key can stand in");
      break;
    case Kind::Query:
      if (scheme.name.empty()) return problem("the parameter that a key stands in has no name");
      break;
    default:
      break;
  }
  const bool takes_key =
      scheme.kind == Kind::Bearer || scheme.kind == Kind::Header || scheme.kind == Kind::Query;
  if (takes_key && !is_a_key(credentials)) return does_not_fit(scheme, credentials, "an API key");
  return {};
}

// Of the labels of a host the one that looks like "us-east-1" or "us-gov-west-1".
std::string region_of_host(std::string_view host) {
  const auto is_region = [](std::string_view label) {
    const std::size_t first = label.find('-');
    const std::size_t last = label.rfind('-');
    if (first != 2 || last == first || last + 1 == label.size()) return false;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    return std::all_of(label.begin() + static_cast<std::ptrdiff_t>(last) + 1, label.end(), digit) &&
           std::all_of(label.begin(), label.begin() + static_cast<std::ptrdiff_t>(last), letter);
  };
  while (!host.empty()) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    if (is_region(host.substr(0, dot))) return std::string(host.substr(0, dot));
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return {};
}

Result<void> check_key(const Secret& key, bool spaces_inside) {
  const std::string_view text = key.reveal();
  if (text.empty()) return problem("the key is empty");
  if (spaces_inside ? is_field_value(text) : is_bearer_token(text)) return {};
  return problem(
      "the key holds a character that cannot stand in a header: a blank, a line end or one outside "
      "of ASCII; it may have been copied with it");
}

}  // namespace

Result<std::unique_ptr<Signer>> Signer::create(const ProviderEndpoint& endpoint,
                                               const Credentials& credentials, Transport& transport,
                                               const Clock& clock, TokenPolicy policy) {
  const auto url = split_url(trimmed(endpoint.base_url));
  if (!url) return problem("an endpoint's address has to be http:// or https:// with a host");
  if (url->origin.find_first_of("{}") != std::string_view::npos)
    return problem("the endpoint's address has a part in braces that has to be filled in");
  AuthScheme scheme = endpoint.auth_scheme();
  // A Bedrock key is a bearer wherever nothing else was said.
  if (!endpoint.auth && credentials.as<credential::BedrockKey>()) scheme = AuthScheme::bearer();
  if (auto ok = check_scheme(scheme, credentials); !ok) return tl::unexpected(ok.error());

  std::unique_ptr<Signer> signer(new Signer(std::move(scheme), std::string(url->origin), clock));
  Result<void> ready;
  if (signer->scheme_.kind == Kind::SigV4) ready = signer->prepare_aws(credentials);
  if (signer->scheme_.kind == Kind::Google || signer->scheme_.kind == Kind::Entra)
    ready = signer->prepare_tokens(credentials, transport, policy);
  if (!ready) return tl::unexpected(ready.error());
  return signer;
}

Result<void> Signer::prepare_aws(const Credentials& credentials) {
  const auto* keys = credentials.as<credential::AwsKeys>();
  if (!keys) return does_not_fit(scheme_, credentials, "AWS keys");
  for (const Secret* part : {&keys->access_key_id, &keys->secret_access_key})
    if (part->empty() || !is_bearer_token(part->reveal()))
      return problem("AWS keys need an access key ID and a secret access key, without blanks");
  if (!is_bearer_token(keys->session_token.reveal()))
    return problem("the session token of the AWS keys holds a blank or a line end");
  // A signature for another region than the host's is refused, whatever the profile says.
  std::string region = region_of_host(split_url(origin_)->authority);
  if (region.empty()) region = keys->region;
  if (region.empty())
    return problem(
        "the endpoint's address names no AWS region; set AWS_REGION or the region of the "
        "keys");
  aws_ = std::make_unique<const SigV4>(*keys, std::move(region), scheme_.name);
  return {};
}

Result<void> Signer::prepare_tokens(const Credentials& credentials, Transport& transport,
                                    TokenPolicy policy) {
  std::unique_ptr<TokenGrant> grant;
  const bool is_google = scheme_.kind == Kind::Google;
  if (const auto* machine = credentials.as<credential::MachineIdentity>()) {
    grant = is_google ? google_machine_grant() : azure_machine_grant(*machine, scheme_.name);
  } else if (const auto* account = credentials.as<credential::GoogleServiceAccount>();
             account && is_google) {
    auto parsed = ServiceAccount::parse(account->json);
    if (!parsed) return tl::unexpected(std::move(parsed).error());
    grant = service_account_grant(std::move(*parsed));
  } else if (const auto* client = credentials.as<credential::AzureClientSecret>();
             client && !is_google) {
    auto made = client_secret_grant(*client, scheme_.name);
    if (!made) return tl::unexpected(std::move(made).error());
    grant = std::move(*made);
  } else {
    return does_not_fit(scheme_, credentials,
                        is_google ? "a Google service account" : "an Azure client secret");
  }
  tokens_ = std::make_unique<TokenSource>(std::move(grant), transport, clock_, policy);
  return {};
}

bool Signer::is_ours(std::string_view url) const {
  if (!url.starts_with(origin_)) return false;
  const std::string_view rest = url.substr(origin_.size());
  return rest.empty() || rest.front() == '/' || rest.front() == '?';
}

Result<bool> Signer::try_sign(HttpRequest& request, const Secret& key) const {
  if (!is_ours(request.url))
    return problem("a request for " + origin_ +
                   " has an address elsewhere; its credentials do not go there");
  switch (scheme_.kind) {
    case Kind::None:
      return true;
    case Kind::Bearer:
    case Kind::Header:
    case Kind::Query:
      if (auto ok = check_key(key, scheme_.kind == Kind::Header); !ok)
        return tl::unexpected(ok.error());
      if (scheme_.kind == Kind::Bearer)
        put_header("Authorization", kBearer, key.reveal(), request.headers);
      else if (scheme_.kind == Kind::Header)
        put_header(scheme_.name, {}, key.reveal(), request.headers);
      else
        put_query_parameter(scheme_.name, key.reveal(), request.url);
      return true;
    case Kind::SigV4:
      return aws_->sign(request, clock_.wall()).map([](const Signature&) { return true; });
    case Kind::Google:
    case Kind::Entra:
      break;
  }
  const TokenRef token = tokens_->cached();
  if (token) put_header("Authorization", kBearer, token->reveal(), request.headers);
  return token != nullptr;
}

net::Task<Result<void>> Signer::sign(EventLoop& loop, HttpRequest& request, const Secret& key) {
  const Result<bool> at_once = try_sign(request, key);
  if (!at_once) co_return tl::unexpected(at_once.error());
  if (*at_once) co_return Result<void>();
  const Result<TokenRef> token = co_await tokens_->token(loop);
  if (!token) co_return tl::unexpected(token.error());
  put_header("Authorization", kBearer, (*token)->reveal(), request.headers);
  co_return Result<void>();
}

void Signer::rejected(const Headers& headers) const {
  if (!tokens_) return;
  const auto field = headers.find("Authorization");
  if (field && field->starts_with(kBearer)) tokens_->reject(field->substr(kBearer.size()));
}

}  // namespace omnillm::auth
