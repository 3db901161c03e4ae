// Floor: 2 codec
//
// Every protocol to every protocol, through the canonical form.
//
//   auto report = transcode_api_request(WireFormat::OpenAiChatCompletions,
//                                       WireFormat::AnthropicMessages, body);
//   if (!report) ...                    // the body is wrong, or cannot be said at all
//   send(report->value);                // and report->losses says what is not quite the same
//
// parse_ reads bytes into canonical values, emit_ writes them, transcode_ does both. The functions
// with `api` in their names take every wire format and report; the others take the formats that
// generate and give the value alone. Bodies of Gemini and of Bedrock have no model in them: it
// stands in the path, and the transport forms below keep it there.
//
// Errors: BadRequest for a request that is wrong (the message begins with a JSON pointer) or cannot
// be expressed in the target; Protocol for an answer that is wrong; Configuration for a wire format
// the function does not take.
// Thread safety: pure functions.

#ifndef OMNILLM_TRANSCODE_H_
#define OMNILLM_TRANSCODE_H_

#include <string>
#include <string_view>
#include <vector>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/endpoints.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_error.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"
#include "omnillm/transport_form.h"

namespace omnillm {

// ---- What generates: the value alone.

[[nodiscard]] Result<LlmRequest> parse_request(WireFormat format, std::string_view body);
[[nodiscard]] Result<std::string> emit_request(WireFormat format, const LlmRequest& request,
                                               const Dialect& dialect = {});
[[nodiscard]] Result<std::string> transcode_request(WireFormat from, WireFormat to,
                                                    std::string_view body);

[[nodiscard]] Result<LlmResponse> parse_response(WireFormat format, std::string_view body);
[[nodiscard]] Result<std::string> emit_response(WireFormat format, const LlmResponse& response);
[[nodiscard]] Result<std::string> transcode_response(WireFormat from, WireFormat to,
                                                     std::string_view body);

// An error's body never fails to parse: whatever it is, it is an error.
[[nodiscard]] ProviderError parse_error(WireFormat format, int status, std::string_view body);
[[nodiscard]] std::string emit_error(WireFormat format, const ProviderError& error);
[[nodiscard]] std::string transcode_error(WireFormat from, WireFormat to, int status,
                                          std::string_view body);

// One frame of a stream on its own, for looking at recordings. What a frame means may depend on
// those before it: live streams belong to streams.h.
struct ProviderStreamFrame {
  std::string event{};
  std::string data{};
  friend bool operator==(const ProviderStreamFrame&, const ProviderStreamFrame&) = default;
};
[[nodiscard]] Result<std::vector<LlmStreamEvent>> parse_stream_event(
    WireFormat format, const ProviderStreamFrame& frame);
[[nodiscard]] Result<std::string> transcode_stream_event(WireFormat from, WireFormat to,
                                                         const ProviderStreamFrame& frame);

// ---- Every wire format, with a report.

[[nodiscard]] Result<ConversionReport<ApiRequest>> parse_api_request(WireFormat format,
                                                                     std::string_view body);
[[nodiscard]] Result<ConversionReport<std::string>> emit_api_request(WireFormat format,
                                                                     const ApiRequest& request,
                                                                     const Dialect& dialect = {});
[[nodiscard]] Result<ConversionReport<std::string>> transcode_api_request(WireFormat from,
                                                                          WireFormat to,
                                                                          std::string_view body);

[[nodiscard]] Result<ConversionReport<ApiResponse>> parse_api_response(WireFormat format,
                                                                       std::string_view body);
[[nodiscard]] Result<ConversionReport<std::string>> emit_api_response(WireFormat format,
                                                                      const ApiResponse& response);
[[nodiscard]] Result<ConversionReport<std::string>> transcode_api_response(WireFormat from,
                                                                           WireFormat to,
                                                                           std::string_view body);

// ---- As HTTP carries them.

// The whole request but for host and credentials.
[[nodiscard]] Result<ConversionReport<TransportRequest>> emit_transport_request(
    WireFormat format, const ApiRequest& request, const Dialect& dialect = {});
// The same read by a server: model and streaming from the path where the protocol keeps them there.
[[nodiscard]] Result<ConversionReport<ApiRequest>> parse_transport_request(
    WireFormat format, const TransportRequest& request);

// An answer with its status: one that is no success is the error it says, with its kind.
[[nodiscard]] Result<ConversionReport<ApiResponse>> parse_transport_response(
    WireFormat format, const TransportResponse& response);
[[nodiscard]] Result<ConversionReport<TransportResponse>> emit_transport_response(
    WireFormat format, const ApiResponse& response);
// What an answer that is no success says, its request's id and Bedrock's type from the headers.
[[nodiscard]] ProviderError parse_transport_error(WireFormat format,
                                                  const TransportResponse& response);
// An error in the protocol's own words and status.
[[nodiscard]] TransportResponse emit_transport_error(WireFormat format, const ProviderError& error);

}  // namespace omnillm

#endif  // OMNILLM_TRANSCODE_H_
