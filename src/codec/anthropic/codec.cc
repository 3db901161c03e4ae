#include "codec/anthropic/codec.h"

#include <utility>

#include "codec/anthropic/bodies.h"

namespace omnillm::codec {

namespace {

class AnthropicCodec final : public GenerationCodec {
 public:
  WireFormat format() const override { return WireFormat::AnthropicMessages; }
  Framing framing(const Dialect& dialect) const override {
    const bool on_bedrock = dialect.anthropic_version_member.starts_with("bedrock");
    return on_bedrock ? Framing::AwsEventStream : Framing::ServerSentEvents;
  }

  Result<LlmRequest> parse_request(const json::Document& body, LossLog& losses) const override {
    return anthropic::parse_request(body, losses);
  }
  Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                            std::string& out) const override {
    return anthropic::emit_request(request, dialect, losses, out);
  }
  Result<LlmResponse> parse_response(const json::Document& body, LossLog& losses) const override {
    return anthropic::parse_response(body, losses);
  }
  Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                             std::string& out) const override {
    return anthropic::emit_response(response, losses, out);
  }
  ProviderError parse_error(int status, std::string_view body) const override {
    return anthropic::parse_error(status, body);
  }
  void emit_error(const ProviderError& error, std::string& out) const override {
    anthropic::emit_error(error, out);
  }
  int status_of(ErrorKind kind) const override { return anthropic::status_of(kind); }

  std::unique_ptr<EventDecoder> make_decoder(const Dialect&) const override {
    return anthropic::make_decoder();
  }
  std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options) const override {
    return anthropic::make_encoder(std::move(options));
  }
};

}  // namespace

const GenerationCodec& anthropic_codec() {
  static const AnthropicCodec codec;
  return codec;
}

}  // namespace omnillm::codec
