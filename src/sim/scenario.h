// What is simulated: the values a scenario file is read into. docs/simulate.md explains each.

#ifndef OMNILLM_SIM_SCENARIO_H_
#define OMNILLM_SIM_SCENARIO_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/error.h"
#include "omnillm/keys.h"
#include "omnillm/money.h"
#include "omnillm/pool.h"
#include "sim/arrivals.h"
#include "sim/distribution.h"

namespace omnillm::sim {

// `count` keys alike: "name-001", "name-002"; a single one is called "name".
struct KeyGroup {
  std::string name;
  std::int64_t count = 1;
  // What the pool is told. Its enforcement is what the pool assumes.
  KeyLimits limits;
  int weight = 1;
  int priority = 0;
  std::string quota_group;

  [[nodiscard]] std::string label(std::int64_t index) const;
};

struct ProviderPlan {
  std::string name;
  Enforcement enforcement = Enforcement::TokenBucket;
  Distribution network = Distribution::fixed(std::chrono::milliseconds(20));  // one way
  Distribution latency = Distribution::fixed(std::chrono::seconds(1));        // the whole answer
  std::optional<Distribution> first_byte;  // of a streamed answer; empty: not streamed
  bool headers = true;                     // tells what is left of its limits
  bool retry_after = true;                 // says when to come back on 429
  bool counts_refused = false;             // a refused request counts against requests per minute
  std::int64_t pico_per_input = 0;
  std::int64_t pico_per_output = 0;
  std::vector<KeyGroup> keys;
};

// Requests of one kind.
struct Stream {
  std::string name = "traffic";
  ArrivalPlan arrivals;
  Distribution prompt_tokens = Distribution::fixed(500);
  Distribution output_tokens = Distribution::fixed(200);
  std::int64_t max_output_tokens = 4'096;
  // The estimate given to the pool is the tokens used in the end times this.
  Distribution estimate_factor = Distribution::fixed(1);
  Duration wait = std::chrono::seconds(30);  // in line, all attempts of a request together
  int priority = 0;
};

struct ClientPlan {
  int attempts = 3;
  Duration timeout = std::chrono::seconds(60);
  Duration backoff = std::chrono::milliseconds(100);  // before the second attempt; doubles
};

// Who pays: one organisation, its projects, their callers. A cap that is missing is not a cap.
struct BudgetPlan {
  std::optional<Money> organisation;
  std::int64_t projects = 1;
  std::optional<Money> project;
  std::int64_t callers_per_project = 1;
  std::optional<Money> caller;
};

// Something that happens to keys during the run.
struct Event {
  enum class Kind : std::uint8_t {
    Outage,         // every answer is `status`; 0: no answer at all
    Revoke,         // 401
    Restore,        // ends whatever else holds, but for other consumers
    OtherConsumer,  // somebody else uses `share` of the key's limits
    Refusals,       // `share` of the answers are 429
    CutLimit,       // the provider lowers the key's limits to `share` of what was agreed
  };

  Kind kind = Kind::Outage;
  Duration at{0};
  Duration lasts = Duration::max();
  int status = 503;
  std::int64_t share = 500'000;  // millionths
  std::string target;            // a provider's name or a key's label; * at the end for more keys
  int line = 0;                  // in the file
};

// What the run must show; everything missing is not looked at.
struct Expectations {
  std::optional<std::int64_t> max_429;
  std::optional<std::int64_t> max_failed;
  std::optional<std::int64_t> max_refused;
  std::optional<std::int64_t> min_served;
  std::optional<std::int64_t> min_served_share;  // millionths
  std::optional<std::int64_t> min_utilisation;   // millionths of the limits of all keys
  std::optional<Duration> max_p50_wait;
  std::optional<Duration> max_p99_wait;
  std::optional<Duration> max_wait;
  std::optional<Duration> no_429_after;
  std::optional<Money> max_spent;
};

// The search for the smallest number of keys that meets the expectations.
struct Search {
  std::string group;
  std::int64_t from = 1;
  std::int64_t to = 1;
};

struct Scenario {
  std::string name;
  std::string about;
  std::uint64_t seed = 1;
  Duration duration = std::chrono::minutes(5);
  PoolConfig pool;
  ClientPlan client;
  BudgetPlan budget;
  std::vector<ProviderPlan> providers;
  std::vector<Stream> traffic;
  std::vector<Event> events;
  Expectations expect;
  std::optional<Search> find_keys;
};

// How many keys all providers have together.
[[nodiscard]] std::int64_t key_count(const Scenario& scenario);

// Bounds a scenario is held to, so that a typing error does not take the machine's memory.
inline constexpr std::int64_t kMostKeys = 20'000;
inline constexpr std::int64_t kMostAccounts = 100'000;

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_SCENARIO_H_
