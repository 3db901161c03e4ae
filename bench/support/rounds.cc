#include "support/rounds.h"

#include <algorithm>

namespace omnillm::bench {
namespace {

double time_batch(Crew& crew, const Contestant& contestant, std::int64_t operations) {
  const auto elapsed =
      crew.run(contestant.threads, [&](int worker) { contestant.work(worker, operations); });
  const auto all = static_cast<double>(operations * contestant.threads);
  return static_cast<double>(elapsed.count()) / all;
}

// The least of a few, so that a batch somebody else cut in half does not decide.
double time_undisturbed(Crew& crew, const Contestant& contestant, std::int64_t operations) {
  double least = time_batch(crew, contestant, operations);
  for (int again = 0; again < 4; ++again)
    least = std::min(least, time_batch(crew, contestant, operations));
  return least;
}

// How many operations a thread needs to fill a batch. Finding it out warms the contestant up.
std::int64_t operations_for(Crew& crew, const Contestant& contestant, const RoundPlan& plan) {
  constexpr std::int64_t kMost = 1 << 26;
  const auto wanted = static_cast<double>(plan.batch.count());
  for (std::int64_t operations = 256;; operations *= 4) {
    const double per_operation = time_undisturbed(crew, contestant, operations);
    const double elapsed = per_operation * static_cast<double>(operations * contestant.threads);
    if (elapsed * 8 >= wanted || operations >= kMost) {
      const double needed = wanted / (per_operation * contestant.threads);
      return std::clamp(static_cast<std::int64_t>(needed), std::int64_t{1}, kMost);
    }
  }
}

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double between = place - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * between;
}

}  // namespace

Timing summarise(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  return {.median = quantile(samples, 0.5),
          .lower = quantile(samples, 0.25),
          .upper = quantile(samples, 0.75),
          .least = samples.front(),
          .most = samples.back()};
}

std::vector<Timing> race(Crew& crew, const RoundPlan& plan,
                         const std::vector<Contestant>& contestants) {
  std::vector<std::int64_t> operations;
  for (const Contestant& one : contestants) operations.push_back(operations_for(crew, one, plan));

  std::vector<std::vector<double>> samples(contestants.size());
  for (int round = 0; round < plan.rounds; ++round) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      samples[i].push_back(time_batch(crew, contestants[i], operations[i]));
    }
  }
  std::vector<Timing> timings;
  for (auto& of_one : samples) timings.push_back(summarise(std::move(of_one)));
  return timings;
}

}  // namespace omnillm::bench
