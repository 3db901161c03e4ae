// Which block carries an image or a file, by what is known of its bytes.

#ifndef OMNILLM_CODEC_ANTHROPIC_MEDIA_H_
#define OMNILLM_CODEC_ANTHROPIC_MEDIA_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

enum class MediaForm : std::uint8_t {
  None,  // the protocol has no block for it
  ImageById,
  ImageByUrl,
  ImageData,
  DocumentById,
  DocumentByUrl,
  PdfData,
  PlainText,    // text as it is
  EncodedText,  // text as base64
};

[[nodiscard]] MediaForm form_of(const part::ImageUrl& image);
[[nodiscard]] MediaForm form_of(const part::ImageBase64& image);
[[nodiscard]] MediaForm form_of(const part::File& file);

// The type of an image: as said, or else by its first bytes in base64. Empty when the protocol
// does not take it.
[[nodiscard]] std::string_view image_type(std::string_view said, const Text& data);

// "data:image/png;base64,AAAA" in its two halves.
struct DataUrl {
  std::string_view media_type;
  std::string_view data;
};
[[nodiscard]] std::optional<DataUrl> split_data_url(std::string_view url);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_MEDIA_H_
