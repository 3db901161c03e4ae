// Floor: 6 apps/omnillm
//
// What the subcommands of `omnillm` are made of.

#ifndef OMNILLM_APPS_COMMAND_H_
#define OMNILLM_APPS_COMMAND_H_

#include <functional>

#include "omnillm/environment.h"

namespace CLI {
class App;
}

namespace omnillm::app {

// Exit codes of every subcommand.
inline constexpr int kOk = 0;
inline constexpr int kNotMet = 1;      // it ran, and what was to be shown or done could not be
inline constexpr int kUsageError = 2;  // it could not run as asked

// What a subcommand may see of the process.
struct Process {
  const Environment& environment;
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
};

// Runs the subcommand that was chosen; the result is the exit code.
using Run = std::function<int(const Process&)>;

// Each adds its subcommand to `app`; sets `run` when it is chosen.
void add_call(CLI::App& app, Run& run);
void add_chat(CLI::App& app, Run& run);
void add_status(CLI::App& app, Run& run);
void add_serve(CLI::App& app, Run& run);
void add_sim(CLI::App& app, Run& run);
void add_check_config(CLI::App& app, Run& run);
void add_simulate(CLI::App& app, Run& run);
void add_transcode(CLI::App& app, Run& run);
void add_sanitize(CLI::App& app, Run& run);
void add_registry(CLI::App& app, Run& run);
void add_price(CLI::App& app, Run& run);

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_COMMAND_H_
