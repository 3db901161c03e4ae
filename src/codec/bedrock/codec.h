// Bedrock's Converse and ConverseStream.

#ifndef OMNILLM_CODEC_BEDROCK_CODEC_H_
#define OMNILLM_CODEC_BEDROCK_CODEC_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "codec/codec.h"
#include "json/writer.h"

namespace omnillm::codec {

[[nodiscard]] const GenerationCodec& bedrock_codec();

namespace bedrock {

[[nodiscard]] Result<LlmRequest> parse_request(const json::Document& body);
[[nodiscard]] Result<void> emit_request(const LlmRequest& request, const Dialect& dialect,
                                        LossLog& losses, std::string& out);
[[nodiscard]] Result<LlmResponse> parse_response(const json::Document& body);
[[nodiscard]] Result<void> emit_response(const LlmResponse& response, LossLog& losses,
                                         std::string& out);
[[nodiscard]] ProviderError parse_error(int status, std::string_view body);
void emit_error(const ProviderError& error, std::string& out);
[[nodiscard]] int status_of(ErrorKind kind);
// What Bedrock calls an error of this kind: "ThrottlingException".
[[nodiscard]] std::string_view exception_of(ErrorKind kind);
// The kind of an exception's name, whatever its capitals; empty when it is not known.
[[nodiscard]] std::optional<ErrorKind> kind_of_exception(std::string_view name);
[[nodiscard]] std::unique_ptr<EventDecoder> make_decoder();
[[nodiscard]] std::unique_ptr<EventEncoder> make_encoder();

// The words for why a model stopped, and the counts of what it used, as answers and streams share
// them.
[[nodiscard]] FinishReason read_stop_reason(std::string_view word);
[[nodiscard]] std::string_view stop_reason_of(const std::optional<FinishReason>& reason);
[[nodiscard]] std::optional<TokenUsage> read_usage(json::Value usage);
void write_usage(const std::optional<TokenUsage>& usage, json::Writer& out);

}  // namespace bedrock
}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_BEDROCK_CODEC_H_
