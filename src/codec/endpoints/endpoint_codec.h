// What a wire format is to the functions of transcode.h: bodies and HTTP's forms to canonical
// values and back. Every wire format has one; those that generate are made of their
// GenerationCodec.
//
// Some formats cannot do without HTTP's form: a transcription is asked for with a multipart body,
// speech comes as bytes, lists of models are asked for without any body. Their functions over
// bodies are errors that say so: Configuration.
//
// Errors: BadRequest for a request that is wrong or cannot be said, Protocol for an answer that is
// wrong, Configuration for a value of another kind of endpoint.
// Thread safety: stateless and shared.

#ifndef OMNILLM_CODEC_ENDPOINTS_ENDPOINT_CODEC_H_
#define OMNILLM_CODEC_ENDPOINTS_ENDPOINT_CODEC_H_

#include <string>
#include <string_view>

#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/endpoints.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm::codec {

class EndpointCodec {
 public:
  virtual ~EndpointCodec() = default;

  [[nodiscard]] virtual WireFormat format() const = 0;

  // Bodies alone. emit_ appends.
  [[nodiscard]] virtual Result<ApiRequest> parse_request(std::string_view body,
                                                         LossLog& losses) const = 0;
  [[nodiscard]] virtual Result<void> emit_request(const ApiRequest& request, const Dialect& dialect,
                                                  LossLog& losses, std::string& out) const = 0;
  [[nodiscard]] virtual Result<ApiResponse> parse_response(std::string_view body,
                                                           LossLog& losses) const = 0;
  [[nodiscard]] virtual Result<void> emit_response(const ApiResponse& response, LossLog& losses,
                                                   std::string& out) const = 0;

  // As HTTP carries them. A JSON body may come as text or bytes that nobody has looked into.
  [[nodiscard]] virtual Result<ApiRequest> parse_transport_request(const TransportRequest& request,
                                                                   LossLog& losses) const = 0;
  [[nodiscard]] virtual Result<TransportRequest> emit_transport_request(const ApiRequest& request,
                                                                        const Dialect& dialect,
                                                                        LossLog& losses) const = 0;
  // Of a success.
  [[nodiscard]] virtual Result<ApiResponse> parse_transport_response(
      const TransportResponse& response, LossLog& losses) const = 0;
  [[nodiscard]] virtual Result<TransportResponse> emit_transport_response(
      const ApiResponse& response, LossLog& losses) const = 0;
};

// Null for a generation format whose protocol is not there.
[[nodiscard]] const EndpointCodec* endpoint_codec_for(WireFormat format);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_ENDPOINT_CODEC_H_
