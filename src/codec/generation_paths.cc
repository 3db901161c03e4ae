#include "codec/generation_paths.h"

#include "http/percent.h"

namespace omnillm::codec {

namespace {

// Each segment on its own, so that a model's name cannot reach another path.
std::string encode_segments(std::string_view path) {
  std::string out;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    // "." and ".." would be resolved away by whoever reads the path.
    if (segment == "." || segment == "..")
      for (std::size_t i = 0; i < segment.size(); ++i) out += "%2E";
    else
      out += http::percent_encode(segment);
    if (slash == std::string_view::npos) return out;
    out.push_back('/');
    path.remove_prefix(slash + 1);
  }
}

std::string gemini_path(std::string_view model) {
  const bool is_path = model.starts_with("models/") || model.starts_with("tunedModels/") ||
                       model.starts_with("projects/") || model.starts_with("publishers/") ||
                       model.starts_with("endpoints/");
  return (is_path ? "/" : "/models/") + encode_segments(model);
}

struct Verb {
  std::string_view suffix;
  bool stream;
};

std::optional<PathModel> split_path(std::string_view path, std::string_view before,
                                    std::initializer_list<Verb> verbs) {
  for (const Verb verb : verbs) {
    if (!path.ends_with(verb.suffix)) continue;
    const std::string_view rest = path.substr(0, path.size() - verb.suffix.size());
    const std::size_t start = rest.rfind(before);
    if (start == std::string_view::npos) return std::nullopt;
    auto model = http::percent_decode(rest.substr(start + before.size()));
    if (!model || model->empty()) return std::nullopt;
    return PathModel{std::move(*model), verb.stream};
  }
  return std::nullopt;
}

}  // namespace

GenerationTarget generation_target(WireFormat format, std::string_view model, bool stream) {
  switch (format) {
    case WireFormat::OpenAiResponses:
      return {"/responses", {}};
    case WireFormat::OpenAiChatCompletions:
      return {"/chat/completions", {}};
    case WireFormat::AnthropicMessages:
      return {"/messages", {}};
    case WireFormat::GeminiGenerateContent:
      if (stream) return {gemini_path(model) + ":streamGenerateContent", {{"alt", "sse"}}};
      return {gemini_path(model) + ":generateContent", {}};
    case WireFormat::BedrockConverse:
      return {"/model/" + http::percent_encode(model) + (stream ? "/converse-stream" : "/converse"),
              {}};
    default:
      return {};
  }
}

std::optional<PathModel> model_of_path(WireFormat format, std::string_view path) {
  switch (format) {
    case WireFormat::GeminiGenerateContent:
      return split_path(path, "models/",
                        {{":streamGenerateContent", true}, {":generateContent", false}});
    case WireFormat::BedrockConverse:
      return split_path(path, "/model/", {{"/converse-stream", true}, {"/converse", false}});
    default:
      return std::nullopt;
  }
}

}  // namespace omnillm::codec
