#include "codec/anthropic/codec.h"
#include "codec/bedrock/codec.h"
#include "codec/codec.h"
#include "codec/gemini/codec.h"
#include "codec/openai_chat/codec.h"
#include "codec/openai_responses/codec.h"

namespace omnillm::codec {

const GenerationCodec* codec_for(WireFormat format) {
  switch (format) {
    case WireFormat::AnthropicMessages:
      return &anthropic_codec();
    case WireFormat::OpenAiChatCompletions:
      return &openai_chat_codec();
    case WireFormat::OpenAiResponses:
      return &openai_responses_codec();
    case WireFormat::BedrockConverse:
      return &bedrock_codec();
    case WireFormat::GeminiGenerateContent:
      return &gemini_codec();
    default:
      return nullptr;
  }
}

}  // namespace omnillm::codec
