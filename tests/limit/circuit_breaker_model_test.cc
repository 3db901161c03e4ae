// The breaker against a plain model that keeps every outcome and knows its phase by name.

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <tuple>
#include <vector>

#include "limit/circuit_breaker.h"
#include "support/for_all.h"

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;
using testing_support::expect_for_all;

constexpr Instant kStart{1000h};
constexpr Duration kLease = 3s;

const BreakerConfig kConfig{.threshold = 3,
                            .minimum_outcomes = 6,
                            .failing_percent = 50,
                            .window = 10s,
                            .cooldown = 2s,
                            .longest_cooldown = 16s,
                            .healthy_step = 60s,
                            .successes_to_close = 2};

// What the breaker should be. Only the jitter is not foretold: the model learns each deadline after
// checking that it lies in its range.
struct Model {
  struct Outcome {
    Instant at;
    bool ok;
  };

  bool tripped = false;
  Instant phase_began = Instant::min();  // closed, or half-open
  Instant open_until = Instant::min();
  int doublings = 0;
  int good_probes = 0;
  std::vector<Instant> probes;  // live permits, by when they were given
  std::vector<Outcome> outcomes;
  // Where the next deadline has to lie, when the step opened the breaker.
  Instant earliest = Instant::min(), latest = Instant::min();

  BreakerState state(Instant now) const {
    if (!tripped) return BreakerState::Closed;
    return now < open_until ? BreakerState::Open : BreakerState::HalfOpen;
  }

  int doublings_at(Instant now) const {
    if (tripped || phase_began == Instant::min()) return doublings;
    return std::max(0, doublings - static_cast<int>((now - phase_began) / kConfig.healthy_step));
  }

  void success(Instant now, Instant started) {
    if (started < phase_began) return;
    if (tripped) {
      if (++good_probes == kConfig.successes_to_close) become_closed(now);
    } else if (failures_in_window(now) == 0) {
      outcomes.clear();
    } else {
      outcomes.push_back({now, true});
    }
  }

  void failure(Instant now, Instant started, Duration hint) {
    if (started < phase_began) {
      if (tripped && hint > 0s) become_open(now, now + hint, now + hint);
      return;
    }
    if (!tripped) {
      outcomes.push_back({now, false});
      const auto last_good =
          std::find_if(outcomes.rbegin(), outcomes.rend(), [](const Outcome& o) { return o.ok; });
      const auto in_a_row = last_good - outcomes.rbegin();
      const auto failed = failures_in_window(now), all = outcomes_in_window(now);
      if (in_a_row < kConfig.threshold && (all < kConfig.minimum_outcomes || 2 * failed < all))
        return;
    }
    const int k = doublings_at(now);
    const Duration whole =
        std::min<Duration>(kConfig.cooldown * (1LL << std::min(k, 10)), kConfig.longest_cooldown);
    become_open(now, now + std::max(whole / 2, hint), now + std::max(whole, hint));
    doublings = k + 1;
  }

  void become_open(Instant now, Instant from, Instant to) {
    if (!tripped) doublings = doublings_at(now);
    tripped = true;
    good_probes = 0;
    probes.clear();
    outcomes.clear();
    earliest = std::max({open_until, from, now});
    latest = std::max({open_until, to, now});
  }

  void become_closed(Instant now) {
    tripped = false;
    good_probes = 0;
    probes.clear();
    outcomes.clear();
    phase_began = now;
  }

 private:
  static bool in_window(const Outcome& o, Instant now) {
    return o.at.time_since_epoch() / 1s > now.time_since_epoch() / 1s - 10;
  }
  std::ptrdiff_t outcomes_in_window(Instant now) const {
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [&](const Outcome& o) { return in_window(o, now); });
  }
  std::ptrdiff_t failures_in_window(Instant now) const {
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [&](const Outcome& o) { return !o.ok && in_window(o, now); });
  }
};

using Step = std::tuple<int, int, int>;  // what, how long after the step before, which or how much

class Comparison {
 public:
  void step(const Step& step) {
    const auto& [what, pause, pick] = step;
    now_ += pause * 1ms;
    const Instant deadline_before = breaker_.open_until();
    model_.earliest = model_.latest = Instant::min();
    act(what, pick);
    RC_ASSERT(breaker_.open_until() >= deadline_before);
    learn_deadline();
    RC_ASSERT(breaker_.state(now_) == model_.state(now_));
    RC_ASSERT(breaker_.admits(now_) == (model_.state(now_) == BreakerState::Closed));
    RC_ASSERT(breaker_.doublings(now_) == model_.doublings_at(now_));
    RC_ASSERT(breaker_.needs_success_reports() || model_.outcomes.empty());
  }

