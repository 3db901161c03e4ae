// The parsers and emitters of whole bodies that anthropic_codec() is made of.

#ifndef OMNILLM_CODEC_ANTHROPIC_BODIES_H_
#define OMNILLM_CODEC_ANTHROPIC_BODIES_H_

#include <memory>
#include <string>
#include <string_view>

#include "codec/codec.h"

namespace omnillm::codec::anthropic {

[[nodiscard]] Result<LlmRequest> parse_request(const json::Document& body, LossLog& losses);
[[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                        LossLog& losses, std::string& out);

[[nodiscard]] Result<LlmResponse> parse_response(const json::Document& body, LossLog& losses);
[[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                         std::string& out);

[[nodiscard]] ProviderError parse_error(int status, std::string_view body);
void emit_error(const ProviderError& error, std::string& out);
[[nodiscard]] int status_of(ErrorKind kind);

[[nodiscard]] std::unique_ptr<EventDecoder> make_decoder();
[[nodiscard]] std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_BODIES_H_
