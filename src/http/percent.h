// Percent-encoding of what stands in a path or a query.

#ifndef OMNILLM_HTTP_PERCENT_H_
#define OMNILLM_HTTP_PERCENT_H_

#include <optional>
#include <string>
#include <string_view>

namespace omnillm::http {

// Everything but letters, digits and "-._~" is encoded: what comes out is one segment, whatever is
// in it.
[[nodiscard]] std::string percent_encode(std::string_view text);
// Empty for a '%' that two hexadecimal digits do not follow.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_PERCENT_H_
