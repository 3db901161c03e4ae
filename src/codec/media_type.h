// Which kind of bytes something is, where nobody said.

#ifndef OMNILLM_CODEC_MEDIA_TYPE_H_
#define OMNILLM_CODEC_MEDIA_TYPE_H_

#include <string_view>

namespace omnillm::codec {

// From the suffix of an address or a file's name, query and fragment aside: "image/png" for
// "https://example.com/cat.PNG?x=1". Empty when the suffix says nothing.
[[nodiscard]] std::string_view media_type_of_name(std::string_view name_or_url);

// From how base64 data begins, as far as a few common formats of images, sound and documents can be
// told by it. Empty otherwise.
[[nodiscard]] std::string_view media_type_of_base64(std::string_view data);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_MEDIA_TYPE_H_
