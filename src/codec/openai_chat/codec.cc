#include "codec/openai_chat/codec.h"

#include "codec/openai_chat/event_decoder.h"
#include "codec/openai_chat/event_encoder.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/request_emitter.h"
#include "codec/openai_chat/request_parser.h"
#include "codec/openai_chat/response_emitter.h"
#include "codec/openai_chat/response_parser.h"
#include "codec/openai_error.h"
#include "json/writer.h"

namespace omnillm::codec {

namespace {

// Thread safety: no state.
class OpenAiChatCodec final : public GenerationCodec {
 public:
  [[nodiscard]] WireFormat format() const override { return openai_chat::kFormat; }

  [[nodiscard]] Result<LlmRequest> parse_request(const json::Document& body,
                                                 LossLog& /*losses*/) const override {
    return openai_chat::parse_request(body.root());
  }
  [[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                          LossLog& losses, std::string& out) const override {
    return openai_chat::emit_request(request, dialect, losses, out);
  }

  [[nodiscard]] Result<LlmResponse> parse_response(const json::Document& body,
                                                   LossLog& /*losses*/) const override {
    return openai_chat::parse_response(body.root());
  }
  [[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                           std::string& out) const override {
    return openai_chat::emit_response(response, losses, out);
  }

  [[nodiscard]] ProviderError parse_error(int status, std::string_view body) const override {
    return parse_openai_error(openai_chat::kFormat, status, body);
  }
  void emit_error(const ProviderError& error, std::string& out) const override {
    json::Writer writer(out);
    writer.begin_object().key("error");
    write_openai_error(error, writer);
    writer.end_object();
  }
  [[nodiscard]] int status_of(ErrorKind kind) const override { return openai_status_of(kind); }

  [[nodiscard]] std::unique_ptr<EventDecoder> make_decoder(
      const Dialect& /*dialect*/) const override {
    return openai_chat::make_event_decoder();
  }
  [[nodiscard]] std::unique_ptr<EventEncoder> make_encoder(
      StreamEncoderOptions options) const override {
    return openai_chat::make_event_encoder(std::move(options));
  }
};

}  // namespace

const GenerationCodec& openai_chat_codec() {
  static const OpenAiChatCodec codec;
  return codec;
}

}  // namespace omnillm::codec
