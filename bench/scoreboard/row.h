#ifndef OMNILLM_BENCH_SCOREBOARD_ROW_H_
#define OMNILLM_BENCH_SCOREBOARD_ROW_H_

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace omnillm::bench {

// What a figure is held to. Without a goal a row is there to be read, and holds.
struct Goal {
  enum class Sense { AtMost, AtLeast };
  Sense sense = Sense::AtMost;
  double target = 0;
  std::optional<double> stretch{};  // the next step

  [[nodiscard]] bool met_by(double value) const {
    return sense == Sense::AtMost ? value <= target : value >= target;
  }
};

// One line of the scoreboard.
struct Row {
  std::string name;
  double value = 0;
  std::string unit = "ns";
  std::optional<Goal> goal{};
  std::optional<double> rival{};   // the same figure of the rival
  std::optional<double> cas{};     // one bare compare-and-swap, by as many threads, in the same run
  std::optional<double> spread{};  // distance of the quartiles over the median
  // The best round, ours and the rival's: what the machine does while nobody disturbs it.
  std::optional<double> best{}, rival_best{};

  [[nodiscard]] bool holds() const { return !goal || goal->met_by(value); }
  [[nodiscard]] std::optional<double> ratio() const {
    if (!rival || *rival <= 0) return std::nullopt;
    return value / *rival;
  }
  [[nodiscard]] std::optional<double> best_ratio() const {
    if (!best || !rival_best || *rival_best <= 0) return std::nullopt;
    return *best / *rival_best;
  }
};

// A table for people.
void print_table(std::ostream& out, const std::vector<Row>& rows);

// A list of {name, value, unit, goal, holds, ...}; what a row does not have is left out.
void print_json(std::ostream& out, const std::vector<Row>& rows);

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_ROW_H_
