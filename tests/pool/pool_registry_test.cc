#include "pool_fixture.h"

namespace omnillm {
namespace {

class PoolRegistryTest : public PoolTest {
 protected:
  KeyPool* add(std::string_view provider, std::string_view pattern) {
    auto made = KeyPool::create({key("a")}, {}, time, time).value();
    KeyPool* raw = made.get();
    EXPECT_TRUE(registry.register_pool(provider, pattern, std::move(made)).has_value());
    return raw;
  }
  PoolRegistry registry;
};

TEST_F(PoolRegistryTest, AnExactNameWinsOverPatternsAndLongerPatternsOverShorter) {
  KeyPool* const all = add("openai", "*");
  KeyPool* const family = add("openai", "gpt-4o*");
  KeyPool* const exact = add("openai", "gpt-4o-mini");
  EXPECT_EQ(registry.find("openai", "gpt-4o-mini"), exact);
  EXPECT_EQ(registry.find("openai", "gpt-4o-2024-08-06"), family);
  EXPECT_EQ(registry.find("openai", "o3"), all);
}

TEST_F(PoolRegistryTest, UnknownProvidersAndModelsHaveNoPool) {
  add("openai", "gpt-4o");
  EXPECT_EQ(registry.find("anthropic", "gpt-4o"), nullptr);
  EXPECT_EQ(registry.find("openai", "gpt-4"), nullptr);
}

TEST_F(PoolRegistryTest, RefusesASecondPoolForTheSameNameAndStarsInTheMiddle) {
  add("openai", "gpt*");
  EXPECT_FALSE(
      registry.register_pool("openai", "gpt*", KeyPool::create({}, {}, time, time).value()));
  EXPECT_FALSE(
      registry.register_pool("openai", "g*t", KeyPool::create({}, {}, time, time).value()));
  EXPECT_FALSE(registry.register_pool("", "g", KeyPool::create({}, {}, time, time).value()));
}

TEST_F(PoolRegistryTest, LeasesOfItsPoolsReportErrors) {
  add("openai", "gpt-4o");
  KeyPool* const found = registry.find("openai", "gpt-4o");
  auto lease = found->try_acquire({.tokens = 1}, time.now());
  lease->report_failure(time.now(), {ErrorKind::ProviderLimit, 10s});
  EXPECT_EQ(found->status(time.now())[0].state, KeyState::Cooling);
}

}  // namespace
}  // namespace omnillm
