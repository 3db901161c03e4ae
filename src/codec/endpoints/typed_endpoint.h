// An endpoint whose bodies are JSON, written in terms of its own request and answer. What differs
// from that (multipart, bytes, no body at all) is overridden by the codecs that need it.

#ifndef OMNILLM_CODEC_ENDPOINTS_TYPED_ENDPOINT_H_
#define OMNILLM_CODEC_ENDPOINTS_TYPED_ENDPOINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "codec/endpoints/body_writer.h"
#include "codec/endpoints/endpoint_codec.h"
#include "codec/endpoints/transport_body.h"
#include "json/document.h"

namespace omnillm::codec {

// Where a request goes.
struct EndpointTarget {
  std::string path;  // percent-encoded
  std::vector<std::pair<std::string, std::string>> query{};
};

template <class Request, class Response>
class TypedEndpoint : public EndpointCodec {
 public:
  explicit TypedEndpoint(WireFormat format) : format_(format) {}

  [[nodiscard]] WireFormat format() const final { return format_; }

  [[nodiscard]] Result<ApiRequest> parse_request(std::string_view body,
                                                 LossLog& losses) const override {
    const auto document = read_json(body, ErrorKind::BadRequest);
    if (!document) return tl::unexpected(document.error());
    return widen<ApiRequest>(read_request(*document, losses));
  }

  [[nodiscard]] Result<void> emit_request(const ApiRequest& request, const Dialect& dialect,
                                          LossLog& losses, std::string& out) const override {
    const Request* mine = std::get_if<Request>(&request);
    if (!mine || canonical_endpoint_kind(request) != canonical_endpoint_kind(format_))
      return mismatch(format_, canonical_endpoint_kind(request));
    return write_body(*mine, dialect, losses, out);
  }

  [[nodiscard]] Result<ApiResponse> parse_response(std::string_view body,
                                                   LossLog& losses) const override {
    const auto document = read_json(body, ErrorKind::Protocol);
    if (!document) return tl::unexpected(document.error());
    return widen<ApiResponse>(read_response(document->root(), losses));
  }

  [[nodiscard]] Result<void> emit_response(const ApiResponse& response, LossLog& losses,
                                           std::string& out) const override {
    const Response* mine = std::get_if<Response>(&response);
    if (!mine) return mismatch(format_, canonical_endpoint_kind(response));
    BodyWriter body(format_, origin_of(*mine), nullptr, losses, out);
    if (auto written = write_response(*mine, body); !written) return written;
    if (!body.out().valid())
      return fail(ErrorKind::Protocol, "the answer has text that is not UTF-8");
    return {};
  }

  [[nodiscard]] Result<ApiRequest> parse_transport_request(const TransportRequest& request,
                                                           LossLog& losses) const override {
    const auto text = text_of(request.body);
    if (!text) return tl::unexpected(text.error());
    auto parsed = parse_request(*text, losses);
    if (!parsed) return parsed;
    if (auto read = read_target(request, std::get<Request>(*parsed), losses); !read)
      return tl::unexpected(read.error());
    return parsed;
  }

  [[nodiscard]] Result<TransportRequest> emit_transport_request(const ApiRequest& request,
                                                                const Dialect& dialect,
                                                                LossLog& losses) const override {
    std::string body;
    if (auto emitted = emit_request(request, dialect, losses, body); !emitted)
      return tl::unexpected(emitted.error());
    const Request& mine = std::get<Request>(request);
    EndpointTarget where = target(mine);
    TransportRequest out =
        TransportRequest::json_post(std::move(where.path), json_of(std::move(body)));
    out.query = std::move(where.query);
    out.accept = accept(mine);
    add_protocol_headers(format_, dialect, out.headers);
    return out;
  }

  [[nodiscard]] Result<ApiResponse> parse_transport_response(const TransportResponse& response,
                                                             LossLog& losses) const override {
    return parse_response(text_of(response.body), losses);
  }

  [[nodiscard]] Result<TransportResponse> emit_transport_response(const ApiResponse& response,
                                                                  LossLog& losses) const override {
    std::string body;
    if (auto emitted = emit_response(response, losses, body); !emitted)
      return tl::unexpected(emitted.error());
    return TransportResponse::json(200, json_of(std::move(body)));
  }

 protected:
  // A codec implements what its bodies can say; of a format whose bodies are no JSON that is less
  // than all four, and it overrides the functions above.
  [[nodiscard]] virtual Result<Request> read_request(const json::Document&, LossLog&) const {
    return needs_transport(format_, "parse_transport_request");
  }
  [[nodiscard]] virtual Result<void> write_request(const Request&, BodyWriter&) const {
    return needs_transport(format_, "emit_transport_request");
  }
  [[nodiscard]] virtual Result<Response> read_response(json::Value, LossLog&) const {
    return needs_transport(format_, "parse_transport_response");
  }
  [[nodiscard]] virtual Result<void> write_response(const Response&, BodyWriter&) const {
    return needs_transport(format_, "emit_transport_response");
  }
  [[nodiscard]] virtual EndpointTarget target(const Request& request) const = 0;
  // What the path and the query say beside the body.
  [[nodiscard]] virtual Result<void> read_target(const TransportRequest&, Request&,
                                                 LossLog&) const {
    return {};
  }
  [[nodiscard]] virtual std::string accept(const Request&) const { return "application/json"; }

  template <class T>
  [[nodiscard]] static std::optional<WireFormat> origin_of(const T& value) {
    if constexpr (requires { value.origin; })
      return value.origin;
    else
      return std::nullopt;
  }

 private:
  [[nodiscard]] Result<void> write_body(const Request& request, const Dialect& dialect,
                                        LossLog& losses, std::string& out) const {
    BodyWriter body(format_, origin_of(request), &dialect, losses, out);
    if (auto written = write_request(request, body); !written) return written;
    if (!body.out().valid())
      return fail(ErrorKind::BadRequest, "the request has text that is not UTF-8");
    return {};
  }

  template <class Api, class T>
  [[nodiscard]] static Result<Api> widen(Result<T> value) {
    if (!value) return tl::unexpected(std::move(value.error()));
    return Api(std::move(*value));
  }

  WireFormat format_;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_TYPED_ENDPOINT_H_
