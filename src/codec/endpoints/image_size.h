// How large an image is to be: OpenAI says it in pixels, Google by the ratio of its sides.

#ifndef OMNILLM_CODEC_ENDPOINTS_IMAGE_SIZE_H_
#define OMNILLM_CODEC_ENDPOINTS_IMAGE_SIZE_H_

#include <optional>
#include <string>
#include <string_view>

namespace omnillm::codec {

struct NearestRatio {
  std::string_view ratio;
  bool is_exact;
};

// Of "1536x1024" the nearest ratio that Google has; empty for what is no size ("auto").
[[nodiscard]] std::optional<NearestRatio> google_ratio(std::string_view size);

struct NearestSize {
  std::string_view size;
  bool is_exact;
};

// Of "16:9" the nearest size that OpenAI has; empty for what is no ratio.
[[nodiscard]] std::optional<NearestSize> openai_size(std::string_view ratio);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_IMAGE_SIZE_H_
