// What a call pays for its route: the order of its targets, and a sample of latency.

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "omnillm/routing.h"
#include "routing/latency_window.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

LatencySummary taking(Duration duration) {
  LatencySummary summary{.samples = 64};
  summary.at.fill(duration);
  return summary;
}

std::array<TargetHealth, 3> known() {
  std::array<TargetHealth, 3> targets;
  for (int i = 0; i < 3; ++i) {
    TargetHealth& each = targets[static_cast<std::size_t>(i)];
    each.provider = std::string_view("abc").substr(static_cast<std::size_t>(i), 1);
    each.model = "m";
    each.first_token = taking(std::chrono::milliseconds(300 - 100 * i));
    each.price = Money::from_nanos(1000 - i);
  }
  return targets;
}

void run(benchmark::State& state, const Route& route, std::string_view first) {
  const auto targets = known();
  const RouteInput input{.model = "m", .user = "ann", .prompt_tokens = 300};
  Rng rng(1);
  if (plan(route, input, RouteHealth(targets), rng)[0].target->provider != first) std::abort();
  for (auto _ : state) benchmark::DoNotOptimize(plan(route, input, RouteHealth(targets), rng));
}

void one_target(benchmark::State& state) { run(state, to("a"), "a"); }
void fallback_of_three(benchmark::State& state) {
  run(state, fallback({to("a"), to("b"), to("c")}), "a");
}
void fastest_of_three(benchmark::State& state) {
  run(state, fastest({to("a"), to("b"), to("c")}).exploring(0), "c");
}
void sticky_split_of_three(benchmark::State& state) {
  run(state, weighted({{1, to("a")}, {0, to("b")}, {0, to("c")}}).sticky_by("user"), "a");
}
void nested(benchmark::State& state) {
  run(state,
      when(field("tokens").gt(10) && field("user").eq("ann"),
           fallback({cheapest({to("a"), to("b")}), fastest({to("c"), to("a")})})),
      "b");
}
BENCHMARK(one_target);
BENCHMARK(fallback_of_three);
BENCHMARK(fastest_of_three);
BENCHMARK(sticky_split_of_three);
BENCHMARK(nested);

void what_a_route_sees(benchmark::State& state) {
  LlmRequest request;
  for (int i = 0; i < 10; ++i) request.input.emplace_back(Message::user("hello"));
  for (auto _ : state) benchmark::DoNotOptimize(RouteInput::of(request));
}
BENCHMARK(what_a_route_sees);

void latency_sample(benchmark::State& state) {
  static routing::LatencyWindow window;
  Rng rng(static_cast<std::uint64_t>(state.thread_index()));
  for (auto _ : state) window.record(Duration(rng.below(1'000'000'000)));
}
BENCHMARK(latency_sample)->Threads(1)->Threads(2);

void latency_summary(benchmark::State& state) {
  routing::LatencyWindow window;
  for (int i = 0; i < 100; ++i) window.record(Duration(i * 1'000'000));
  for (auto _ : state) benchmark::DoNotOptimize(window.summary());
}
BENCHMARK(latency_summary);

}  // namespace
}  // namespace omnillm

BENCHMARK_MAIN();
