// Figures of the whole path of one admission: a key chosen, its tokens, request and place taken,
// money reserved; then sent, success reported, money and tokens settled, the place given back.

#include "base/thread_scheduler.h"
#include "scoreboard/admission_checks.h"
#include "scoreboard/contestants.h"
#include "scoreboard/scenario.h"
#include "support/check.h"

namespace omnillm::bench {
namespace {

// The machine's own clock and timers, as a server has them.
struct RealTime {
  SystemClock clock;
  ThreadScheduler scheduler;
};

Goal at_most(double target, double stretch) {
  return {.sense = Goal::Sense::AtMost, .target = target, .stretch = stretch};
}

// A row of times: ours, the rival's and the floor's.
Row timed(std::string name, const Timing& mine, const Timing& rival, const Timing& cas,
          std::optional<Goal> goal) {
  return {.name = std::move(name),
          .value = mine.median,
          .goal = goal,
          .rival = rival.median,
          .cas = cas.median,
          .spread = mine.spread(),
          .best = mine.least,
          .rival_best = rival.least};
}

Row derived(std::string name, double value, std::string unit, Goal goal) {
  return {.name = std::move(name), .value = value, .unit = std::move(unit), .goal = goal};
}

std::vector<Row> measure_eight_keys(const Bench& bench) {
  RealTime time;
  OurEngine engine({}, time.clock, time.scheduler);
  const auto rival = make_rival(8);
  const std::vector<Timing> t = race(bench.crew, bench.plan,
                                     {ours(engine, 1), theirs(*rival, 1), bare_cas(1),
                                      ours(engine, 2), theirs(*rival, 2), bare_cas(2)});
  expect_equal(engine.refused(), 0, "requests refused within all limits");
  engine.expect_conserved();
  expect_conserved(*rival);

  const std::string one = "8 keys, 1 thread";
  const std::string two = "8 keys, 2 threads";
  return {
      timed(one, t[0], t[1], t[2], at_most(30, 20)),
      derived(one + ", in bare CAS", t[0].median / t[2].median, "CAS", at_most(3.5, 2.3)),
      derived(one + ", over the rival", t[0].median / t[1].median, "x", at_most(0.25, 0.18)),
      timed(two, t[3], t[4], t[5], at_most(18, 11)),
      derived(two + ", over the rival", t[3].median / t[4].median, "x", at_most(0.1, 0.05)),
      {.name = two + ", throughput over 1 thread",
       .value = t[0].median / t[3].median,
       .unit = "x",
       .goal = Goal{.sense = Goal::Sense::AtLeast, .target = 1.7, .stretch = 1.9},
       .rival = t[1].median / t[4].median},
  };
}

std::vector<Row> measure_all_clocks(const Bench& bench) {
  RealTime time;
  OurEngine engine({}, time.clock, time.scheduler);
  const auto rival = make_rival(8);
  const Contestant reading{.work = [&engine](int worker, std::int64_t operations) {
    engine.work_reading_all_clocks(worker, operations);
  }};
  const auto t = race(bench.crew, bench.plan, {reading, theirs(*rival, 1), bare_cas(1)});
  engine.expect_conserved();
  return {timed("8 keys, 1 thread, three clock reads a request", t[0], t[1], t[2], {})};
}

std::vector<Row> measure_one_key(const Bench& bench) {
  RealTime time;
  OurEngine engine({.keys = 1}, time.clock, time.scheduler);
  const auto rival = make_rival(1);
  std::atomic<std::int64_t> rival_refused{0};
  std::int64_t rival_asked = 0;
  Contestant them = theirs(*rival, 2, &rival_refused);
  const auto t = race(bench.crew, bench.plan, {ours(engine, 2), them, bare_cas(2, Words::Shared)});
  engine.expect_conserved();
  expect_conserved(*rival);
  rival_asked = rival_refused +
                static_cast<std::int64_t>(rival->budget.used() / rival->price.of(kActualTokens));
  const double rival_share =
      100.0 * static_cast<double>(rival_refused) / static_cast<double>(rival_asked);
  const double our_share = 100.0 * static_cast<double>(engine.refused()) /
                           static_cast<double>(engine.refused() + engine.served());
  return {timed("one key, 2 threads", t[0], t[1], t[2], at_most(110, 10)),
          {.name = "one key, 2 threads, refused although there was room",
           .value = our_share,
           .unit = "%",
           .goal = Goal{.target = 0},
           .rival = rival_share}};
}

std::vector<Row> measure_mostly_blocked(const Bench& bench) {
  RealTime time;
  OurEngine engine({.keys = 1'000}, time.clock, time.scheduler);
  engine.block_all_but(10, time.clock.now(), time.clock.wall());
  const auto rival = make_rival(1'000);
  block_all_but(*rival, 10);
  const auto t = race(bench.crew, bench.plan, {ours(engine, 1), theirs(*rival, 1), bare_cas(1)});
  expect_equal(engine.refused(), 0, "requests refused although ten keys can serve");
  engine.expect_conserved();
  return {timed("1,000 keys, 990 blocked", t[0], t[1], t[2], at_most(80, 50))};
}

std::vector<Row> measure_all_blocked(const Bench& bench) {
  RealTime time;
  OurEngine engine({.keys = 1'000}, time.clock, time.scheduler);
  engine.block_all_but(0, time.clock.now(), time.clock.wall());
  const auto rival = make_rival(1'000);
  block_all_but(*rival, 0);
  // What the pool alone does, without the ledger in front of it.
  const Contestant pool_alone{.work = [&](int, std::int64_t operations) {
    for (std::int64_t i = 0; i < operations; ++i) {
      const auto refused =
          engine.pool().try_acquire({.tokens = kEstimatedTokens}, time.clock.now());
      keep(refused.has_value());
    }
  }};
  const auto t =
      race(bench.crew, bench.plan, {ours(engine, 1), theirs(*rival, 1), bare_cas(1), pool_alone});
  expect_equal(engine.served(), 0, "requests served although all keys are blocked");
  engine.expect_conserved();
  const std::string name = "1,000 keys, all blocked: refused with the time of the next";
  Row alone = timed(name + ", keys alone", t[3], t[1], t[2], {});
  return {timed(name, t[0], t[1], t[2], at_most(40, 20)), alone};
}

std::vector<Row> measure_many_keys(const Bench& bench, std::size_t keys, const std::string& name,
                                   Goal goal) {
  RealTime time;
  OurEngine engine({.keys = keys}, time.clock, time.scheduler);
  const auto rival = make_rival(keys);
  const auto t = race(bench.crew, bench.plan, {ours(engine, 1), theirs(*rival, 1), bare_cas(1)});
  expect_equal(engine.refused(), 0, "requests refused within all limits");
  engine.expect_conserved();
  return {timed(name, t[0], t[1], t[2], goal)};
}

Scenario many_keys(std::size_t keys, const std::string& name, Goal goal) {
  return {name, [keys] { check_limits(std::min<std::size_t>(keys, 1'000)); },
          [=](const Bench& bench) { return measure_many_keys(bench, keys, name, goal); }};
}

}  // namespace

std::vector<Scenario> admission_scenarios() {
  const auto check_eight = [] {
    check_limits(8);
    check_rival();
  };
  return {
      {"8 keys", check_eight, &measure_eight_keys},
      {"8 keys, 1 thread, three clock reads a request", {}, &measure_all_clocks},
      {"one key, 2 threads", [] { check_limits(1); }, &measure_one_key},
      {"1,000 keys, 990 blocked", [] { check_blocked(1'000, 990); }, &measure_mostly_blocked},
      {"1,000 keys, all blocked", [] { check_refusal(1'000); }, &measure_all_blocked},
      many_keys(10, "10 keys, 1 thread", at_most(30, 22)),
      many_keys(1'000, "1,000 keys, 1 thread", at_most(40, 28)),
      many_keys(100'000, "100,000 keys, 1 thread", at_most(120, 60)),
  };
}

}  // namespace omnillm::bench
