// The pool against a plain model: per key two instants at which its buckets are full, a count, and
// an interval in which it is cooling. The pool must never use a key the model forbids, and never
// refuse while the model has a key that could serve.

#include <map>
#include <tuple>

#include "pool_fixture.h"
#include "support/for_all.h"

namespace omnillm {
namespace {

// Limits whose costs are whole ticks, so that model and pool agree to the nanosecond.
constexpr std::int64_t kTpm = 60'000;  // a token a millisecond
constexpr std::int64_t kRpm = 600;     // a request each 100 ms
constexpr std::int64_t kPlaces = 5;
constexpr std::int64_t kNanosPerToken = 1'000'000;
constexpr std::int64_t kNanosPerRequest = 100'000'000;

struct ModelKey {
  Instant tokens_full{}, requests_full{};
  Instant found_full = Instant::min();
  std::int64_t in_flight = 0;
  Instant cooling_surely{}, cooling_perhaps{};

  bool fits(Instant now, std::int64_t tokens) const {
    const auto missing = std::max(tokens_full, now) - now;
    const auto requests = std::max(requests_full, now) - now;
    return in_flight < kPlaces && missing + tokens * 1ns * kNanosPerToken <= 60s &&
           requests + 1ns * kNanosPerRequest <= 60s;
  }
  void take(Instant now, std::int64_t tokens) {
    if (tokens_full <= now) found_full = now;
    tokens_full = std::max(tokens_full, now) + tokens * 1ns * kNanosPerToken;
    requests_full = std::max(requests_full, now) + 1ns * kNanosPerRequest;
    ++in_flight;
  }
  void settle(Instant now, Instant taken_at, std::int64_t taken, std::int64_t used) {
    --in_flight;
    if (used > taken)
      tokens_full = std::max(tokens_full, now) + (used - taken) * 1ns * kNanosPerToken;
    else if (found_full <= taken_at)
      tokens_full -= (taken - used) * 1ns * kNanosPerToken;
  }
  void undo(Instant now, Instant taken_at, std::int64_t taken) {
    requests_full = std::max(now, std::max(requests_full, now) - 1ns * kNanosPerRequest);
    settle(now, taken_at, taken, 0);
  }
};

struct Call {
  KeyLease lease;
  std::string label;
  Instant taken_at;
  std::int64_t tokens;
};

// What, after how many milliseconds, how much, which call.
using Step = std::tuple<int, int, int, int>;

class History {
 public:
  explicit History(int keys) {
    std::vector<KeyConfig> configs;
    for (int i = 0; i < keys; ++i) {
      configs.push_back(key(std::to_string(i)).tpm_limit(kTpm).rpm_limit(kRpm));
      configs.back().concurrency_limit(kPlaces);
      model_[configs.back().label];
    }
    pool_ = KeyPool::create(std::move(configs), {}, time_, time_).value();
  }

  void step(const Step& step) {
    const auto& [what, pause, amount, which] = step;
    time_.advance(pause * 1ms);
    if (what <= 3 || calls_.empty())
      take(amount * (what == 0 ? 60 : 4));
    else
      end(static_cast<std::size_t>(which) % calls_.size(), what, amount);
  }

  void finish() {
    while (!calls_.empty()) end(0, 4, 0);
    RC_ASSERT(pool_->in_flight() == 0);
    for (const KeyStatus& row : pool_->status(time_.now())) {
      const ModelKey& expected = model_[row.label];
      const auto missing = std::max(expected.tokens_full, time_.now()) - time_.now();
      RC_ASSERT(row.tpm_inflight == missing.count() / kNanosPerToken);
    }
  }

 private:
  void take(std::int64_t tokens) {
    const Instant now = time_.now();
    auto lease = pool_->try_acquire({.tokens = tokens}, now);
    if (lease) {
      const std::string label = lease->label();
      ModelKey& chosen = model_[label];
      RC_ASSERT(chosen.fits(now, tokens));
      RC_ASSERT(chosen.cooling_surely <= now);
      chosen.take(now, tokens);
      calls_.push_back({std::move(*lease), label, now, tokens});
      return;
    }
    for (const auto& [label, candidate] : model_)
      RC_ASSERT(!candidate.fits(now, tokens) || candidate.cooling_perhaps > now);
    if (lease.error().retry_at) RC_ASSERT(*lease.error().retry_at > now);
  }

  void end(std::size_t which, int what, int amount) {
    Call call = std::move(calls_[which]);
    calls_.erase(calls_.begin() + static_cast<std::ptrdiff_t>(which));
    const Instant now = time_.now();
    ModelKey& used = model_[call.label];
    if (what == 4) {
      used.undo(now, call.taken_at, call.tokens);
      return;  // dropped unsent
    }
    call.lease.mark_sent();
    if (what == 5) {
      // With room left by the headers: a 429 for other reasons, which leaves the key its pace.
      call.lease.observe(now, {.remaining_tokens = kTpm, .remaining_requests = kRpm});
      call.lease.report_failure(now, {ErrorKind::ProviderLimit, amount * 100ms});
      used.cooling_surely = std::max(used.cooling_surely, now + amount * 100ms);
      used.cooling_perhaps = std::max(used.cooling_perhaps, now + amount * 105ms);
    } else {
      call.lease.report_success(now, 1s);
    }
    used.settle(now, call.taken_at, call.tokens, amount * 10);
    std::move(call.lease).settle(now, amount * 10);
  }

  VirtualTime time_;
  std::unique_ptr<KeyPool> pool_;
  std::map<std::string, ModelKey> model_;
  std::vector<Call> calls_;
};

TEST(KeyPoolModel, UsesOnlyKeysThatMayServeAndRefusesOnlyWhenNoneMay) {
  testing_support::expect_for_all(1'000, [] {
    History history(*rc::gen::inRange(1, 6));
    const auto steps = *rc::gen::container<std::vector<Step>>(
        rc::gen::tuple(rc::gen::inRange(0, 8), rc::gen::inRange(0, 3'000),
                       rc::gen::inRange(0, 1'000), rc::gen::inRange(0, 100)));
    for (const Step& step : steps) history.step(step);
    history.finish();
  });
}

}  // namespace
}  // namespace omnillm
