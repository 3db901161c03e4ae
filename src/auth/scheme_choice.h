// Which of a provider's ways to sign suits the credentials at hand.

#ifndef OMNILLM_AUTH_SCHEME_CHOICE_H_
#define OMNILLM_AUTH_SCHEME_CHOICE_H_

#include <span>
#include <string_view>

#include "omnillm/auth_scheme.h"
#include "omnillm/credentials.h"
#include "omnillm/result.h"

namespace omnillm::auth {

// Whether that kind is one of the ways.
[[nodiscard]] bool signs_by(AuthScheme::Kind kind, std::span<const AuthScheme> ways);

// Whether requests can be signed that way with these.
[[nodiscard]] bool suits(const AuthScheme& scheme, const Credentials& credentials);

// The first of `ways`, as the provider's descriptor lists them, that suits.
// Errors: Configuration, naming what the provider takes.
[[nodiscard]] Result<AuthScheme> choose_scheme(std::string_view provider,
                                               std::span<const AuthScheme> ways,
                                               const Credentials& credentials);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_SCHEME_CHOICE_H_
