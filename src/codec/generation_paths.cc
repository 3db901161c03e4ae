#include "codec/generation_paths.h"

#include "codec/model_path.h"

namespace omnillm::codec {

GenerationTarget generation_target(WireFormat format, std::string_view model, bool stream) {
  switch (format) {
    case WireFormat::OpenAiResponses:
      return {"/responses", {}};
    case WireFormat::OpenAiChatCompletions:
      return {"/chat/completions", {}};
    case WireFormat::AnthropicMessages:
      return {"/messages", {}};
    case WireFormat::GeminiGenerateContent:
      if (stream) return {google_model_path(model) + ":streamGenerateContent", {{"alt", "sse"}}};
      return {google_model_path(model) + ":generateContent", {}};
    case WireFormat::BedrockConverse:
      return {bedrock_model_path(model) + (stream ? "/converse-stream" : "/converse"), {}};
    default:
      return {};
  }
}

namespace {

std::optional<PathModel> path_model(std::optional<std::string> model, bool stream) {
  if (!model) return std::nullopt;
  return PathModel{std::move(*model), stream};
}

}  // namespace

std::optional<PathModel> model_of_path(WireFormat format, std::string_view path) {
  switch (format) {
    case WireFormat::GeminiGenerateContent: {
      const bool stream = path.ends_with(":streamGenerateContent");
      return path_model(
          google_model_of(path, stream ? ":streamGenerateContent" : ":generateContent"), stream);
    }
    case WireFormat::BedrockConverse: {
      const bool stream = path.ends_with("/converse-stream");
      return path_model(bedrock_model_of(path, stream ? "/converse-stream" : "/converse"), stream);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace omnillm::codec
