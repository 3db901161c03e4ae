#include "codec/openai_responses/codec.h"

#include <utility>

#include "codec/openai_responses/errors.h"

namespace omnillm::codec {

namespace {

class OpenAiResponsesCodec final : public GenerationCodec {
 public:
  [[nodiscard]] WireFormat format() const override { return WireFormat::OpenAiResponses; }

  [[nodiscard]] Result<LlmRequest> parse_request(const json::Document& body,
                                                 LossLog&) const override {
    return openai_responses::parse_request(body);
  }
  [[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                          LossLog& losses, std::string& out) const override {
    return openai_responses::emit_request(request, dialect, losses, out);
  }
  [[nodiscard]] Result<LlmResponse> parse_response(const json::Document& body,
                                                   LossLog&) const override {
    return openai_responses::parse_response(body);
  }
  [[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                           std::string& out) const override {
    return openai_responses::emit_response(response, losses, out);
  }
  [[nodiscard]] ProviderError parse_error(int status, std::string_view body) const override {
    return openai_responses::parse_error(status, body);
  }
  void emit_error(const ProviderError& error, std::string& out) const override {
    openai_responses::emit_error(error, out);
  }
  [[nodiscard]] int status_of(ErrorKind kind) const override {
    return openai_responses::status_of(kind);
  }
  [[nodiscard]] std::unique_ptr<EventDecoder> make_decoder(const Dialect&) const override {
    return openai_responses::make_decoder();
  }
  [[nodiscard]] std::unique_ptr<EventEncoder> make_encoder(
      StreamEncoderOptions options) const override {
    return openai_responses::make_encoder(std::move(options));
  }
};

}  // namespace

const GenerationCodec& openai_responses_codec() {
  static const OpenAiResponsesCodec codec;
  return codec;
}

}  // namespace omnillm::codec
