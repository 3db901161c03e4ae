#include <unistd.h>

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

#include "command.h"

int main(int argc, char** argv) {
  using namespace omnillm;
  try {
    CLI::App app("OmniLLM: many keys, exact budgets, every provider behind one call.", "omnillm");
    app.set_version_flag("--version", "omnillm " OMNILLM_VERSION);
    app.require_subcommand(1);
    app::Run run;
    app::add_call(app, run);
    app::add_chat(app, run);
    app::add_status(app, run);
    app::add_check_config(app, run);
    app::add_simulate(app, run);
    app::add_serve(app, run);
    app::add_sim(app, run);
    app::add_transcode(app, run);
    app::add_sanitize(app, run);
    app::add_registry(app, run);
    app::add_price(app, run);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? app::kOk : app::kUsageError;
    }
    const ProcessEnvironment environment;
    return run({.environment = environment,
                .stdin_is_terminal = isatty(STDIN_FILENO) == 1,
                .stdout_is_terminal = isatty(STDOUT_FILENO) == 1,
                .stderr_is_terminal = isatty(STDERR_FILENO) == 1});
  } catch (const std::exception& error) {
    std::cerr << "omnillm: " << error.what() << '\n';
    return app::kUsageError;
  }
}
