// Masks what looks like a credential in text that people will read.

#ifndef OMNILLM_BASE_REDACT_H_
#define OMNILLM_BASE_REDACT_H_

#include <string>
#include <string_view>

namespace omnillm {

// Returns `text` with every run that has the shape of a known credential replaced by ***: keys by
// their prefixes (sk-, gsk_, AIza, AKIA, xai-, ...), JSON web tokens, PEM blocks, what follows
// "Bearer ", and the values of members such as key=, token=, api_key: and "password":. Masks rather
// too much than too little, and is still only a last line of defence: nothing may rely on it.
[[nodiscard]] std::string redact_credentials(std::string_view text);

}  // namespace omnillm

#endif  // OMNILLM_BASE_REDACT_H_
