// Words for tests of the pool: keys by letter, time that moves only when told.

#ifndef OMNILLM_TESTS_POOL_POOL_FIXTURE_H_
#define OMNILLM_TESTS_POOL_POOL_FIXTURE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/virtual_time.h"
#include "omnillm/pool.h"

namespace omnillm {

using namespace std::chrono_literals;

inline KeyConfig key(const std::string& label) { return KeyConfig("sk-test-" + label, label); }

class PoolTest : public testing::Test {
 protected:
  KeyPool& make(std::vector<KeyConfig> keys, PoolConfig config = {}) {
    auto made = KeyPool::create(std::move(keys), config, time, time);
    EXPECT_TRUE(made.has_value()) << made.error();
    pool = *std::move(made);
    return *pool;
  }
  KeyPool& make_keys(int count, const KeyConfig& like, PoolConfig config = {}) {
    std::vector<KeyConfig> keys;
    for (int i = 0; i < count; ++i) {
      keys.push_back(like);
      keys.back().label = std::to_string(i);
    }
    return make(std::move(keys), config);
  }

  KeyPool::Acquired take(std::int64_t tokens = 1) {
    return pool->try_acquire({.tokens = tokens}, time.now());
  }
  // Takes, sends and settles at once, so that the place in flight is free again.
  bool use(std::int64_t tokens) {
    auto lease = take(tokens);
    if (!lease) return false;
    lease->mark_sent();
    std::move(*lease).settle(time.now(), tokens);
    return true;
  }
  // Takes a key that is sure to be `label` and reports a failure on it.
  void fail_call(const std::string& label, CallFailure failure) {
    KeyLease lease = take_key(label);
    lease.mark_sent();
    lease.report_failure(time.now(), failure);
    std::move(lease).release(time.now());
  }
  KeyLease take_key(const std::string& label) {
    std::vector<KeyLease> others;
    for (int i = 0; i < 10'000; ++i) {
      auto lease = take();
      if (!lease) break;
      if (lease->label() == label) return std::move(*lease);
      others.push_back(std::move(*lease));
    }
    ADD_FAILURE() << "never got key " << label;
    return {};
  }
  KeyStatus status_of(const std::string& label) {
    for (KeyStatus& row : pool->status(time.now()))
      if (row.label == label) return row;
    ADD_FAILURE() << "no key " << label;
    return {};
  }

  VirtualTime time;
  std::unique_ptr<KeyPool> pool;
};

}  // namespace omnillm

#endif  // OMNILLM_TESTS_POOL_POOL_FIXTURE_H_
