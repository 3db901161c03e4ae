// The codec of OpenAI's Responses API. Facts about the wire are in the tests beside the fixtures of
// fixtures/openai; the pieces stand in files of their own:
//
//   request_parser, request_emitter      bodies of requests
//   response_parser, response_emitter    bodies of answers
//   items, parts, reasoning, citations   what both are made of
//   tools, usage, status                 settings and figures
//   errors                               bodies of refusals
//   event_decoder, event_encoder         streams

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_CODEC_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_CODEC_H_

#include <memory>
#include <string>
#include <string_view>

#include "codec/codec.h"

namespace omnillm::codec {

[[nodiscard]] const GenerationCodec& openai_responses_codec();

namespace openai_responses {

[[nodiscard]] Result<LlmRequest> parse_request(const json::Document& body);
[[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                        LossLog& losses, std::string& out);
[[nodiscard]] Result<LlmResponse> parse_response(const json::Document& body);
[[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                         std::string& out);
[[nodiscard]] std::unique_ptr<EventDecoder> make_decoder();
[[nodiscard]] std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options);

}  // namespace openai_responses

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_CODEC_H_
