#include "codec/gemini/codec.h"

#include <utility>

#include "codec/gemini/errors.h"
#include "codec/gemini/event_decoder.h"
#include "codec/gemini/event_encoder.h"
#include "codec/gemini/reader.h"
#include "codec/gemini/request_emitter.h"
#include "codec/gemini/request_parser.h"
#include "codec/gemini/response_emitter.h"
#include "codec/gemini/response_parser.h"
#include "json/writer.h"

namespace omnillm::codec {

namespace {

class GeminiCodec final : public GenerationCodec {
 public:
  WireFormat format() const override { return WireFormat::GeminiGenerateContent; }

  Result<LlmRequest> parse_request(const json::Document& body, LossLog&) const override {
    gemini::Reader reader = gemini::Reader::of_request();
    LlmRequest request = gemini::parse_request(reader, body.root());
    if (auto read = reader.result(); !read) return tl::unexpected(read.error());
    return request;
  }

  Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                            std::string& out) const override {
    json::Writer writer(out);
    return gemini::emit_request(request, dialect, losses, writer);
  }

  Result<LlmResponse> parse_response(const json::Document& body, LossLog&) const override {
    if (body.root()["error"].is_object())
      return tl::unexpected(gemini::parse_error(0, body.root()).to_error());
    gemini::Reader reader = gemini::Reader::of_answer();
    LlmResponse response = gemini::parse_response(reader, body.root());
    if (auto read = reader.result(); !read) return tl::unexpected(read.error());
    return response;
  }

  Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                             std::string& out) const override {
    json::Writer writer(out);
    gemini::emit_response(response, losses, writer);
    if (!writer.valid())
      return fail(ErrorKind::Protocol, "the answer holds text that is not UTF-8");
    return {};
  }

  ProviderError parse_error(int status, std::string_view body) const override {
    return gemini::parse_error(status, body);
  }
  void emit_error(const ProviderError& error, std::string& out) const override {
    gemini::emit_error(error, out);
  }
  int status_of(ErrorKind kind) const override { return gemini::status_of(kind); }

  std::unique_ptr<EventDecoder> make_decoder(const Dialect&) const override {
    return gemini::make_decoder();
  }
  std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options) const override {
    return gemini::make_encoder(std::move(options));
  }
};

}  // namespace

const GenerationCodec& gemini_codec() {
  static const GeminiCodec codec;
  return codec;
}

}  // namespace omnillm::codec
