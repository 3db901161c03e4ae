// How each provider says no: status, headers and body as its own API documents them. Written from
// those documents, and on purpose from nothing that our codecs write errors with.

#ifndef OMNILLM_SIM_HTTP_ERRORS_H_
#define OMNILLM_SIM_HTTP_ERRORS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "omnillm/clock.h"
#include "omnillm/protocol.h"
#include "omnillm/transport_form.h"
#include "sim/http_faults.h"

namespace omnillm::sim {

// Whose words an error has.
enum class ErrorStyle : std::uint8_t {
  OpenAi,
  Azure,
  Vllm,
  Anthropic,
  Google,
  Bedrock,
  Cohere,
  Jina,
};
[[nodiscard]] ErrorStyle error_style(ProviderKind kind, WireFormat format);

struct ErrorContext {
  ErrorStyle style = ErrorStyle::OpenAi;
  std::string model{};
  std::string request_id{};
  std::string detail{};  // a sentence instead of the usual one
  // Of a 429: what ran out, its limit, and when there is some again.
  bool out_of_tokens = false;
  std::int64_t limit = 1'000;
  std::optional<Duration> retry_after{};
};

struct ErrorAnswer {
  int status = 500;
  Headers headers{};  // content-type among them
  std::string body{};
};

// Requires: is_refusal(reason).
[[nodiscard]] ErrorAnswer error_answer(FaultKind reason, const ErrorContext& context);
[[nodiscard]] int error_status(FaultKind reason, ErrorStyle style);

// "6m0s", "1.4s", "120ms", as OpenAI writes durations.
[[nodiscard]] std::string go_duration(Duration value);
// Whole seconds, rounded up.
[[nodiscard]] std::int64_t whole_seconds(Duration value);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_ERRORS_H_
