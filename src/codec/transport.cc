// The functions of transcode.h over HTTP's forms.

#include <string>
#include <utility>

#include "codec/bedrock/codec.h"
#include "codec/endpoints/endpoint_codec.h"
#include "codec/endpoints/transport_body.h"
#include "codec/error_forms.h"
#include "codec/report.h"
#include "omnillm/transcode.h"

namespace omnillm {

namespace {

using codec::endpoint_codec_for;
using codec::report_of;

constexpr std::string_view kBedrockErrorType = "x-amzn-ErrorType";
// What providers call the name of a request, in the order of trust.
constexpr std::string_view kRequestIds[] = {"request-id", "x-request-id", "x-amzn-RequestId",
                                            "apim-request-id"};

tl::unexpected<Error> not_spoken(WireFormat format) {
  return fail(ErrorKind::Configuration,
              std::string(to_string(format)).append(" is not spoken here"));
}

bool is_success(int status) { return status >= 200 && status < 300; }

// Bedrock says in a header what went wrong, and in the body only why.
void read_bedrock_error_type(const Headers& headers, ProviderError& error) {
  const auto type = headers.find(kBedrockErrorType);
  if (!type || !error.code.empty()) return;
  error.code = type->substr(0, type->find(':'));
  // What the message tells beyond the type (a prompt that is too long) stays.
  const bool is_refined = error.kind == ErrorKind::ContextLength;
  if (const auto kind = codec::bedrock::kind_of_exception(error.code); kind && !is_refined)
    error.kind = *kind;
}

}  // namespace

ProviderError parse_transport_error(WireFormat format, const TransportResponse& response) {
  ProviderError error = parse_error(format, response.status, codec::text_of(response.body));
  if (codec::error_family(format) == WireFormat::BedrockConverse)
    read_bedrock_error_type(response.headers, error);
  for (const std::string_view name : kRequestIds)
    if (const auto id = response.headers.find(name); id && error.request_id.empty())
      error.request_id = *id;
  return error;
}

Result<ConversionReport<TransportRequest>> emit_transport_request(WireFormat format,
                                                                  const ApiRequest& request,
                                                                  const Dialect& dialect) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  LossLog losses;
  auto emitted = codec->emit_transport_request(request, dialect, losses);
  if (!emitted) return tl::unexpected(std::move(emitted.error()));
  return report_of(std::move(*emitted), format, losses);
}

Result<ConversionReport<ApiRequest>> parse_transport_request(WireFormat format,
                                                             const TransportRequest& request) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  LossLog losses;
  auto parsed = codec->parse_transport_request(request, losses);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  return report_of(std::move(*parsed), format, losses);
}

Result<ConversionReport<ApiResponse>> parse_transport_response(WireFormat format,
                                                               const TransportResponse& response) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  if (!is_success(response.status))
    return tl::unexpected(parse_transport_error(format, response).to_error());
  LossLog losses;
  auto parsed = codec->parse_transport_response(response, losses);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  return report_of(std::move(*parsed), format, losses);
}

Result<ConversionReport<TransportResponse>> emit_transport_response(WireFormat format,
                                                                    const ApiResponse& response) {
  const auto* codec = endpoint_codec_for(format);
  if (!codec) return not_spoken(format);
  LossLog losses;
  auto emitted = codec->emit_transport_response(response, losses);
  if (!emitted) return tl::unexpected(std::move(emitted.error()));
  return report_of(std::move(*emitted), format, losses);
}

TransportResponse emit_transport_error(WireFormat format, const ProviderError& error) {
  TransportResponse out = TransportResponse::json(codec::error_status(format, error),
                                                  codec::json_of(emit_error(format, error)));
  if (codec::error_family(format) == WireFormat::BedrockConverse) {
    const bool is_own = error.protocol && !error.code.empty() &&
                        codec::error_family(*error.protocol) == WireFormat::BedrockConverse;
    out.headers.set(kBedrockErrorType, is_own ? std::string_view(error.code)
                                              : codec::bedrock::exception_of(error.kind));
  }
  return out;
}

}  // namespace omnillm
