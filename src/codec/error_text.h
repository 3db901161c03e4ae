// What the bodies of failures have in common, whoever wrote them: proxies answer in HTML, some
// servers in a bare string, and every provider has its own words for the same few reasons.

#ifndef OMNILLM_CODEC_ERROR_TEXT_H_
#define OMNILLM_CODEC_ERROR_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "omnillm/error.h"

namespace omnillm::codec {

// A sentence for a body that is not JSON: of an HTML page its title, else the text itself, cut to a
// readable length; of an empty one, the status. Never empty.
[[nodiscard]] std::string message_of_text(int status, std::string_view body);

// A sentence from a JSON value that stands where a message should: a string, a number, a list of
// them, or objects with a `message`, `msg`, `detail` or `error` of their own. Empty when there is
// nothing to read.
[[nodiscard]] std::string message_of_json(json::Value value);

// What the words of an error mean; the words that providers use for each kind are one table in
// error_text.cc. The status decides where the words say nothing, and is 0 inside a stream.
[[nodiscard]] ErrorKind kind_of_error(int status, std::string_view code, std::string_view type,
                                      std::string_view message);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ERROR_TEXT_H_
