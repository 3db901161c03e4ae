// `omnillm status`: which providers can be used from here, and whether they answer.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "command.h"
#include "json/writer.h"
#include "model_session.h"
#include "omnillm/providers.h"
#include "provider_status.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string provider;
  std::string base_url;
  std::string key_variable;
  std::int64_t timeout_seconds = 10;
  bool check = false;
  bool all = false;
  bool json = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm status: " << message << '\n';
  return kUsageError;
}

// ---- What is shown

Result<ProviderStatus> one(const Options& options, const Environment& environment) {
  const ProviderDescriptor* known = embedded_provider_registry().provider(options.provider);
  if (known == nullptr && options.base_url.empty())
    return fail(
        ErrorKind::Configuration,
        "no provider is called \"" + options.provider +
            "\"; omnillm registry lists them, and --base-url says where one of your own is");
  ProviderStatus status = known != nullptr ? status_of(*known, options.base_url, environment)
                                           : status_of_proxy(options.provider, options.base_url);
  if (options.key_variable.empty()) return status;
  const auto key = environment.get(options.key_variable);
  if (!key || key->empty())
    return fail(ErrorKind::Configuration, options.key_variable + " is not set");
  status.variables = {{options.key_variable, true}};
  status.has_credentials = true;
  status.is_guess = false;
  status.problem.clear();
  status.config.needs_no_key = false;
  status.config.keys.clear();
  status.config.credentials.reset();
  status.config.key(*key);
  return status;
}

Result<std::vector<ProviderStatus>> shown(const Options& options, const Environment& environment) {
  std::vector<ProviderStatus> rows;
  if (!options.provider.empty()) {
    auto status = one(options, environment);
    if (!status) return tl::unexpected(std::move(status.error()));
    rows.push_back(*std::move(status));
    return rows;
  }
  for (const ProviderDescriptor& known : embedded_provider_registry().providers()) {
    ProviderStatus status = status_of(known, {}, environment);
    if (options.all || status.is_configured()) rows.push_back(std::move(status));
  }
  return rows;
}

// What is asked about by name can be checked without a key where it needs none; servers of one's
// own that may or may not be there are not looked for otherwise.
bool is_to_be_checked(const Options& options, const ProviderStatus& status) {
  if (options.provider.empty()) return status.has_credentials && !status.is_guess;
  return status.has_credentials || status.can_do_without;
}

// ---- How it is shown

std::string milliseconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
         " ms";
}

std::string credentials_in_words(const ProviderStatus& status) {
  if (!status.problem.empty()) return status.problem;
  std::string set, names;
  for (const auto& [name, is_set] : status.variables) {
    names += (names.empty() ? "" : ", ") + name;
    if (is_set) set += (set.empty() ? "" : ", ") + name;
  }
  if (status.has_credentials) return set.empty() ? "credentials in a file" : "set: " + set;
  if (status.can_do_without) return "needs no key";
  return names.empty() ? "no key" : "not set: " + names;
}

std::string in_words(const Check& check) {
  std::string text(to_string(check.state));
  switch (check.state) {
    case CheckState::Ok:
      return text + ", " + std::to_string(check.models) + " models, " + milliseconds(check.latency);
    case CheckState::Refused:
      return text + " (" + std::string(to_string(check.error->kind())) + ") after " +
             milliseconds(check.latency) + ": " + check.error->message();
    case CheckState::Unreachable:
      return text + " after " + milliseconds(check.latency) + ": " + check.error->message();
    case CheckState::Unchecked:
      return text + ": " + check.detail;
  }
  return text;
}

std::string as_text(const std::vector<ProviderStatus>& rows) {
  std::ostringstream out;
  for (const ProviderStatus& row : rows) {
    out << std::left << std::setw(16) << row.name << "  " << row.address << "\n  "
        << credentials_in_words(row) << '\n';
    if (row.check) out << "  " << in_words(*row.check) << '\n';
  }
  return out.str();
}

void write(json::Writer& out, const Check& check) {
  out.begin_object();
  out.key("state").string(to_string(check.state));
  out.key("latency_ms")
      .integer(std::chrono::duration_cast<std::chrono::milliseconds>(check.latency).count());
  if (check.state == CheckState::Ok)
    out.key("models").integer(static_cast<std::int64_t>(check.models));
  if (check.error) {
    out.key("kind").string(to_string(check.error->kind()));
    out.key("message").string(check.error->message());
  }
  if (!check.detail.empty()) out.key("message").string(check.detail);
  out.end_object();
}

std::string as_json(const std::vector<ProviderStatus>& rows) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.key("providers").begin_array();
  for (const ProviderStatus& row : rows) {
    out.begin_object();
    out.key("name").string(row.name);
    out.key("base_url").string(row.address);
    out.key("has_credentials").boolean(row.has_credentials);
    out.key("needs_no_key").boolean(row.can_do_without);
    if (!row.problem.empty()) out.key("problem").string(row.problem);
    out.key("variables").begin_object();
    for (const auto& [name, is_set] : row.variables) out.foreign_key(name).boolean(is_set);
    out.end_object();
    if (row.check) {
      out.key("check");
      write(out, *row.check);
    }
    out.end_object();
  }
  out.end_array().end_object();
  return text + "\n";
}

bool is_well(const ProviderStatus& row) {
  if (!row.problem.empty()) return false;
  return !row.check || row.check->state == CheckState::Ok ||
         row.check->state == CheckState::Unchecked;
}

int run(const Options& options, const Process& process) {
  auto environment = environment_of(process);
  if (!environment) return refuse(environment.error().message());
  auto rows = shown(options, **environment);
  if (!rows) return refuse(rows.error().message());
  for (ProviderStatus& row : *rows)
    if (options.check && is_to_be_checked(options, row))
      row.check = check(row, *environment, std::chrono::seconds(options.timeout_seconds));
  if (!write_output(options.json ? as_json(*rows) : as_text(*rows)))
    return refuse("cannot write to stdout");

  const bool any = std::any_of(rows->begin(), rows->end(), [&](const ProviderStatus& row) {
    return row.is_configured() || is_to_be_checked(options, row);
  });
  if (!any)
    std::cerr << "omnillm status: no provider is configured; set the variable of one, as "
                 "OPENAI_API_KEY, here or in .env (--all shows them)\n";
  return any && std::all_of(rows->begin(), rows->end(), is_well) ? kOk : kNotMet;
}

}  // namespace

void add_status(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "status", "Say which providers can be used from here, and whether they answer");
  command->add_flag("--check", options->check, "Ask each for its list of models");
  auto* provider =
      command->add_option("--provider", options->provider, "This one alone")->type_name("NAME");
  command
      ->add_option("--base-url", options->base_url,
                   "Where it is; of one that nobody knows, which speaks Chat Completions")
      ->type_name("URL")
      ->needs(provider);
  command
      ->add_option("--key-env", options->key_variable,
                   "The variable that has its key, in place of the usual one")
      ->type_name("NAME")
      ->needs(provider);
  command->add_option("--timeout", options->timeout_seconds, "The longest wait for each")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  command->add_flag("--all", options->all, "Show those that are not configured as well")
      ->excludes(provider);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Keys come from the environment and from .env in the current directory; none is printed.\n"
      "Servers of one's own that need no key are checked when --provider names them.\n"
      "Exit code 0; 1: something is not as it should be, or nothing is configured; 2: usage.\n"
      "Try: omnillm status --check\n"
      "     omnillm status --check --provider vllm --base-url http://gpu-7:8000/v1");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
