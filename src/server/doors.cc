#include "server/doors.h"

#include <array>

namespace omnillm::server {

namespace {

using enum DoorKind;
using F = WireFormat;

constexpr std::array kDoors = {
    DoorRow{"GET", "/health", Health, Guard::Nobody, F::OpenAiChatCompletions},
    DoorRow{"GET", "/ready", Ready, Guard::Nobody, F::OpenAiChatCompletions},
    DoorRow{"GET", "/metrics", Metrics, Guard::Admin, F::OpenAiChatCompletions},

    // OpenAI's
    DoorRow{"POST", "/v1/chat/completions", Model, Guard::Caller, F::OpenAiChatCompletions},
    DoorRow{"POST", "/v1/responses", Model, Guard::Caller, F::OpenAiResponses},
    DoorRow{"POST", "/v1/embeddings", Model, Guard::Caller, F::OpenAiEmbeddings},
    DoorRow{"POST", "/v1/images/generations", Model, Guard::Caller, F::OpenAiImageGenerations},
    DoorRow{"POST", "/v1/audio/transcriptions", Model, Guard::Caller, F::OpenAiAudioTranscriptions},
    DoorRow{"POST", "/v1/audio/translations", Model, Guard::Caller, F::OpenAiAudioTranslations},
    DoorRow{"POST", "/v1/audio/speech", Model, Guard::Caller, F::OpenAiAudioSpeech},
    DoorRow{"POST", "/v1/moderations", Model, Guard::Caller, F::OpenAiModerations},
    DoorRow{"POST", "/v1/rerank", Model, Guard::Caller, F::OpenAiRerank},
    DoorRow{"GET", "/v1/models", Models, Guard::Caller, F::OpenAiModels},

    // Azure's, where the deployment is the model
    DoorRow{"POST", "/openai/deployments/{}/chat/completions", Model, Guard::Caller,
            F::OpenAiChatCompletions},
    DoorRow{"POST", "/openai/deployments/{}/embeddings", Model, Guard::Caller, F::OpenAiEmbeddings},
    DoorRow{"POST", "/openai/v1/chat/completions", Model, Guard::Caller, F::OpenAiChatCompletions},
    DoorRow{"POST", "/openai/v1/responses", Model, Guard::Caller, F::OpenAiResponses},
    DoorRow{"POST", "/openai/v1/embeddings", Model, Guard::Caller, F::OpenAiEmbeddings},

    // Anthropic's
    DoorRow{"POST", "/v1/messages", Model, Guard::Caller, F::AnthropicMessages},
    DoorRow{"POST", "/v1/messages/count_tokens", Model, Guard::Caller, F::AnthropicCountTokens},

    // Gemini's
    DoorRow{"POST", "/v1beta/models/{}:generateContent", Model, Guard::Caller,
            F::GeminiGenerateContent},
    DoorRow{"POST", "/v1beta/models/{}:streamGenerateContent", Model, Guard::Caller,
            F::GeminiGenerateContent},
    DoorRow{"POST", "/v1beta/models/{}:embedContent", Model, Guard::Caller, F::GeminiEmbedContent},
    DoorRow{"POST", "/v1beta/models/{}:batchEmbedContents", Model, Guard::Caller,
            F::GeminiBatchEmbedContents},
    DoorRow{"POST", "/v1beta/models/{}:countTokens", Model, Guard::Caller, F::GeminiCountTokens},
    DoorRow{"GET", "/v1beta/models", Models, Guard::Caller, F::GeminiModels},

    // Bedrock's
    DoorRow{"POST", "/model/{}/converse", Model, Guard::Caller, F::BedrockConverse},
    DoorRow{"POST", "/model/{}/converse-stream", Model, Guard::Caller, F::BedrockConverse},
};

// "{}" stands for one piece of a path. A model's name may hold an encoded slash, never a plain one.
bool fits(std::string_view pattern, std::string_view path) {
  const std::size_t hole = pattern.find("{}");
  if (hole == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, hole);
  const std::string_view after = pattern.substr(hole + 2);
  if (path.size() <= before.size() + after.size()) return false;
  if (!path.starts_with(before) || !path.ends_with(after)) return false;
  const std::string_view piece =
      path.substr(before.size(), path.size() - before.size() - after.size());
  return piece.find('/') == std::string_view::npos;
}

// Whose clients use addresses like this one, to refuse in words they understand.
WireFormat family_of(std::string_view path) {
  if (path.starts_with("/v1beta/")) return F::GeminiGenerateContent;
  if (path.starts_with("/model/")) return F::BedrockConverse;
  if (path.starts_with("/v1/messages")) return F::AnthropicMessages;
  return F::OpenAiChatCompletions;
}

}  // namespace

std::span<const DoorRow> door_rows() { return kDoors; }

Found find_door(std::string_view method, std::string_view target) {
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  Found found;
  for (const DoorRow& row : kDoors) {
    if (!fits(row.path, path)) continue;
    found.format = row.format;
    if (row.method != method) {
      found.other_method = true;
      continue;
    }
    found.entrance = Entrance{
        &row, path, mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1)};
    return found;
  }
  if (!found.other_method) found.format = family_of(path);
  return found;
}

}  // namespace omnillm::server
