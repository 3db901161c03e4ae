// The bucket against a plain model that remembers everything that ever happened.

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <tuple>
#include <vector>

#include "limit/token_bucket.h"
#include "support/for_all.h"

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;
using testing_support::expect_for_all;

constexpr Instant kStart{1000h};

struct Event {
  Instant at;
  std::int64_t units;           // taken or charged
  std::int64_t returned = 0;    // of them
  std::int64_t remaining = -1;  // not negative: a correction to this many, and nothing else
};

// A history, and how much a bucket would lack after it.
class History {
 public:
  explicit History(Rate rate) : rate_(rate) {}

  std::vector<Event> events;

  // With everything that came back counted as never taken, or as kept.
  Duration missing(Instant now, bool without_returned) const {
    Duration missing{};
    Instant last = kStart;
    for (const Event& event : events) {
      missing = std::max(Duration{}, missing - (event.at - last));
      last = event.at;
      if (event.remaining >= 0)
        missing = std::max(missing, rate_.per_unit() * (rate_.burst() - event.remaining));
      else
        missing += rate_.per_unit() * (event.units - (without_returned ? event.returned : 0));
    }
    return std::max(Duration{}, missing - (now - last));
  }

  std::int64_t available(Instant now, bool without_returned) const {
    const Duration there = rate_.time_to_fill() - missing(now, without_returned);
    return std::max(Duration{}, there) / rate_.per_unit();
  }

  // The promise itself: from any take on, no more is kept than the burst and what refills.
  bool bounded(Instant now) const {
    std::int64_t kept = 0;
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      kept += event->units - event->returned;
      if (rate_.per_unit() * kept > rate_.time_to_fill() + (now - event->at)) return false;
    }
    return true;
  }

 private:
  Rate rate_;
};

using Step = std::tuple<int, int, int>;  // what, how long after the step before, how much

std::vector<Step> any_steps(int kinds) {
  return *rc::gen::container<std::vector<Step>>(rc::gen::tuple(
      rc::gen::inRange(0, kinds), rc::gen::inRange(0, 9'000), rc::gen::inRange(0, 40)));
}

Rate any_rate() {
  return Rate::per(*rc::gen::inRange(1, 100), 1min, *rc::gen::inRange(1, 60)).value();
}

TEST(TokenBucketModel, WithoutReturnsItHoldsExactlyWhatTheHistorySays) {
  expect_for_all(1'000, [] {
    const Rate rate = any_rate();
    TokenBucket bucket(rate);
    History history(rate);
    Instant now = kStart;
    for (const auto& [what, pause, amount] : any_steps(4)) {
      now += pause * 1ms;
      const bool fits =
          history.missing(now, false) + rate.per_unit() * amount <= rate.time_to_fill();
      if (what <= 1) {
        RC_ASSERT(bucket.try_take(now, amount).has_value() == fits);
        if (fits) history.events.push_back({now, amount});
      } else if (what == 2) {
        bucket.charge(now, amount);
        history.events.push_back({now, amount});
      } else {
        bucket.correct_to(now, amount);
        history.events.push_back(
            {.at = now, .units = 0, .remaining = std::min<std::int64_t>(amount, rate.burst())});
      }
      RC_ASSERT(bucket.available(now) == history.available(now, false));
      const auto wait = bucket.time_until(now, 1);
      RC_ASSERT(wait.has_value());
      RC_ASSERT(*wait == std::max(Duration{}, history.missing(now, false) + rate.per_unit() -
                                                  rate.time_to_fill()));
    }
  });
}

TEST(TokenBucketModel, ReturnsNeverLetABurstExceedTheBucketNorCostAnything) {
  expect_for_all(1'000, [] {
    const Rate rate = any_rate();
    TokenBucket bucket(rate);
    History history(rate);
    std::vector<TokenBucket::Taken> receipts;
    Instant now = kStart;
    for (const auto& [what, pause, amount] : any_steps(2)) {
      now += pause * 1ms;
      if (what == 0 || receipts.empty()) {
        const auto taken = bucket.try_take(now, amount);
        if (taken) {
          history.events.push_back({now, amount});
          receipts.push_back(*taken);
        }
      } else {
        const auto which =
            static_cast<std::size_t>(*rc::gen::inRange<std::size_t>(0, receipts.size()));
        Event& event = history.events[which];
        const std::int64_t units = std::min<std::int64_t>(amount, event.units - event.returned);
        bucket.give_back(now, receipts[which], units);
        event.returned += units;
      }
      RC_ASSERT(bucket.available(now) >= history.available(now, false));
      RC_ASSERT(bucket.available(now) <= history.available(now, true));
      RC_ASSERT(history.bounded(now));
    }
  });
}

}  // namespace
}  // namespace omnillm::limit
