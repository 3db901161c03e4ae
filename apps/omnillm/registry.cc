#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "command.h"
#include "omnillm/providers.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  std::string providers;
  std::string resolve;
  bool json = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm registry: " << message << '\n';
  return kUsageError;
}

Result<ProviderRegistry> load(const Options& options) {
  if (options.providers.empty()) return embedded_provider_registry();
  const auto text = read_input(options.providers);
  if (!text) return tl::unexpected(text.error());
  return embedded_provider_registry().with_overrides(*text);
}

void print_words(std::ostream& out, std::string_view head, const std::vector<std::string>& words) {
  if (words.empty()) return;
  out << "  " << head;
  for (const std::string& word : words) out << ' ' << word;
  out << '\n';
}

void print(std::ostream& out, const EndpointSupport& support) {
  out << "    " << support.endpoint << ": " << support.level;
  for (const WireFormat format : support.wire_formats) out << ' ' << format;
  if (!support.base_url.empty()) out << " at " << support.base_url;
  if (!support.notes.empty()) out << " (" << support.notes << ')';
  out << '\n';
}

void print(std::ostream& out, const ProviderDescriptor& provider) {
  out << provider.name << ": " << provider.display_name;
  if (!provider.default_base_url.empty()) out << ", " << provider.default_base_url;
  out << "\n  signed";
  for (const AuthScheme& way : provider.auth)
    out << (&way == provider.auth.data() ? " " : ", or ") << way;
  out << '\n';
  print_words(out, "keys in", provider.key_variables);
  print_words(out, "on this machine also in", provider.local_key_variables);
  print_words(out, "models", provider.models);
  if (!provider.notes.empty()) out << "  " << provider.notes << '\n';
  out << "  speaks\n";
  for (const EndpointSupport& support : provider.endpoints) print(out, support);
}

// An address has "://" in it; anything else is a model.
int resolve(const ProviderRegistry& registry, const std::string& text) {
  std::string found;
  if (text.find("://") != std::string::npos) {
    if (const auto* provider = registry.at_url(text)) found = provider->name + "\n";
  } else if (const auto model = registry.resolve(text)) {
    found = model->provider->name + " " + model->model + "\n";
  }
  if (found.empty()) {
    std::cerr << "omnillm registry: nobody is known for \"" << text
              << "\"; write provider/model, or give --providers\n";
    return kNotMet;
  }
  return write_output(found) ? kOk : refuse("cannot write to standard output");
}

int run(const Options& options) {
  const auto registry = load(options);
  if (!registry) return refuse(registry.error().message());
  if (!options.resolve.empty()) return resolve(*registry, options.resolve);
  std::ostringstream out;
  if (options.json) {
    out << to_json(*registry) << '\n';
  } else {
    for (const ProviderDescriptor& provider : registry->providers()) print(out, provider);
  }
  return write_output(out.str()) ? kOk : refuse("cannot write to standard output");
}

}  // namespace

void add_registry(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("registry", "List the providers: where they are and what they speak");
  command->add_flag("--json", options->json, "Print JSON, in the form of a file of providers");
  command->add_option("--providers", options->providers, "Lay this file over what is compiled in")
      ->type_name("FILE.json");
  command
      ->add_option("--resolve", options->resolve, "Say which provider a model or an address is of")
      ->type_name("MODEL|URL");
  command->footer(
      "Exit code 0: done; 1: --resolve found nobody; 2: the command or the file is wrong.\n"
      "Try: omnillm registry --resolve claude-sonnet-4-5\n"
      "     omnillm registry --providers mine.json --json");
  command->callback(
      [options, &chosen] { chosen = [options](const Process&) { return run(*options); }; });
}

}  // namespace omnillm::app
