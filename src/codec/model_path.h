// Models that stand in a path, as Google and Amazon have them.

#ifndef OMNILLM_CODEC_MODEL_PATH_H_
#define OMNILLM_CODEC_MODEL_PATH_H_

#include <optional>
#include <string>
#include <string_view>

namespace omnillm::codec {

// "/models/gemini-2.5-flash", percent-encoded. A model that is a path already ("tunedModels/x",
// "projects/p/.../models/x") stays one.
[[nodiscard]] std::string google_model_path(std::string_view model);
// The same as a body names it: "models/gemini-2.5-flash".
[[nodiscard]] std::string google_model_name(std::string_view model);
// And back: "models/x" is "x", every other path is what it is.
[[nodiscard]] std::string plain_model_name(std::string_view name);

// "/model/anthropic.claude-v1%3A0": one segment, whatever is in the name.
[[nodiscard]] std::string bedrock_model_path(std::string_view model);

// What a path that ends with `suffix` says of the model, whatever stands before it; empty when it
// is none of these. "/v1beta/models/x:countTokens" is "x", "/v1/tunedModels/y:..." "tunedModels/y".
[[nodiscard]] std::optional<std::string> google_model_of(std::string_view path,
                                                         std::string_view suffix);
[[nodiscard]] std::optional<std::string> bedrock_model_of(std::string_view path,
                                                          std::string_view suffix);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_MODEL_PATH_H_
