// `omnillm check-config`: what a configuration of the server amounts to, before it is served.

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "auth/resolver.h"
#include "command.h"
#include "config_summary.h"
#include "server/build_gateway.h"
#include "server/config_file.h"
#include "server/config_schema.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string file;
  bool json = false;
  bool schema = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm check-config: " << message << '\n';
  return kUsageError;
}

int print(const std::string& text) {
  return write_output(text) ? kOk : refuse("cannot write to standard output");
}

// The gateway keeps the environment it was built with; this one outlives it.
std::shared_ptr<const Environment> borrowed(const Environment& environment) {
  return {std::shared_ptr<const Environment>(), &environment};
}

int run(const Options& options, const Process& process) {
  if (options.schema) return print(server::config_schema());
  if (options.file.empty()) return refuse("name a file; a ready one stands in examples/serve/");
  const auto text = read_input(options.file);
  if (!text) return refuse(text.error().message());
  const std::string name = options.file == "-" ? "stdin" : options.file;
  const auto config = server::parse_config(*text, name, process.environment, auth::local_files());
  if (!config) {
    std::cerr << config.error().message() << '\n';
    return kNotMet;
  }
  const auto gateway =
      server::build_gateway(*config, borrowed(process.environment), auth::local_files());
  if (!gateway) {
    std::cerr << name << ": " << gateway.error().message() << '\n';
    return kNotMet;
  }
  return print(options.json ? json_summary(*config) : text_summary(*config));
}

}  // namespace

void add_check_config(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "check-config", "Say what a configuration of the server amounts to, or what is wrong in it");
  command->add_option("file", options->file, "The configuration; - for standard input")
      ->type_name("FILE.yaml");
  command->add_flag("--json", options->json, "Print JSON");
  command->add_flag("--schema", options->schema, "Print the JSON schema of configurations");
  command->footer(
      "It looks up the secrets that the file names, and asks nobody on the network.\n"
      "Exit code 0: it can be served; 1: something in it is wrong; 2: it cannot be read.\n"
      "Try: omnillm check-config examples/serve/omnillm.yaml");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
