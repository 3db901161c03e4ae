// Floor: 1 types
//
// The canonical values as JSON: to keep them, to print them, to hand them to another program.
//
//   JsonText text = to_json(request);
//   Result<LlmRequest> same = from_json<LlmRequest>(text.text());
//
// What is empty or says nothing is left out. Reading takes members in any order, passes over those
// nobody knows, and takes null for a member that is not there.
//
// Errors of from_json: BadRequest, naming the member at fault by a JSON pointer:
// "/messages/0/role: expected developer, system, user, assistant or tool". The text itself has to
// be JSON as JsonText::parse() has it.

#ifndef OMNILLM_CANONICAL_JSON_H_
#define OMNILLM_CANONICAL_JSON_H_

#include <string_view>

#include "omnillm/conversion.h"
#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/provider_error.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"
#include "omnillm/usage.h"

namespace omnillm {

[[nodiscard]] JsonText to_json(const MessagePart& part);
[[nodiscard]] JsonText to_json(const Message& message);
[[nodiscard]] JsonText to_json(const Item& item);
[[nodiscard]] JsonText to_json(const PromptCachePolicy& policy);
[[nodiscard]] JsonText to_json(const LlmRequest& request);
[[nodiscard]] JsonText to_json(const TokenUsage& usage);
[[nodiscard]] JsonText to_json(const LlmResponse& response);
[[nodiscard]] JsonText to_json(const ProviderError& error);
[[nodiscard]] JsonText to_json(const LlmStreamEvent& event);
[[nodiscard]] JsonText to_json(const Loss& loss);

// A report about a value that is JSON already.
[[nodiscard]] JsonText to_json(const ConversionReport<JsonText>& report);
// A report about one of the values above.
template <class T>
[[nodiscard]] JsonText to_json(const ConversionReport<T>& report) {
  return to_json(ConversionReport<JsonText>{to_json(report.value), report.canonical_endpoint,
                                            report.wire_format, report.bridged, report.lossy,
                                            report.loss_reasons, report.losses});
}

// For every value that to_json() takes, except losses and reports.
template <class T>
[[nodiscard]] Result<T> from_json(std::string_view text) = delete;
template <>
[[nodiscard]] Result<MessagePart> from_json<MessagePart>(std::string_view text);
template <>
[[nodiscard]] Result<Message> from_json<Message>(std::string_view text);
template <>
[[nodiscard]] Result<Item> from_json<Item>(std::string_view text);
template <>
[[nodiscard]] Result<PromptCachePolicy> from_json<PromptCachePolicy>(std::string_view text);
template <>
[[nodiscard]] Result<LlmRequest> from_json<LlmRequest>(std::string_view text);
template <>
[[nodiscard]] Result<TokenUsage> from_json<TokenUsage>(std::string_view text);
template <>
[[nodiscard]] Result<LlmResponse> from_json<LlmResponse>(std::string_view text);
template <>
[[nodiscard]] Result<ProviderError> from_json<ProviderError>(std::string_view text);
template <>
[[nodiscard]] Result<LlmStreamEvent> from_json<LlmStreamEvent>(std::string_view text);

}  // namespace omnillm

#endif  // OMNILLM_CANONICAL_JSON_H_
