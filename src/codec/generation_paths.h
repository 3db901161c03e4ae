// Where on a host the generation protocols live, and what their paths say: Gemini and Bedrock keep
// the model and the wish to stream in the path, the others in the body.
//
//   generation_target(WireFormat::GeminiGenerateContent, "gemini-2.5-flash", true)
//     -> {"/models/gemini-2.5-flash:streamGenerateContent", {{"alt", "sse"}}}

#ifndef OMNILLM_CODEC_GENERATION_PATHS_H_
#define OMNILLM_CODEC_GENERATION_PATHS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/protocol.h"

namespace omnillm::codec {

struct GenerationTarget {
  std::string path;  // percent-encoded
  std::vector<std::pair<std::string, std::string>> query;
};

// Requires: is_generation(format). A model that is a path already ("models/x", "tunedModels/x",
// "projects/p/.../models/x") stays one.
[[nodiscard]] GenerationTarget generation_target(WireFormat format, std::string_view model,
                                                 bool stream);

struct PathModel {
  std::string model;
  bool stream = false;
};

// What such a path says, whatever stands before it ("/v1beta/models/x:generateContent"); empty when
// it is not one of this format's, or when the format keeps nothing in its path.
[[nodiscard]] std::optional<PathModel> model_of_path(WireFormat format, std::string_view path);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_GENERATION_PATHS_H_
