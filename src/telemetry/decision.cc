#include "omnillm/decision.h"

#include <chrono>
#include <ostream>

#include "omnillm/clock.h"
#include "omnillm/error_kinds.h"
#include "omnillm/money.h"
#include "telemetry/duration_text.h"

namespace omnillm {
namespace {

// "second of 3"; what there is one of needs no counting.
std::string place(const Decision& decision) {
  if (decision.of <= 1) return "the only one";
  return std::to_string(decision.rank + 1) + " of " + std::to_string(decision.of);
}

std::string latency(const Decision& decision) {
  return telemetry::duration_text(Duration(decision.figure));
}

}  // namespace

std::string_view to_string(Because because) {
  switch (because) {
    case Because::Step:
      return "step";
    case Because::StepOnError:
      return "step_on_error";
    case Because::Drawn:
      return "drawn";
    case Because::Sticky:
      return "sticky";
    case Because::FastestFirstToken:
      return "fastest_first_token";
    case Because::FastestTotal:
      return "fastest_total";
    case Because::Unmeasured:
      return "unmeasured";
    case Because::Explored:
      return "explored";
    case Because::Cheapest:
      return "cheapest";
    case Because::Unpriced:
      return "unpriced";
    case Because::LeastLoaded:
      return "least_loaded";
    case Because::Case:
      return "case";
    case Because::Otherwise:
      return "otherwise";
    case Because::PutLastBreakerOpen:
      return "put_last_breaker_open";
  }
  return "unknown";
}

std::string Decision::to_string() const {
  switch (because) {
    case Because::Step:
      return "step " + place(*this) + " of a fallback";
    case Because::StepOnError:
      return "step " + place(*this) + " of a fallback, only after " +
             ErrorKinds::from_bits(static_cast<std::uint32_t>(figure)).to_string();
    case Because::Drawn:
      return "drawn " + place(*this) + " by weight " + std::to_string(figure);
    case Because::Sticky:
      return "drawn " + place(*this) + " by weight " + std::to_string(figure) +
             ", always the same for this key";
    case Because::FastestFirstToken:
      return "fastest " + place(*this) + ", first token after " + latency(*this);
    case Because::FastestTotal:
      return "fastest " + place(*this) + ", answers after " + latency(*this);
    case Because::Unmeasured:
      return place(*this) + ", with " + std::to_string(figure) +
             " answers too few to know how fast";
    case Because::Explored:
      return place(*this) + ", to learn whether " + latency(*this) + " is still true";
    case Because::Cheapest:
      return "cheapest " + place(*this) + ", about $" + Money::from_nanos(figure).to_string();
    case Because::Unpriced:
      return place(*this) + ", its price is not known";
    case Because::LeastLoaded:
      return "least loaded " + place(*this) + ", " + std::to_string(figure) + " in flight";
    case Because::Case:
      return "case " + std::to_string(child + 1) + " of " + std::to_string(of);
    case Because::Otherwise:
      return "otherwise: no case held";
    case Because::PutLastBreakerOpen:
      return "put last because it is failing";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, const Decision& decision) {
  return out << decision.to_string();
}

}  // namespace omnillm
