// Percent-encoding of what stands in a path or a query.

#ifndef OMNILLM_BASE_PERCENT_H_
#define OMNILLM_BASE_PERCENT_H_

#include <optional>
#include <string>
#include <string_view>

namespace omnillm {

// Everything but letters, digits and "-._~" is encoded: what comes out is one segment, whatever is
// in it. Those of `plain` stay as they are too.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view plain = {});
// Empty for a '%' that two hexadecimal digits do not follow.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace omnillm

#endif  // OMNILLM_BASE_PERCENT_H_
