// A service account of Google's, and the signed statement it trades for a token (RFC 7523).

#ifndef OMNILLM_AUTH_GOOGLE_TOKEN_H_
#define OMNILLM_AUTH_GOOGLE_TOKEN_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

inline constexpr std::string_view kGoogleScope = "https://www.googleapis.com/auth/cloud-platform";

// Thread safety: immutable; any threads may sign with one object at once.
class ServiceAccount {
 public:
  // Reads the file Google hands out. Refused besides what is incomplete: another type of file, an
  // address for tokens that is not https, and a key that is not RSA of 2048 bits or more.
  // Errors: Configuration. The message names the member and never quotes it.
  [[nodiscard]] static Result<ServiceAccount> parse(const Secret& json);

  [[nodiscard]] const std::string& client_email() const { return client_email_; }
  [[nodiscard]] const std::string& project_id() const { return project_id_; }  // may be empty
  [[nodiscard]] const std::string& token_uri() const { return token_uri_; }

  // A JSON web token that says who asks for which scope, good for an hour from `now`.
  // Errors: Configuration, if the key does not sign.
  [[nodiscard]] Result<Secret> assertion(WallTime now, std::string_view scope = kGoogleScope) const;

 private:
  ServiceAccount() = default;
  [[nodiscard]] Result<std::string> sign(std::string_view text) const;

  std::string client_email_{};
  std::string private_key_id_{};
  std::string project_id_{};
  std::string token_uri_{};
  std::shared_ptr<EVP_PKEY> key_{};
};

// The body of the request for a token.
[[nodiscard]] std::string service_account_form(const Secret& assertion);

// RFC 4648, the alphabet for addresses, without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_GOOGLE_TOKEN_H_
