#include "codec/endpoints/generation_endpoint.h"

#include <string>
#include <utility>

#include "codec/anthropic_beta.h"
#include "codec/codec.h"
#include "codec/endpoints/transport_body.h"
#include "codec/generation_paths.h"

namespace omnillm::codec {

namespace {

bool has_model_in_path(WireFormat format) {
  return format == WireFormat::GeminiGenerateContent || format == WireFormat::BedrockConverse;
}

class GenerationEndpoint final : public EndpointCodec {
 public:
  explicit GenerationEndpoint(const GenerationCodec& codec) : codec_(codec) {}

  WireFormat format() const override { return codec_.format(); }

  Result<ApiRequest> parse_request(std::string_view body, LossLog& losses) const override {
    const auto document = read_json(body, ErrorKind::BadRequest);
    if (!document) return tl::unexpected(document.error());
    auto request = codec_.parse_request(*document, losses);
    if (!request) return tl::unexpected(std::move(request.error()));
    return ApiRequest(std::move(*request));
  }

  Result<void> emit_request(const ApiRequest& request, const Dialect& dialect, LossLog& losses,
                            std::string& out) const override {
    const auto* mine = std::get_if<LlmRequest>(&request);
    if (!mine) return mismatch(format(), canonical_endpoint_kind(request));
    return codec_.emit_request(*mine, dialect, losses, out);
  }

  Result<ApiResponse> parse_response(std::string_view body, LossLog& losses) const override {
    const auto document = read_json(body, ErrorKind::Protocol);
    if (!document) return tl::unexpected(document.error());
    auto response = codec_.parse_response(*document, losses);
    if (!response) return tl::unexpected(std::move(response.error()));
    return ApiResponse(std::move(*response));
  }

  Result<void> emit_response(const ApiResponse& response, LossLog& losses,
                             std::string& out) const override {
    const auto* mine = std::get_if<LlmResponse>(&response);
    if (!mine) return mismatch(format(), canonical_endpoint_kind(response));
    return codec_.emit_response(*mine, losses, out);
  }

  Result<ApiRequest> parse_transport_request(const TransportRequest& transport,
                                             LossLog& losses) const override {
    const auto text = text_of(transport.body);
    if (!text) return tl::unexpected(text.error());
    auto parsed = parse_request(*text, losses);
    if (!parsed) return parsed;
    LlmRequest& request = std::get<LlmRequest>(*parsed);
    if (const auto beta = transport.headers.find(kBetaHeader); beta && is_anthropic())
      request.vendor_extensions.set(kBetaMember, beta_member(*beta));
    if (!has_model_in_path(format())) return parsed;
    auto path = model_of_path(format(), transport.path);
    if (path) {
      request.model = std::move(path->model);
      if (path->stream && !request.stream) request.stream.emplace();
      if (!path->stream) request.stream.reset();
    } else if (request.model.empty()) {
      return fail(ErrorKind::BadRequest, "the path names no model: " + transport.path);
    }
    return parsed;
  }

  Result<TransportRequest> emit_transport_request(const ApiRequest& request, const Dialect& dialect,
                                                  LossLog& losses) const override {
    const auto* given = std::get_if<LlmRequest>(&request);
    if (!given) return mismatch(format(), canonical_endpoint_kind(request));
    const bool is_own = !given->origin || given->origin == format();
    if (is_anthropic() && is_own && dialect.anthropic_version_member.empty() &&
        given->vendor_extensions.contains(kBetaMember))
      return emit_with_beta(*given, dialect, losses);
    return emit_plain(*given, dialect, losses);
  }

  Result<ApiResponse> parse_transport_response(const TransportResponse& response,
                                               LossLog& losses) const override {
    return parse_response(text_of(response.body), losses);
  }

  Result<TransportResponse> emit_transport_response(const ApiResponse& response,
                                                    LossLog& losses) const override {
    std::string body;
    if (auto emitted = emit_response(response, losses, body); !emitted)
      return tl::unexpected(std::move(emitted.error()));
    return TransportResponse::json(200, json_of(std::move(body)));
  }

 private:
  bool is_anthropic() const { return format() == WireFormat::AnthropicMessages; }

  Result<TransportRequest> emit_with_beta(LlmRequest request, const Dialect& dialect,
                                          LossLog& losses) const {
    const auto beta = request.vendor_extensions.take(kBetaMember);
    auto out = emit_plain(request, dialect, losses);
    if (out) out->headers.set(kBetaHeader, beta_header(*beta));
    return out;
  }

  Result<TransportRequest> emit_plain(const LlmRequest& request, const Dialect& dialect,
                                      LossLog& losses) const {
    std::string body;
    if (auto emitted = emit_body(request, dialect, losses, body); !emitted)
      return tl::unexpected(std::move(emitted.error()));
    GenerationTarget target =
        generation_target(format(), request.model, request.stream.has_value());
    TransportRequest out =
        TransportRequest::json_post(std::move(target.path), json_of(std::move(body)));
    out.query = std::move(target.query);
    out.accept = accept(request.stream.has_value());
    add_protocol_headers(format(), dialect, out.headers);
    return out;
  }

  // What the path says, the body does not repeat.
  Result<void> emit_body(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                         std::string& out) const {
    if (!has_model_in_path(format())) return codec_.emit_request(request, dialect, losses, out);
    Dialect plain = dialect;
    plain.model_in_body = false;
    plain.stream_in_body = false;
    return codec_.emit_request(request, plain, losses, out);
  }

  std::string accept(bool stream) const {
    if (!stream) return "application/json";
    return codec_.framing({}) == Framing::AwsEventStream ? "application/vnd.amazon.eventstream"
                                                         : "text/event-stream";
  }

  const GenerationCodec& codec_;
};

template <WireFormat format>
const EndpointCodec* endpoint() {
  const GenerationCodec* codec = codec_for(format);
  if (!codec) return nullptr;
  static const GenerationEndpoint made(*codec);
  return &made;
}

}  // namespace

const EndpointCodec* generation_endpoint(WireFormat format) {
  switch (format) {
    case WireFormat::OpenAiResponses:
      return endpoint<WireFormat::OpenAiResponses>();
    case WireFormat::OpenAiChatCompletions:
      return endpoint<WireFormat::OpenAiChatCompletions>();
    case WireFormat::AnthropicMessages:
      return endpoint<WireFormat::AnthropicMessages>();
    case WireFormat::GeminiGenerateContent:
      return endpoint<WireFormat::GeminiGenerateContent>();
    case WireFormat::BedrockConverse:
      return endpoint<WireFormat::BedrockConverse>();
    default:
      return nullptr;
  }
}

}  // namespace omnillm::codec
