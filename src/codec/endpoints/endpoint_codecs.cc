#include "codec/endpoints/endpoint_codec.h"
#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/generation_endpoint.h"

namespace omnillm::codec {

const EndpointCodec* endpoint_codec_for(WireFormat format) {
  switch (format) {
    case WireFormat::OpenAiResponses:
    case WireFormat::OpenAiChatCompletions:
    case WireFormat::AnthropicMessages:
    case WireFormat::GeminiGenerateContent:
    case WireFormat::BedrockConverse:
      return generation_endpoint(format);
    case WireFormat::OpenAiEmbeddings:
      return &openai_embeddings();
    case WireFormat::OpenAiImageGenerations:
      return &openai_image_generations();
    case WireFormat::OpenAiAudioTranscriptions:
      return &openai_audio_transcriptions();
    case WireFormat::OpenAiAudioTranslations:
      return &openai_audio_translations();
    case WireFormat::OpenAiAudioSpeech:
      return &openai_audio_speech();
    case WireFormat::OpenAiRerank:
      return &openai_rerank();
    case WireFormat::OpenAiModerations:
      return &openai_moderations();
    case WireFormat::OpenAiModels:
      return &openai_models();
    case WireFormat::AnthropicCountTokens:
      return &anthropic_count_tokens();
    case WireFormat::AnthropicModels:
      return &anthropic_models();
    case WireFormat::GeminiEmbedContent:
      return &gemini_embed_content();
    case WireFormat::GeminiBatchEmbedContents:
      return &gemini_batch_embed_contents();
    case WireFormat::GeminiCountTokens:
      return &gemini_count_tokens();
    case WireFormat::GeminiModels:
      return &gemini_models();
    case WireFormat::VertexImagen:
      return &vertex_imagen();
    case WireFormat::VertexRerank:
      return &vertex_rerank();
    case WireFormat::CohereRerank:
      return &cohere_rerank();
    case WireFormat::BedrockTitanEmbeddings:
      return &bedrock_titan_embeddings();
    case WireFormat::BedrockCohereEmbeddings:
      return &bedrock_cohere_embeddings();
    case WireFormat::BedrockCountTokens:
      return &bedrock_count_tokens();
  }
  return nullptr;
}

}  // namespace omnillm::codec