  // Whatever happened, once the last deadline and the last lease are over it can be closed.
  void recovers() {
    now_ = breaker_.next_chance(now_);
    for (int i = 0; i < kConfig.successes_to_close && !breaker_.admits(now_); ++i) {
      const auto permit = breaker_.try_probe(now_, kLease);
      RC_ASSERT(permit.has_value());
      breaker_.on_probe_success(now_, *permit);
    }
    RC_ASSERT(breaker_.admits(now_));
  }

 private:
  void act(int what, int pick) {
    const Duration hint = pick % 4 == 0 ? pick * 1s : 0s;
    const std::optional<Duration> said = pick % 4 == 0 ? std::optional(hint) : std::nullopt;
    switch (what) {
      case 0:
        requests_.push_back(now_);
        return;
      case 1: {
        const Instant started = take_request(pick);
        breaker_.on_success(now_, started);
        return model_.success(now_, started);
      }
      case 2:
      case 3: {
        const Instant started = take_request(pick);
        breaker_.on_failure(now_, started, said, rng_);
        return model_.failure(now_, started, hint);
      }
      case 4:
      case 5:
        return ask_for_probe();
      case 6:
      case 7: {
        if (permits_.empty()) return;
        const ProbePermit permit = take(permits_, pick);
        breaker_.on_probe_success(now_, permit);
        std::erase(model_.probes, permit.started);
        if (model_.tripped) model_.success(now_, permit.started);
        return;
      }
      case 8: {
        if (permits_.empty()) return;
        const ProbePermit permit = take(permits_, pick);
        breaker_.on_probe_failure(now_, permit, said, rng_);
        std::erase(model_.probes, permit.started);
        return model_.failure(now_, permit.started, hint);
      }
      case 9: {
        if (permits_.empty()) return;
        const ProbePermit permit = take(permits_, pick);
        breaker_.release_probe(permit);
        std::erase(model_.probes, permit.started);
        return;
      }
      case 10:
        breaker_.trip(now_, now_ + (pick - 10) * 1s);
        return model_.become_open(now_, now_ + (pick - 10) * 1s, now_ + (pick - 10) * 1s);
      default:
        if (!permits_.empty()) take(permits_, pick);  // lost: never heard of again
    }
  }

  void ask_for_probe() {
    std::erase_if(model_.probes, [&](Instant given) { return given + kLease <= now_; });
    const auto permit = breaker_.try_probe(now_, kLease);
    const bool due = model_.state(now_) == BreakerState::HalfOpen && model_.probes.empty();
    RC_ASSERT(permit.has_value() == due);
    if (!permit) return;
    RC_ASSERT(permit->started == now_);
    permits_.push_back(*permit);
    model_.probes.push_back(now_);
  }

  void learn_deadline() {
    if (model_.latest == Instant::min()) {
      RC_ASSERT(breaker_.open_until() == model_.open_until);
      return;
    }
    RC_ASSERT(breaker_.open_until() >= model_.earliest);
    RC_ASSERT(breaker_.open_until() <= model_.latest);
    model_.open_until = model_.phase_began = breaker_.open_until();
  }

  // A request that nobody remembers started a minute ago.
  Instant take_request(int pick) { return requests_.empty() ? now_ - 1min : take(requests_, pick); }

  template <class T>
  T take(std::vector<T>& from, int pick) {
    const auto place = from.begin() + pick % static_cast<std::ptrdiff_t>(from.size());
    const T taken = *place;
    from.erase(place);
    return taken;
  }

  Instant now_ = kStart;
  Rng rng_{7};
  CircuitBreaker breaker_{kConfig};
  Model model_;
  std::vector<Instant> requests_;
  std::vector<ProbePermit> permits_;
};

TEST(CircuitBreakerModel, DoesWhatThePlainModelDoesAndCanAlwaysRecover) {
  expect_for_all(1'000, [] {
    const auto steps = *rc::gen::container<std::vector<Step>>(rc::gen::tuple(
        rc::gen::inRange(0, 12), rc::gen::inRange(0, 4'000), rc::gen::inRange(0, 40)));
    Comparison comparison;
    for (const Step& step : steps) comparison.step(step);
    comparison.recovers();
  });
}

}  // namespace
}  // namespace omnillm::limit
