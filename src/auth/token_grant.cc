#include "auth/token_grant.h"

#include <utility>

#include "auth/form.h"
#include "auth/url_parts.h"
#include "http/percent.h"

namespace omnillm::auth {

namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

HttpRequest form_post(std::string url, std::string form) {
  return {.method = HttpMethod::Post,
          .url = std::move(url),
          .headers = {{"Content-Type", kFormType}, {"Accept", "application/json"}},
          .body = std::move(form)};
}

std::string host_of(const std::string& url) {
  const auto parts = split_url(url);
  return std::string(parts ? parts->authority : std::string_view());
}

class ServiceAccountGrant final : public TokenGrant {
 public:
  explicit ServiceAccountGrant(ServiceAccount account)
      : account_(std::move(account)), who_(host_of(account_.token_uri())) {}

  std::string_view who() const override { return who_; }

  Result<HttpRequest> request(WallTime now) override {
    auto assertion = account_.assertion(now);
    if (!assertion) return tl::unexpected(std::move(assertion).error());
    sent_ = std::move(*assertion);
    return form_post(account_.token_uri(), service_account_form(sent_));
  }

  Result<GrantedToken> read(int status, std::string_view body) const override {
    return read_token_answer(who_, status, body, sent_);
  }

 private:
  const ServiceAccount account_;
  const std::string who_;
  Secret sent_{};
};

class ClientSecretGrant final : public TokenGrant {
 public:
  ClientSecretGrant(credential::AzureClientSecret client, std::string scope)
      : client_(std::move(client)),
        scope_(std::move(scope)),
        url_(client_.authority + "/" + http::percent_encode(client_.tenant_id) +
             "/oauth2/v2.0/token"),
        who_(host_of(url_)) {}

  std::string_view who() const override { return who_; }

  Result<HttpRequest> request(WallTime) override {
    std::string form;
    form.reserve(256 + scope_.size() + 3 * client_.client_secret.reveal().size());
    append_form_field("grant_type", "client_credentials", form);
    append_form_field("client_id", client_.client_id, form);
    append_form_field("client_secret", client_.client_secret.reveal(), form);
    append_form_field("scope", scope_, form);
    return form_post(url_, std::move(form));
  }

  Result<GrantedToken> read(int status, std::string_view body) const override {
    return read_token_answer(who_, status, body, client_.client_secret);
  }

 private:
  const credential::AzureClientSecret client_;
  const std::string scope_;
  const std::string url_;
  const std::string who_;
};

class MachineGrant final : public TokenGrant {
 public:
  MachineGrant(std::string url, Headers headers)
      : url_(std::move(url)), headers_(std::move(headers)), who_(host_of(url_)) {}

  std::string_view who() const override { return who_; }
  Result<HttpRequest> request(WallTime) override {
    return HttpRequest{.method = HttpMethod::Get, .url = url_, .headers = headers_};
  }
  Result<GrantedToken> read(int status, std::string_view body) const override {
    return read_token_answer(who_, status, body, Secret());
  }

 private:
  const std::string url_;
  const Headers headers_;
  const std::string who_;
};

}  // namespace

std::unique_ptr<TokenGrant> service_account_grant(ServiceAccount account) {
  return std::make_unique<ServiceAccountGrant>(std::move(account));
}

Result<std::unique_ptr<TokenGrant>> client_secret_grant(credential::AzureClientSecret client,
                                                        std::string scope) {
  if (client.tenant_id.empty() || client.client_id.empty() || client.client_secret.empty())
    return fail(ErrorKind::Configuration,
                "an Azure client secret needs the tenant, the client and the secret");
  while (client.authority.ends_with('/')) client.authority.pop_back();
  const auto authority = split_url(client.authority);
  if (!authority || authority->scheme != "https" || authority->origin != client.authority)
    return fail(ErrorKind::Configuration,
                "the authority of an Azure client secret has to be https:// and a host, as "
                "https://login.microsoftonline.com");
  return std::make_unique<ClientSecretGrant>(std::move(client), std::move(scope));
}

std::unique_ptr<TokenGrant> google_machine_grant() {
  return std::make_unique<MachineGrant>(
      "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token",
      Headers{{"Metadata-Flavor", "Google"}});
}

std::unique_ptr<TokenGrant> azure_machine_grant(const credential::MachineIdentity& identity,
                                                std::string_view scope) {
  // It wants the resource, of which a scope is the default.
  constexpr std::string_view kDefault = "/.default";
  if (scope.ends_with(kDefault)) scope.remove_suffix(kDefault.size());
  std::string url =
      "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" +
      http::percent_encode(scope);
  if (!identity.client_id.empty()) url += "&client_id=" + http::percent_encode(identity.client_id);
  return std::make_unique<MachineGrant>(std::move(url), Headers{{"Metadata", "true"}});
}

}  // namespace omnillm::auth
