// The scoreboard: one row a figure, ours beside a rival's and beside one bare compare-and-swap of
// this machine. bench/README.md says how to read it.

#include <fstream>
#include <iostream>
#include <iterator>

#include "scoreboard/options.h"
#include "scoreboard/scenario.h"
#include "support/check.h"

namespace omnillm::bench {
namespace {

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> all = admission_scenarios();
  for (auto* more : {&account_scenarios, &memory_scenarios, &codec_scenarios}) {
    std::vector<Scenario> some = (*more)();
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  return all;
}

RoundPlan plan_for(const Options& options) {
  if (!options.quick) return {};
  return {.rounds = 7, .batch = std::chrono::milliseconds(1)};
}

bool write_json(const std::string& file, const std::vector<Row>& rows) {
  if (file == "-") {
    print_json(std::cout, rows);
    return true;
  }
  std::ofstream out(file);
  print_json(out, rows);
  out.close();
  return !out.fail();
}

std::vector<Row> run(const Options& options) {
  Crew crew(2);
  const Bench bench{crew, plan_for(options), options.quick};
  if (!crew.pinned()) std::cerr << "fewer cores than threads: rows with two threads mean little\n";

  std::vector<Row> rows;
  for (const Scenario& scenario : all_scenarios()) {
    if (scenario.name.find(options.filter) == std::string::npos) continue;
    if (scenario.check) scenario.check();
    std::cerr << scenario.name << (options.check_only ? ": right\n" : " ...\n");
    if (options.check_only) continue;
    for (Row& row : scenario.measure(bench)) rows.push_back(std::move(row));
  }
  return rows;
}

int main_of(const Options& options) {
  const std::vector<Row> rows = run(options);
  if (options.check_only) return 0;
  if (options.json_file != "-") print_table(std::cout, rows);
  if (options.json_file.empty() || write_json(options.json_file, rows)) return 0;
  std::cerr << "cannot write " << options.json_file << '\n';
  return 2;
}

}  // namespace
}  // namespace omnillm::bench

int main(int argc, char** argv) {
  using namespace omnillm::bench;
  const auto options = parse_options(argc, argv);
  if (!options) {
    std::cerr << options.error().message() << '\n' << usage();
    return 2;
  }
  if (options->help) {
    std::cout << usage();
    return 0;
  }
  try {
    return main_of(*options);
  } catch (const WrongAnswer& wrong) {
    std::cerr << "wrong answer: " << wrong.what() << '\n';
    return 1;
  }
}
