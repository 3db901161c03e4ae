// Which names announce a credential: of headers, members, parameters and fields.

#ifndef OMNILLM_BASE_CREDENTIAL_NAMES_H_
#define OMNILLM_BASE_CREDENTIAL_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace omnillm {

enum class NameSays : std::uint8_t {
  Nothing,
  // "token", "key", "sig": a credential here, a word or a count elsewhere. Context decides.
  Perhaps,
  // "api_key", "client_secret", "x-amz-security-token": whatever it holds is a credential.
  Credential,
};

// The name without its spelling: lower case, %xx decoded, without '-', '_', '.' and blanks.
// "X-Api%2DKey" and "xApiKey" are one.
[[nodiscard]] std::string bare_name(std::string_view name);

[[nodiscard]] NameSays what_name_says(std::string_view name);
// The same of a bare_name().
[[nodiscard]] NameSays what_bare_name_says(std::string_view bare);

}  // namespace omnillm

#endif  // OMNILLM_BASE_CREDENTIAL_NAMES_H_
