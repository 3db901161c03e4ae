// Floor: 3 routing
//
// From a route to an order: which targets one request should try, and why.
//
//   Plan order = plan(route, RouteInput::of(request), health, rng);
//   PlanWalk walk(order);
//   for (const Candidate* next = walk.first(); next; next = walk.after(error.kind()))
//     ... send to next->target->provider, next->model ...
//
// plan() is a function of its arguments: no clock, no lock, no network. What it has to know of the
// world is handed in as RouteHealth; latencies come from src/routing/latency_window.h, prices from
// expected_price().
//
// Thread safety: values; plan() may be called by any threads at once, each with its own Rng.

#ifndef OMNILLM_ROUTING_H_
#define OMNILLM_ROUTING_H_

#include <absl/container/inlined_vector.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "omnillm/clock.h"
#include "omnillm/decision.h"
#include "omnillm/endpoints.h"
#include "omnillm/money.h"
#include "omnillm/prices.h"
#include "omnillm/protocol.h"
#include "omnillm/request.h"
#include "omnillm/rng.h"
#include "omnillm/route.h"
#include "omnillm/transport_form.h"

namespace omnillm {

// What a route can see of a request. What is not known stays empty, and conditions on it say no.
// Lifetime: refers to the request and to the caller's headers.
struct RouteInput {
  std::string_view model{};
  std::string_view user{};
  std::string_view session{};
  EndpointKind endpoint = EndpointKind::Responses;
  const VendorExtensions* metadata = nullptr;
  const Headers* headers = nullptr;  // of whoever called us
  std::optional<std::int64_t> prompt_bytes{};
  std::optional<std::int64_t> prompt_tokens{};  // an estimate
  bool has_tools = false;
  bool has_images = false;
  bool stream = false;

  // The session is the text of the metadata's `session_id`. Bytes count every text of the prompt;
  // of media, what is sent inline.
  [[nodiscard]] static RouteInput of(const LlmRequest& request);
  // Of the other endpoints: the model, the user where it names one, and the endpoint.
  [[nodiscard]] static RouteInput of(const ApiRequest& request);
  static RouteInput of(ApiRequest&& request) = delete;  // would refer to what is gone
};

// How long answers took of late.
struct LatencySummary {
  std::uint32_t samples = 0;  // 0: nothing is known
  std::array<Duration, kLatencyQuantiles> at{};

  [[nodiscard]] Duration operator[](LatencyQuantile quantile) const {
    return at[static_cast<std::size_t>(quantile)];
  }
};

// What is known of a provider's model at the moment of planning.
struct TargetHealth {
  std::string_view provider{};
  std::string_view model{};
  std::int64_t in_flight = 0;
  bool breaker_open = false;  // it is failing, or no key can serve it soon
  LatencySummary first_token{};
  LatencySummary total{};
  std::optional<Money> price{};  // of a request like this one; empty: unknown, which is not free
};

// What is known of all of them. A target without an entry is healthy, idle and unknown.
// Lifetime: refers to the entries.
class RouteHealth {
 public:
  RouteHealth() = default;
  explicit RouteHealth(std::span<const TargetHealth> entries) : entries_(entries) {}

  [[nodiscard]] const TargetHealth* find(std::string_view provider, std::string_view model) const;

 private:
  std::span<const TargetHealth> entries_;
};

// What a request of so many tokens would cost: the price that `cheapest` compares.
[[nodiscard]] std::optional<Money> expected_price(const ModelPrice& price,
                                                  std::int64_t prompt_tokens,
                                                  std::int64_t output_tokens,
                                                  ServiceTier tier = ServiceTier::Standard);

// One target in its turn.
struct Candidate {
  // Only after an error of one of these kinds, because it stands in that step of a fallback.
  struct Gate {
    std::uint16_t step = 0;  // candidates of the same step have the same number
    ErrorKinds on{};

    friend bool operator==(const Gate&, const Gate&) = default;
  };

  const Target* target = nullptr;
  std::string_view model{};  // the target's, or the request's
  Decisions why{};
  absl::InlinedVector<Gate, 1> gates{};  // from the root down; mostly none
};
std::ostream& operator<<(std::ostream& out, const Candidate& candidate);  // "openai/gpt-4.1"

// Candidates in the order in which to try them, each target once. Empty only when no case of a
// conditional route fits the request.
// Lifetime: refers to the route and to the request.
using Plan = absl::InlinedVector<Candidate, 2>;

inline constexpr std::size_t kMaxCandidates = 32;

// A target that is failing (`breaker_open`) comes after all that are not, in its order. A route
// that never passed Route::check() gives a plan too: what check() would refuse is passed over.
[[nodiscard]] Plan plan(const Route& route, const RouteInput& request, const RouteHealth& health,
                        Rng& rng);

// Whether an error of this kind may be mended by another provider or model, as docs/errors.md has
// it. ContextLength and ContentPolicy are not among them: a step that names them is.
[[nodiscard]] bool moves_on(ErrorKind kind);

// The way through a plan, by what goes wrong.
//
// Thread safety: one thread at a time. Lifetime: refers to the plan.
class PlanWalk {
 public:
  explicit PlanWalk(const Plan& plan) : plan_(&plan) {}

  // The first that needs no error before it; null when there is none.
  const Candidate* first();
  // The next after the current one failed so; null when nobody can help. Passes over steps that
  // this error does not lead to; they stay open for a later one.
  const Candidate* after(ErrorKind kind);

 private:
  [[nodiscard]] bool leads_to(std::size_t to, ErrorKind kind) const;
  const Candidate* take(std::size_t index);

  const Plan* plan_;
  std::size_t current_ = kMaxCandidates;
  std::uint32_t tried_ = 0;  // a bit a candidate
};

}  // namespace omnillm

#endif  // OMNILLM_ROUTING_H_
