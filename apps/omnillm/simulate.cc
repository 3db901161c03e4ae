#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "command.h"
#include "progress.h"
#include "sim/key_search.h"
#include "sim/report_json.h"
#include "sim/report_text.h"
#include "sim/scenario_parser.h"
#include "sim/simulation.h"
#include "yaml/quantity.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string file;
  std::optional<std::uint64_t> seed;
  std::string duration;
  bool json = false;
  bool no_progress = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm simulate: " << message << '\n';
  return kUsageError;
}

Result<std::string> read_file(const std::string& name) {
  constexpr std::size_t kMost = 1 << 20;
  std::ifstream file(name, std::ios::binary);
  if (!file)
    return fail(ErrorKind::Configuration,
                "cannot read " + name + "; ready scenarios stand in examples/scenarios/");
  std::string text(kMost, '\0');
  file.read(text.data(), static_cast<std::streamsize>(kMost));
  if (file.bad() || file.gcount() == 0)
    return fail(ErrorKind::Configuration, name + " is empty or cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

Result<sim::Scenario> load(const Options& options) {
  const auto text = read_file(options.file);
  if (!text) return tl::unexpected(text.error());
  auto scenario = sim::parse_scenario(*text, options.file);
  if (!scenario) return scenario;
  if (options.seed) scenario->seed = *options.seed;
  if (options.duration.empty()) return scenario;
  const auto duration = yaml::parse_duration(options.duration);
  if (!duration || *duration < std::chrono::seconds(1) || *duration > std::chrono::hours(48))
    return fail(ErrorKind::Configuration,
                "--duration must be a time from 1s to 48h, like 90s or 10m");
  scenario->duration = *duration;
  return scenario;
}

template <class Outcome>
void print(const Outcome& outcome, bool json, bool coloured) {
  std::cout << (json ? sim::to_json(outcome) : sim::to_text(outcome, coloured)) << std::flush;
}

bool may_colour(const Process& process) {
  const auto no_color = process.environment.get("NO_COLOR");
  const bool dumb = process.environment.get("TERM").value_or("") == "dumb";
  return process.stdout_is_terminal && !dumb && (!no_color || no_color->empty());
}

int run(const Options& options, const Process& process) {
  const auto scenario = load(options);
  if (!scenario) return refuse(scenario.error().message());

  std::optional<ProgressLine> line;
  sim::OnProgress on_progress;
  if (process.stderr_is_terminal && !options.no_progress) {
    line.emplace();
    on_progress = [&line](const sim::Progress& progress) { line->show(progress); };
  }
  if (scenario->find_keys) {
    const auto search = sim::find_keys(*scenario, on_progress);
    line.reset();
    if (!search) return refuse(search.error().message());
    print(*search, options.json, may_colour(process));
    return search->enough ? kOk : kNotMet;
  }
  const auto report = sim::simulate(*scenario, on_progress);
  line.reset();
  if (!report) return refuse(report.error().message());
  print(*report, options.json, may_colour(process));
  return report->passed() ? kOk : kNotMet;
}

}  // namespace

void add_simulate(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Run a scenario in virtual time: your keys, your load, simulated providers");
  command->add_option("scenario", options->file, "A scenario file; see docs/simulate.md")
      ->required()
      ->type_name("SCENARIO.yaml");
  command->add_option("--seed", options->seed, "Another seed; the same one gives the same bytes")
      ->type_name("N");
  command->add_option("--duration", options->duration, "Another length of the run, like 90s or 10m")
      ->type_name("TIME");
  command->add_flag("--json", options->json, "Print the report as JSON");
  command->add_flag("--no-progress", options->no_progress, "Show no progress on the terminal");
  command->footer(
      "Exit code 0: conserved and as expected; 1: not; 2: the scenario or the command is wrong.\n"
      "Try: omnillm simulate examples/scenarios/hundreds_of_keys.yaml");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
