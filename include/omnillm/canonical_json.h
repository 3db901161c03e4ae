// Floor: 1 types
//
// The canonical values as JSON: to keep them, to print them, to hand them to another program.
//
//   JsonText text = to_json(request);
//
// What is empty or says nothing is left out.

#ifndef OMNILLM_CANONICAL_JSON_H_
#define OMNILLM_CANONICAL_JSON_H_

#include "omnillm/conversion.h"
#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/provider_error.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
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

}  // namespace omnillm

#endif  // OMNILLM_CANONICAL_JSON_H_
