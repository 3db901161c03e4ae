#include "codec/bedrock/codec.h"

namespace omnillm::codec {

namespace {

class BedrockCodec final : public GenerationCodec {
 public:
  WireFormat format() const override { return WireFormat::BedrockConverse; }
  Framing framing(const Dialect&) const override { return Framing::AwsEventStream; }

  Result<LlmRequest> parse_request(const json::Document& body, LossLog&) const override {
    return bedrock::parse_request(body);
  }
  Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                            std::string& out) const override {
    return bedrock::emit_request(request, dialect, losses, out);
  }
  Result<LlmResponse> parse_response(const json::Document& body, LossLog&) const override {
    return bedrock::parse_response(body);
  }
  Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                             std::string& out) const override {
    return bedrock::emit_response(response, losses, out);
  }
  ProviderError parse_error(int status, std::string_view body) const override {
    return bedrock::parse_error(status, body);
  }
  void emit_error(const ProviderError& error, std::string& out) const override {
    bedrock::emit_error(error, out);
  }
  int status_of(ErrorKind kind) const override { return bedrock::status_of(kind); }
  std::unique_ptr<EventDecoder> make_decoder(const Dialect&) const override {
    return bedrock::make_decoder();
  }
  std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions) const override {
    return bedrock::make_encoder();
  }
};

}  // namespace

const GenerationCodec& bedrock_codec() {
  static const BedrockCodec codec;
  return codec;
}

}  // namespace omnillm::codec
