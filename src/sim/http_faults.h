// What can be made to go wrong, and when it does.

#ifndef OMNILLM_SIM_HTTP_FAULTS_H_
#define OMNILLM_SIM_HTTP_FAULTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "omnillm/result.h"
#include "omnillm/rng.h"
#include "omnillm/sim_server.h"

namespace omnillm::sim {

enum class FaultKind : std::uint8_t {
  // Answered with an error; http_errors.h has each provider's words.
  BadRequest,
  Unauthorized,
  PaymentRequired,
  Quota,
  Forbidden,
  NotFound,
  RequestTimeout,
  Conflict,
  TooLarge,
  ContextLength,
  ContentPolicy,
  Unprocessable,
  RateLimit,
  RateLimitSilent,
  Server,
  BadGateway,
  Unavailable,
  GatewayTimeout,
  Overloaded,
  // Not answered, or not as HTTP has it.
  CloseBeforeHead,
  ResetBeforeHead,
  HangBeforeHead,
  ResetMidHead,
  SlowHead,
  LongLength,
  ShortLength,
  GarbageHead,
  GarbageBody,
  // Gone wrong in the middle of the answer.
  ResetMidStream,
  CutStream,
  CloseMidStream,
  HangMidStream,
  ErrorInStream,
  MalformedFrame,
  NoUsage,
  DuplicateEnd,
};

// Whom it can happen to.
enum class FaultScope : std::uint8_t { Any, Streams };

struct FaultRow {
  FaultKind kind;
  std::string_view name;
  FaultScope scope;
  std::string_view what;  // in docs/sim.md and --list-faults
};

[[nodiscard]] std::span<const FaultRow> fault_rows();
[[nodiscard]] const FaultRow& row_of(FaultKind kind);
// Null when nothing is called that.
[[nodiscard]] const FaultRow* find_fault(std::string_view name);
[[nodiscard]] constexpr bool is_refusal(FaultKind kind) { return kind <= FaultKind::Overloaded; }

// What happens to one request.
struct Fault {
  FaultKind kind = FaultKind::Server;
  std::int64_t at_event = 2;
  std::optional<Duration> retry_after{};
};

// A request as the conditions of faults see it.
struct FaultSubject {
  std::string_view provider, key, model;
  bool streams = false;
};

// The faults that were configured, and how often each has come to pass.
//
// Thread safety: every member may be called by any threads at once.
class FaultPlan {
 public:
  explicit FaultPlan(Rng rng) : rng_(rng) {}

  // Errors: Configuration.
  Result<void> add(SimFault fault);
  void clear();
  // The fault that is due for the next request.
  [[nodiscard]] std::optional<Fault> due(const FaultSubject& subject);

 private:
  struct Rule {
    SimFault fault;
    const FaultRow* row;
    std::int64_t seen = 0;
    std::int64_t happened = 0;
  };
  [[nodiscard]] static bool fits(const Rule& rule, const FaultSubject& subject);
  [[nodiscard]] bool comes_due(Rule& rule) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Mutex mu_;
  Rng rng_ ABSL_GUARDED_BY(mu_);
  std::vector<Rule> rules_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_FAULTS_H_
