// What a refusal says about when to ask again.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/virtual_time.h"
#include "omnillm/pool.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

// The pool once still believed in a shortage at the instant at which it had said to ask again, and
// named that same instant: a timer that followed it asked for ever without time moving on.
TEST(KeyPoolRetryAt, IsLaterThanTheInstantAtWhichItIsSaid) {
  VirtualTime time;
  std::vector<KeyConfig> keys;
  keys.push_back(KeyConfig("sk-simulated", "only").tpm_limit(6'007).tpm_burst(6).rpm_limit(6'007));
  const auto pool = KeyPool::create(std::move(keys), {}, time, time).value();
  for (int round = 0; round < 600; ++round) {
    std::vector<KeyLease> out;
    auto lease = pool->try_acquire({.tokens = 1}, time.now());
    for (; lease; lease = pool->try_acquire({.tokens = 1}, time.now())) {
      lease->mark_sent();
      out.push_back(std::move(*lease));
    }
    ASSERT_TRUE(lease.error().retry_at);
    const Instant promised = *lease.error().retry_at;
    time.advance((promised - time.now()) / 2);
    out.back().observe(time.now(), {.remaining_tokens = 0});  // it will be later than promised
    time.advance_to(promised);
    lease = pool->try_acquire({.tokens = 1}, time.now());
    ASSERT_FALSE(lease);
    ASSERT_GT(*lease.error().retry_at, time.now()) << "in round " << round;
    for (KeyLease& one : out) std::move(one).settle(time.now(), 1);
    time.advance(std::chrono::milliseconds(1'001));
  }
}

}  // namespace
}  // namespace omnillm
