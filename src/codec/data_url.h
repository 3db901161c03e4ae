// Data in place of an address: "data:image/png;base64,iVBORw0...". The data is shared with the body
// it came in, and written without being looked at.

#ifndef OMNILLM_CODEC_DATA_URL_H_
#define OMNILLM_CODEC_DATA_URL_H_

#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm::codec {

struct DataUrl {
  std::string media_type;  // "image/png"; empty when the URL does not say
  Text data;               // base64
};

// Empty when the string is no data URL, or one that is not in base64.
[[nodiscard]] std::optional<DataUrl> parse_data_url(json::Value string);
[[nodiscard]] std::optional<DataUrl> parse_data_url(std::string_view url);

// The JSON string that holds the data URL.
void write_data_url(std::string_view media_type, const Text& data, json::Writer& out);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_DATA_URL_H_
