// What a token endpoint answers (RFC 6749): a token, or why there is none.

#ifndef OMNILLM_AUTH_TOKEN_ANSWER_H_
#define OMNILLM_AUTH_TOKEN_ANSWER_H_

#include <optional>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

struct GrantedToken {
  Secret token{};
  std::optional<Duration> lifetime{};  // empty: the answer does not say
};

// Reads the answer of `who` ("oauth2.googleapis.com"). A token that could not stand in a header is
// refused, and a lifetime that is negative or beyond a day counts as none or as a day.
// Errors: Auth, when we are refused; Network, when the other side has no answer now or makes no
// sense. The text holds the provider's own code and words, of which `sent`, the secret that was in
// the request, and whatever looks like a credential are taken out; nothing else of the body.
[[nodiscard]] Result<GrantedToken> read_token_answer(std::string_view who, int status,
                                                     std::string_view body, const Secret& sent);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_TOKEN_ANSWER_H_
