#include "codec/anthropic/codec.h"
#include "codec/bedrock/codec.h"
#include "codec/codec.h"

namespace omnillm::codec {

const GenerationCodec* codec_for(WireFormat format) {
  switch (format) {
    case WireFormat::AnthropicMessages:
      return &anthropic_codec();
    case WireFormat::BedrockConverse:
      return &bedrock_codec();
    default:
      return nullptr;
  }
}

}  // namespace omnillm::codec
