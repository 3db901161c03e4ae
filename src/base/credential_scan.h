// Finds what looks like a credential in a text.
//
//   for (std::size_t at = 0; auto found = find_credential(text, at, Suspicion::Any);) ...

#ifndef OMNILLM_BASE_CREDENTIAL_SCAN_H_
#define OMNILLM_BASE_CREDENTIAL_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace omnillm {

struct FoundCredential {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name{};  // of the member or parameter that holds it; empty when it stands alone
};

enum class Suspicion : std::uint8_t {
  // Rather too much than too little: for messages, where a word less does no harm.
  Any,
  // What hardly is a word: for recordings, which are to be replayed.
  Likely,
};

// The first credential in `text` at or after `from`: keys by the prefixes of their providers (sk-,
// gsk_, AIza, AKIA, xai-, ...), JSON web tokens, PEM blocks, what follows "Bearer ", the values of
// members such as api_key=, token=, "password":, the user in front of a URL's host, and long random
// runs behind words like "key". What stands before `from` is not looked at, so a text in which
// everything found was replaced by something else yields nothing new.
// `more_names` hold credentials too: as bare_name() of credential_names.h gives them.
[[nodiscard]] std::optional<FoundCredential> find_credential(
    std::string_view text, std::size_t from, Suspicion suspicion,
    std::span<const std::string> more_names = {});

// Whether a run of characters could have been drawn at random: long, and of a mixture that words
// and numbers do not have.
[[nodiscard]] bool looks_random(std::string_view run);

}  // namespace omnillm

#endif  // OMNILLM_BASE_CREDENTIAL_SCAN_H_
