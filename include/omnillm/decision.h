// Floor: 2 telemetry
//
// Why a request went where it went: one small value a step, turned into words only when somebody
// asks.
//
//   for (const Decision& step : attempt.why) std::cout << step << '\n';
//   // fastest: first of 3, time to first token 210 ms
//
// Thread safety: values.

#ifndef OMNILLM_DECISION_H_
#define OMNILLM_DECISION_H_

#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace omnillm {

// What decided at one node of a route.
enum class Because : std::uint8_t {
  Step,                // a fallback's list; figure: nothing
  StepOnError,         // a step that only some errors lead to; figure: their ErrorKinds
  Drawn,               // by chance; figure: its weight
  Sticky,              // by the key of whoever asks; figure: its weight
  FastestFirstToken,   // figure: nanoseconds
  FastestTotal,        // figure: nanoseconds
  Unmeasured,          // too little is known of how fast it is; figure: samples
  Explored,            // tried although another is faster, to learn whether that is still so
  Cheapest,            // figure: nano-dollars a request
  Unpriced,            // what it costs is not known
  LeastLoaded,         // figure: calls in flight
  Case,                // a condition held
  Otherwise,           // no condition held
  PutLastBreakerOpen,  // it is failing: everything else is tried before
};

// snake_case: "fastest_total".
[[nodiscard]] std::string_view to_string(Because because);

struct Decision {
  Because because = Because::Step;
  std::uint8_t rank = 0;    // its place among the node's children as they are tried; 0 is the first
  std::uint16_t child = 0;  // its place among them as they were configured
  std::uint16_t of = 1;     // how many there are
  std::int64_t figure = 0;  // what it was judged by; Because says in what unit

  // A phrase: "weighted: drawn with weight 9 (child 1 of 2)".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Decision&, const Decision&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Decision& decision);
};

// From the root of the route down.
using Decisions = absl::InlinedVector<Decision, 4>;

}  // namespace omnillm

#endif  // OMNILLM_DECISION_H_
