#ifndef OMNILLM_BENCH_SCOREBOARD_SCENARIO_H_
#define OMNILLM_BENCH_SCOREBOARD_SCENARIO_H_

#include <functional>
#include <string>
#include <vector>

#include "scoreboard/row.h"
#include "support/crew.h"
#include "support/rounds.h"

namespace omnillm::bench {

struct Bench {
  Crew& crew;
  RoundPlan plan;
  bool quick = false;  // smaller set-ups, fewer rounds: to try the scoreboard out
};

// Something to be measured, with the answers that are checked before it is.
struct Scenario {
  std::string name;                                       // every row's name begins with it
  std::function<void()> check;                            // throws WrongAnswer
  std::function<std::vector<Row>(const Bench&)> measure;  // checks conservation when it is through
};

// What stands on the scoreboard, in its order.
[[nodiscard]] std::vector<Scenario> admission_scenarios();
[[nodiscard]] std::vector<Scenario> account_scenarios();
[[nodiscard]] std::vector<Scenario> memory_scenarios();
[[nodiscard]] std::vector<Scenario> codec_scenarios();

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_SCENARIO_H_
