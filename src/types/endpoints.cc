#include "omnillm/endpoints.h"

namespace omnillm {

namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace

EndpointKind canonical_endpoint_kind(const ApiRequest& request) {
  return std::visit(
      Overloaded{
          [](const LlmRequest&) { return EndpointKind::Responses; },
          [](const EmbeddingRequest&) { return EndpointKind::Embeddings; },
          [](const ImageGenerationRequest&) { return EndpointKind::ImageGenerations; },
          [](const AudioTranscriptionRequest& sound) {
            return sound.translate ? EndpointKind::AudioTranslations
                                   : EndpointKind::AudioTranscriptions;
          },
          [](const AudioSpeechRequest&) { return EndpointKind::AudioSpeech; },
          [](const RerankRequest&) { return EndpointKind::Rerank; },
          [](const ModerationRequest&) { return EndpointKind::Moderations; },
          [](const CountTokensRequest&) { return EndpointKind::CountTokens; },
          [](const ModelListRequest&) { return EndpointKind::Models; },
      },
      request);
}

EndpointKind canonical_endpoint_kind(const ApiResponse& response) {
  return std::visit(
      Overloaded{
          [](const LlmResponse&) { return EndpointKind::Responses; },
          [](const EmbeddingResponse&) { return EndpointKind::Embeddings; },
          [](const ImageGenerationResponse&) { return EndpointKind::ImageGenerations; },
          [](const AudioTranscriptionResponse&) { return EndpointKind::AudioTranscriptions; },
          [](const AudioSpeechResponse&) { return EndpointKind::AudioSpeech; },
          [](const RerankResponse&) { return EndpointKind::Rerank; },
          [](const ModerationResponse&) { return EndpointKind::Moderations; },
          [](const CountTokensResponse&) { return EndpointKind::CountTokens; },
          [](const ModelList&) { return EndpointKind::Models; },
      },
      response);
}

std::string* requested_model(ApiRequest& request) {
  return std::visit(
      [](auto& r) -> std::string* {
        if constexpr (requires { r.model; })
          return &r.model;
        else if constexpr (requires { r.request.model; })
          return &r.request.model;
        else
          return nullptr;
      },
      request);
}

}  // namespace omnillm
