#include "scoreboard/admission_checks.h"

#include <algorithm>
#include <vector>

#include "base/virtual_time.h"
#include "rival/engine.h"
#include "scoreboard/our_engine.h"
#include "support/check.h"

namespace omnillm::bench {
namespace {

// Admits until refused, at one instant.
std::vector<Admission> admit_all(OurEngine& engine, const VirtualTime& time) {
  std::vector<Admission> held;
  for (;;) {
    auto admitted = engine.admitter().try_admit(engine.request(), time.now(), time.wall());
    if (!admitted) return held;
    held.push_back(std::move(*admitted));
  }
}

void settle_all(OurEngine& engine, const VirtualTime& time, std::vector<Admission> held) {
  for (Admission& one : held) {
    one.mark_sent();
    std::move(one).settle(time.now(), {.tokens = kActualTokens, .cost = kCost});
  }
  engine.note_served(static_cast<std::int64_t>(held.size()));
}

std::int64_t count(const std::vector<Admission>& held) {
  return static_cast<std::int64_t>(held.size());
}

}  // namespace

void check_limits(std::size_t keys) {
  constexpr std::int64_t kEach = 10;
  VirtualTime time;
  KeyLimits limits = plenty();
  limits.tpm = kEach * kEstimatedTokens;
  OurEngine engine({.keys = keys, .limits = limits}, time, time);

  const auto size = static_cast<std::int64_t>(keys);
  std::vector<Admission> held = admit_all(engine, time);
  expect_equal(count(held), size * kEach, "requests admitted by full buckets");
  settle_all(engine, time, std::move(held));
  held = admit_all(engine, time);
  const std::int64_t unused = kEach * (kEstimatedTokens - kActualTokens) / kEstimatedTokens;
  expect_equal(count(held), size * unused, "requests admitted by what others did not use");
  settle_all(engine, time, std::move(held));
  engine.expect_conserved();
}

void check_blocked(std::size_t keys, std::size_t blocked) {
  VirtualTime time;
  OurEngine engine({.keys = keys}, time, time);
  engine.block_all_but(keys - blocked, time.now(), time.wall());
  const std::vector<KeyStatus> status = engine.pool().status(time.now());
  const auto is_cooling = [](const KeyStatus& key) { return key.state == KeyState::Cooling; };
  expect_equal(std::count_if(status.begin(), status.end(), is_cooling),
               static_cast<std::int64_t>(blocked), "keys cooling down");

  std::vector<Admission> held;
  for (int i = 0; i < 1'000; ++i) {
    auto admitted = engine.admitter().try_admit(engine.request(), time.now(), time.wall());
    expect(admitted.has_value(), "a pool refused although a key could serve");
    expect(!is_cooling(status[admitted->lease().key_index()]), "a cooling key was used");
    held.push_back(std::move(*admitted));
  }
  settle_all(engine, time, std::move(held));
  engine.expect_conserved();
}

void check_refusal(std::size_t keys) {
  VirtualTime time;
  OurEngine engine({.keys = keys}, time, time);
  engine.block_all_but(0, time.now(), time.wall());

  const auto admitted = engine.admitter().try_admit(engine.request(), time.now(), time.wall());
  expect(!admitted, "a pool admitted although every key is cooling down");
  const auto* refusal = std::get_if<PoolRefusal>(&admitted.error());
  expect(refusal != nullptr, "a pool without a key was refused for money");
  expect_equal(refusal->cooling, static_cast<std::int64_t>(keys), "keys named as cooling down");
  expect(refusal->retry_at.has_value(), "a refusal does not say when to ask again");
  // The first key was told to wait for an hour; a pool may ask for a little more, never for less.
  const auto wait = *refusal->retry_at - time.now();
  expect(wait >= std::chrono::hours(1), "a refusal asks again too early");
  expect(wait <= std::chrono::minutes(90), "a refusal asks again too late");
  time.advance(wait);
  expect(engine.serve(time.now(), time.wall()), "no key was back when the refusal said so");
  engine.note_served(1);
  engine.expect_conserved();
}

void check_rival() {
  constexpr auto kMinute = std::chrono::minutes(1);
  rival::Engine tokens(rival::make_keys(4, 10 * kEstimatedTokens, 1'000, kMinute), 1'000'000'000);
  std::vector<rival::Lease> held;
  while (auto lease = tokens.ring.acquire(kEstimatedTokens)) held.push_back(std::move(*lease));
  expect_equal(static_cast<std::int64_t>(held.size()), 40, "leases of the rival");

  rival::Engine requests(rival::make_keys(1, 1'000'000, 25, kMinute), 1'000'000'000);
  std::int64_t served = 0;
  while (requests.serve(kEstimatedTokens, kActualTokens)) ++served;
  expect_equal(served, 25, "requests the rival served in its window");
  const auto used = static_cast<std::int64_t>(requests.budget.used());
  const auto price = static_cast<std::int64_t>(requests.price.of(kActualTokens));
  expect_equal(used, 25 * price, "money the rival charged");
}

}  // namespace omnillm::bench
