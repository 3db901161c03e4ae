// Bedrock says "png" where everybody else says "image/png".

#ifndef OMNILLM_CODEC_BEDROCK_MEDIA_H_
#define OMNILLM_CODEC_BEDROCK_MEDIA_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace omnillm::codec::bedrock {

enum class Media : std::uint8_t { Image, Document, Video, Audio };

// The media type of a format: "image/png". An unknown format becomes "image/<format>".
[[nodiscard]] std::string media_type_of(Media media, std::string_view format);

// The format of a media type, or else of the suffix of a file's name; empty when Bedrock has none.
[[nodiscard]] std::string_view format_of(Media media, std::string_view media_type,
                                         std::string_view filename = {});

// What a file is, by its media type: a document unless it says video or audio.
[[nodiscard]] Media media_of(std::string_view media_type);

}  // namespace omnillm::codec::bedrock

#endif  // OMNILLM_CODEC_BEDROCK_MEDIA_H_
