// How one token is asked for: what is sent, and how the answer is read.

#ifndef OMNILLM_AUTH_TOKEN_GRANT_H_
#define OMNILLM_AUTH_TOKEN_GRANT_H_

#include <memory>
#include <string>
#include <string_view>

#include "auth/google_token.h"
#include "auth/token_answer.h"
#include "omnillm/clock.h"
#include "omnillm/credentials.h"
#include "omnillm/result.h"
#include "omnillm/transport.h"

namespace omnillm::auth {

// Thread safety: one call at a time, on any thread.
class TokenGrant {
 public:
  virtual ~TokenGrant() = default;

  // Who is asked, for messages: a host.
  [[nodiscard]] virtual std::string_view who() const = 0;
  // Errors: Configuration.
  [[nodiscard]] virtual Result<HttpRequest> request(WallTime now) = 0;
  // The answer to the last request. Errors: Auth, Network.
  [[nodiscard]] virtual Result<GrantedToken> read(int status, std::string_view body) const = 0;
};

// Google, for a service account: a signed statement is traded for a token.
[[nodiscard]] std::unique_ptr<TokenGrant> service_account_grant(ServiceAccount account);

// Microsoft Entra ID, for an application: tokens for the resource that `scope` names
// ("https://cognitiveservices.azure.com/.default").
// Errors: Configuration, for what is incomplete or an authority that is not https.
[[nodiscard]] Result<std::unique_ptr<TokenGrant>> client_secret_grant(
    credential::AzureClientSecret client, std::string scope);

// The metadata server of a machine in Google's or Microsoft's cloud. It is asked in plain HTTP: it
// is on this machine, and what it tells is told to whoever runs here.
[[nodiscard]] std::unique_ptr<TokenGrant> google_machine_grant();
[[nodiscard]] std::unique_ptr<TokenGrant> azure_machine_grant(
    const credential::MachineIdentity& identity, std::string_view scope);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_TOKEN_GRANT_H_
