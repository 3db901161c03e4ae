// Anthropic's beta features: a header of its own API, a member of the body on other people's
// machines. The canonical form has the member, `anthropic_beta`.

#ifndef OMNILLM_CODEC_ANTHROPIC_BETA_H_
#define OMNILLM_CODEC_ANTHROPIC_BETA_H_

#include <string>
#include <string_view>

#include "omnillm/json.h"

namespace omnillm::codec {

inline constexpr std::string_view kBetaMember = "anthropic_beta";
inline constexpr std::string_view kBetaHeader = "anthropic-beta";

// ["a", "b"], or "a", as "a,b".
[[nodiscard]] std::string beta_header(const JsonText& member);
// And back.
[[nodiscard]] JsonText beta_member(std::string_view header);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ANTHROPIC_BETA_H_
