// The functions of transcode.h over bodies of every wire format.

#include <string>
#include <utility>

#include "codec/endpoints/endpoint_codec.h"
#include "codec/endpoints/transport_body.h"
#include "codec/report.h"
#include "omnillm/transcode.h"

namespace omnillm {

namespace {

using codec::endpoint_codec_for;
using codec::report_of;
using codec::room_for;

tl::unexpected<Error> not_spoken(WireFormat format) {
  return fail(ErrorKind::Configuration,
              std::string(to_string(format)).append(" is not spoken here"));
}

// Formats of different endpoints have nothing to say to each other.
Result<void> check_kinds(WireFormat from, WireFormat to) {
  if (canonical_endpoint_kind(from) == canonical_endpoint_kind(to)) return {};
  return codec::mismatch(to, canonical_endpoint_kind(from));
}

Result<ApiRequest> parse(WireFormat format, std::string_view body, LossLog& losses) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  return codec->parse_request(body, losses);
}

Result<std::string> emit(WireFormat format, const ApiRequest& request, const Dialect& dialect,
                         LossLog& losses, std::size_t room = 0) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  std::string body;
  body.reserve(room);
  if (auto emitted = codec->emit_request(request, dialect, losses, body); !emitted)
    return tl::unexpected(std::move(emitted.error()));
  return body;
}

Result<ApiResponse> parse_answer(WireFormat format, std::string_view body, LossLog& losses) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  return codec->parse_response(body, losses);
}

Result<std::string> emit_answer(WireFormat format, const ApiResponse& response, LossLog& losses,
                                std::size_t room = 0) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  std::string body;
  body.reserve(room);
  if (auto emitted = codec->emit_response(response, losses, body); !emitted)
    return tl::unexpected(std::move(emitted.error()));
  return body;
}

template <class T>
Result<ConversionReport<T>> reported(Result<T> value, WireFormat format, LossLog& losses,
                                     bool changes_format = false) {
  if (!value) return tl::unexpected(std::move(value.error()));
  return report_of(std::move(*value), format, losses, changes_format);
}

}  // namespace

Result<ConversionReport<ApiRequest>> parse_api_request(WireFormat format, std::string_view body) {
  LossLog losses;
  return reported(parse(format, body, losses), format, losses);
}

Result<ConversionReport<std::string>> emit_api_request(WireFormat format, const ApiRequest& request,
                                                       const Dialect& dialect) {
  LossLog losses;
  return reported(emit(format, request, dialect, losses), format, losses);
}

Result<ConversionReport<std::string>> transcode_api_request(WireFormat from, WireFormat to,
                                                            std::string_view body) {
  if (auto ok = check_kinds(from, to); !ok) return tl::unexpected(std::move(ok.error()));
  LossLog losses;
  const auto request = parse(from, body, losses);
  if (!request) return tl::unexpected(request.error());
  return reported(emit(to, *request, {}, losses, room_for(body)), to, losses, from != to);
}

Result<ConversionReport<ApiResponse>> parse_api_response(WireFormat format, std::string_view body) {
  LossLog losses;
  return reported(parse_answer(format, body, losses), format, losses);
}

Result<ConversionReport<std::string>> emit_api_response(WireFormat format,
                                                        const ApiResponse& response) {
  LossLog losses;
  return reported(emit_answer(format, response, losses), format, losses);
}

Result<ConversionReport<std::string>> transcode_api_response(WireFormat from, WireFormat to,
                                                             std::string_view body) {
  if (auto ok = check_kinds(from, to); !ok) return tl::unexpected(std::move(ok.error()));
  LossLog losses;
  const auto response = parse_answer(from, body, losses);
  if (!response) return tl::unexpected(response.error());
  return reported(emit_answer(to, *response, losses, room_for(body)), to, losses, from != to);
}

}  // namespace omnillm
