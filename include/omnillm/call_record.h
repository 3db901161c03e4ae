// Floor: 2 telemetry
//
// What became of one call, from its first decision to its bill. One record a call, finished before
// anybody sees it; whatever is logged, counted or shown comes from here.
//
//   std::cout << explain(record);
//   log << to_json(record).text() << '\n';
//
// A record holds no payload (no prompt, no answer, no tool's arguments) and no secret: keys appear
// by their labels, texts of errors are stripped of credentials.
//
// Thread safety: values.

#ifndef OMNILLM_CALL_RECORD_H_
#define OMNILLM_CALL_RECORD_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/conversion.h"
#include "omnillm/cost.h"
#include "omnillm/decision.h"
#include "omnillm/error.h"
#include "omnillm/json.h"
#include "omnillm/money.h"
#include "omnillm/protocol.h"
#include "omnillm/usage.h"

namespace omnillm {

// How an attempt ended.
enum class AttemptEnd : std::uint8_t {
  Open,       // it has not
  Answered,   // completely
  Refused,    // by an answer of the provider that says no
  Failed,     // on the way: no connection, a broken one, bytes that make no sense, a deadline
  NotSent,    // here: no key, no budget, nothing that could be encoded
  Dropped,    // the caller left, or cancelled
  CutByCost,  // the stream was ended because its money was used up
};
[[nodiscard]] std::string_view to_string(AttemptEnd end);
std::ostream& operator<<(std::ostream& out, AttemptEnd end);

// One try at one target. Times are since the attempt began, unless they say otherwise.
struct Attempt {
  std::string provider{};
  std::string model{};      // as it was sent
  std::string key_label{};  // empty where no key was found or needed
  Duration started{0};      // since the call began
  bool sent = false;        // at least one byte left
  int status = 0;           // of the answer; 0: there was none
  AttemptEnd end = AttemptEnd::Open;
  std::optional<ErrorKind> error{};
  std::string detail{};                   // the error in words
  std::optional<Duration> retry_after{};  // as the provider said
  std::optional<Duration> head{};         // until the head of the answer was there
  std::optional<Duration> first_token{};  // until the first of the content was there
  Duration total{0};
  std::string provider_request_id{};
  Decisions why{};  // how it came to be chosen

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

// Where the time of a call went. Stages that happen once an attempt are added up.
struct StageTimes {
  Duration route{0};       // choosing and ordering targets
  Duration encode{0};      // writing the provider's request
  Duration admit{0};       // waiting for money and a key
  Duration connect{0};     // name, connection, TLS
  Duration first_byte{0};  // from the request's last byte to the answer's first: the provider's own
  Duration decode{0};      // reading the answer
  Duration settle{0};      // the bill, and what the key learns
  Duration total{0};       // of the call, waiting for the provider included

  friend bool operator==(const StageTimes&, const StageTimes&) = default;
};

struct CallRecord {
  std::string id{};
  WallTime started{};
  EndpointKind endpoint = EndpointKind::Responses;
  std::optional<WireFormat> wire_format{};  // spoken with the last provider that was tried
  bool streamed = false;
  std::string requested_model{};

  // Who asked, as the caller told.
  std::vector<std::string> scopes{};  // of the budget, from the widest
  std::string project{};
  std::string user{};
  std::vector<std::pair<std::string, std::string>> tags{};

  std::vector<Attempt> attempts{};
  std::vector<std::pair<std::string, std::string>> passed_over{};  // a target, and why not

  std::optional<Error> error{};       // empty: it went well
  std::optional<TokenUsage> usage{};  // empty: the provider did not say, which is not zero
  BillableUnits units{};
  std::optional<Bill> bill{};  // empty: nothing was billed, or there is no price
  Money reserved{};            // at most, at one time
  Money charged{};
  bool charge_estimated = false;  // the provider never told; docs/errors.md says what that costs

  StageTimes times{};
  std::optional<Duration> first_token{};  // since the call began
  std::int64_t prompt_bytes = 0;          // of the request as it was sent, together
  std::int64_t output_bytes = 0;          // of the answer as it came
  std::vector<Loss> losses{};             // of the conversions both ways

  [[nodiscard]] bool ok() const { return !error; }
  // The attempt whose answer the caller has; null when there is none.
  [[nodiscard]] const Attempt* answered_by() const;
};

// Who said no, in the four words that dashboards know, and `nobody` for what went well or broke on
// the way. The column "who refused" of docs/errors.md.
enum class RefusedBy : std::uint8_t { Nobody, Caller, Policy, Provider, Gateway };
[[nodiscard]] std::string_view to_string(RefusedBy who);
[[nodiscard]] RefusedBy refused_by(ErrorKind kind);

// Why it went where it went, in lines for a person.
//
//   call 01J9... responses gpt-4.1-mini: ok after 1.42 s, $0.0031
//   1. openai/gpt-4.1-mini with key prod-1, at 120 us: refused after 80.1 ms: provider_limit 429
//   ...
//      because: step 1 of 2 of a fallback
//   2. anthropic/claude-x with key a-1, at 81 ms: answered after 1.33 s, first token after 210 ms
//      because: step 2 of 2 of a fallback
[[nodiscard]] std::string explain(const CallRecord& record);

// The whole record. Durations are whole nanoseconds ("total_ns"), amounts exact decimals in
// dollars ("0.0031"), the beginning is a date of RFC 3339.
[[nodiscard]] JsonText to_json(const CallRecord& record);

}  // namespace omnillm

#endif  // OMNILLM_CALL_RECORD_H_
