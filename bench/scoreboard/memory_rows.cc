// What a key takes.

#include "base/virtual_time.h"
#include "omnillm/pool.h"
#include "scoreboard/contestants.h"
#include "scoreboard/scenario.h"
#include "support/check.h"
#include "support/heap.h"

namespace omnillm::bench {
namespace {

// As long as providers make them, and labels as long as people do.
KeyConfig typical_key(std::size_t i) {
  std::string number = std::to_string(i);
  number.insert(0, 6 - number.size(), '0');
  return KeyConfig("sk-bench-0123456789abcdef0123456789abcdef01" + number, "openai" + number);
}

double bytes_per_key(std::size_t count, std::size_t max_keys) {
  VirtualTime time;
  std::vector<KeyConfig> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(typical_key(i));
  const std::int64_t before = heap_in_use();
  std::unique_ptr<KeyPool> pool;
  {
    // A copy is handed over, so that what the caller had counts neither before nor after.
    std::vector<KeyConfig> copy = keys;
    pool = KeyPool::create(std::move(copy), {.max_keys = max_keys}, time, time).value();
  }
  const std::int64_t bytes = heap_in_use() - before;
  expect_equal(static_cast<std::int64_t>(pool->size()), static_cast<std::int64_t>(count),
               "keys of a pool");
  return static_cast<double>(bytes) / static_cast<double>(count);
}

double rival_bytes_per_key(std::size_t count) {
  const std::int64_t before = heap_in_use();
  const auto rival = make_rival(count);
  return static_cast<double>(heap_in_use() - before) / static_cast<double>(count);
}

std::vector<Row> measure_keys(const Bench&) {
  constexpr std::size_t kKeys = 10'000;
  const std::string name = "memory of a key";
  return {{.name = name + ", with its label and credential",
           .value = bytes_per_key(kKeys, kKeys),
           .unit = "B",
           .goal = Goal{.target = 256, .stretch = 128},
           .rival = rival_bytes_per_key(kKeys)},
          {.name = name + ", and room for as many more",
           .value = bytes_per_key(kKeys, 0),
           .unit = "B"}};
}

}  // namespace

std::vector<Scenario> memory_scenarios() { return {{"memory of a key", {}, &measure_keys}}; }

}  // namespace omnillm::bench
