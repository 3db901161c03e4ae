#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "omnillm/replay.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> secret_names;
  std::vector<std::string> allowed_names;
  std::vector<std::string> secret_variables;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm sanitize: " << message << '\n';
  return kUsageError;
}

// Secrets come from the environment: a command line can be read by everybody on the machine.
Result<SanitizeRules> rules_of(const Options& options, const Environment& environment) {
  SanitizeRules rules{.secret_names = options.secret_names, .allowed_names = options.allowed_names};
  for (const std::string& variable : options.secret_variables) {
    const auto value = environment.get(variable);
    if (!value || value->empty())
      return fail(ErrorKind::Configuration, "--secret-from: " + variable + " is not set");
    rules.secret_values.emplace_back(*value);
  }
  return rules;
}

int run(const Options& options, const Process& process) {
  const auto rules = rules_of(options, process.environment);
  if (!rules) return refuse(rules.error().message());
  const auto text = read_input(options.file);
  if (!text) return refuse(text.error().message());
  // A recording's blobs and headers are known for what they are; of anything else, its text is.
  const auto fixture = ReplayFixture::parse(*text);
  const std::string clean = fixture ? std::string(to_json(fixture->sanitized(*rules)).text()) + "\n"
                                    : sanitize_text(*text, *rules);
  return write_output(clean) ? kOk : refuse("cannot write to standard output");
}

}  // namespace

void add_sanitize(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "sanitize", "Take credentials and blobs out of a recording, or of any JSON, stream or text");
  command->add_option("file", options->file, "What to clean; standard input when not given")
      ->type_name("FILE");
  command->add_option("--secret-name", options->secret_names, "A further name whose value goes")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--allow-name", options->allowed_names, "A name whose value may stay")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--secret-from", options->secret_variables,
                   "An environment variable; its value goes wherever it stands")
      ->type_name("VARIABLE")
      ->allow_extra_args(false);
  command->footer(
      "Exit code 0: done; 2: the command is wrong. Look at the outcome before you publish it.\n"
      "Try: omnillm sanitize --secret-from OPENAI_API_KEY recording.json > clean.json\n"
      "     curl -sv ... 2>&1 | omnillm sanitize");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
