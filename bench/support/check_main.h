// The main of a component's benchmark: checks its answers, then times. With --check-only it stops
// in between.

#ifndef OMNILLM_BENCH_SUPPORT_CHECK_MAIN_H_
#define OMNILLM_BENCH_SUPPORT_CHECK_MAIN_H_

#include <benchmark/benchmark.h>

#include <iostream>
#include <string_view>

#include "support/check.h"
#include "support/keep.h"

namespace omnillm::bench {

inline int check_then_run(int argc, char** argv, void (*check)()) {
  try {
    check();
  } catch (const WrongAnswer& wrong) {
    std::cerr << "wrong answer: " << wrong.what() << '\n';
    return 1;
  }
  if (argc == 2 && std::string_view(argv[1]) == "--check-only") return 0;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace omnillm::bench

#define OMNILLM_BENCH_MAIN(check) \
  int main(int argc, char** argv) { return omnillm::bench::check_then_run(argc, argv, check); }

#endif  // OMNILLM_BENCH_SUPPORT_CHECK_MAIN_H_
