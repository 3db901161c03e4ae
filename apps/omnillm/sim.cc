// `omnillm sim`: simulated providers on a port.

#include <CLI/CLI.hpp>

#include <chrono>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "command.h"
#include "omnillm/sim_server.h"
#include "sim/http_faults.h"
#include "stop_signal.h"

namespace omnillm::app {
namespace {

constexpr std::uint16_t kUsualPort = 8090;
constexpr std::size_t kMostBytes = 1 << 20;
constexpr const char* kCertificateFile = "omnillm-sim.pem";

struct Options {
  std::string config;
  std::optional<std::uint16_t> port;
  std::optional<std::uint64_t> seed;
  std::optional<int> threads;
  bool tls = false;
  std::string certificate_file = kCertificateFile;
  bool list_faults = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm sim: " << message << '\n';
  return kUsageError;
}

Result<SimOptions> load(const Options& options) {
  SimOptions loaded{.port = kUsualPort};
  if (!options.config.empty()) {
    std::ifstream file(options.config, std::ios::binary);
    if (!file)
      return fail(ErrorKind::Configuration,
                  "cannot read " + options.config + "; a ready one stands in examples/sim/");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.size() > kMostBytes)
      return fail(ErrorKind::Configuration, options.config + " is larger than a megabyte");
    auto parsed = SimOptions::parse(text, options.config);
    if (!parsed) return parsed;
    loaded = std::move(*parsed);
  }
  if (options.port) loaded.port = *options.port;
  if (options.seed) loaded.seed = *options.seed;
  if (options.threads) loaded.threads = *options.threads;
  if (options.tls) loaded.tls = true;
  return loaded;
}

int list_faults() {
  for (const sim::FaultRow& row : sim::fault_rows())
    std::cout << std::left << std::setw(20) << row.name << std::setw(9)
              << (row.scope == sim::FaultScope::Streams ? "streams" : "any") << row.what << '\n';
  return kOk;
}

// How a key is shown to a provider of this kind, as curl takes it.
std::string curl_key(const SimProvider& provider) {
  const std::string key = provider.keys.empty() ? "any-key" : provider.keys[0].key;
  switch (provider.kind) {
    case ProviderKind::Anthropic:
      return "-H 'x-api-key: " + key + "' -H 'anthropic-version: 2023-06-01'";
    case ProviderKind::Gemini:
      return "-H 'x-goog-api-key: " + key + "'";
    case ProviderKind::AzureOpenAi:
      return "-H 'api-key: " + key + "'";
    default:
      return "-H 'authorization: Bearer " + key + "'";
  }
}

// Path and body of a small request; empty when this kind has no conversations.
std::string curl_request(const SimProvider& provider) {
  const std::string model = provider.models.empty() ? "sim-large" : provider.models[0];
  const std::string chat =
      R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hello!"}])";
  switch (provider.kind) {
    case ProviderKind::OpenAi:
    case ProviderKind::AzureOpenAi:
    case ProviderKind::Vllm:
    case ProviderKind::OpenAiCompatible:
      return "/chat/completions -d '" + chat + R"(,"stream":true}')";
    case ProviderKind::Anthropic:
      return "/messages -d '" + chat + R"(,"max_tokens":100}')";
    case ProviderKind::Gemini:
    case ProviderKind::VertexAi:
      return "/models/" + model +
             R"(:generateContent -d '{"contents":[{"parts":[{"text":"Hello!"}]}]}')";
    case ProviderKind::Bedrock:
      return "/model/" + model +
             R"(/converse -d '{"messages":[{"role":"user","content":[{"text":"Hello!"}]}]}')";
    default:
      return {};
  }
}

void greet(const SimServer& server, const SimOptions& options, const std::string& ca_file) {
  std::cout << "omnillm sim listens on " << server.origin() << "\n\n";
  const auto providers =
      options.providers.empty() ? SimOptions::default_providers() : options.providers;
  for (const SimProvider& provider : providers)
    std::cout << "  " << std::left << std::setw(12) << provider.name
              << server.base_url(provider.name) << '\n';
  const std::string trust = ca_file.empty() ? "" : " --cacert " + ca_file;
  std::cout << "\nTry:\n";
  for (const SimProvider& provider : providers)
    if (const std::string request = curl_request(provider); !request.empty())
      std::cout << "  curl -N" << trust << ' ' << curl_key(provider)
                << " -H 'content-type: application/json' " << server.base_url(provider.name)
                << request << '\n';
  std::cout << "  curl" << trust << ' ' << server.origin() << "/sim/status\n\n"
            << "A header goes wrong on purpose: -H 'x-sim-fault: rate_limit' "
               "(omnillm sim --list-faults).\n"
            << std::flush;
}

int run(const Options& options) {
  if (options.list_faults) return list_faults();
  auto loaded = load(options);
  if (!loaded) return refuse(loaded.error().message());
  const StopSignal stop;  // before the server's threads
  auto server = SimServer::start(*loaded);
  if (!server) return refuse(server.error().message());
  std::string ca_file;
  if (loaded->tls) {
    ca_file = options.certificate_file;
    if (!(std::ofstream(ca_file) << (*server)->certificate()))
      return refuse("cannot write " + ca_file);
  }
  greet(**server, *loaded, ca_file);
  stop.wait();
  (*server)->stop(std::chrono::seconds(1));
  const SimCounts counts = (*server)->counts();
  std::cout << counts.requests << " requests, " << counts.completed << " answered, "
            << counts.refused_limit << " above a limit, " << counts.refused_other << " refused, "
            << counts.broken << " broken off, " << counts.aborted << " given up; "
            << counts.prompt_tokens << " prompt and " << counts.completion_tokens
            << " completion tokens\n";
  return kOk;
}

}  // namespace

void add_sim(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "sim", "Serve simulated providers: every protocol, limits, streams and faults");
  command->add_option("--port", options->port, "The port; 0 for one that is free; 8090 if not said")
      ->type_name("N");
  command->add_option("--config", options->config, "Providers, keys and faults; see docs/sim.md")
      ->type_name("FILE.yaml");
  command->add_option("--seed", options->seed, "Another seed; the same one gives the same answers")
      ->type_name("N");
  command->add_option("--threads", options->threads, "How many threads serve")->type_name("N");
  command->add_flag("--tls", options->tls, "Speak TLS, with a certificate made for this run");
  command
      ->add_option("--certificate", options->certificate_file,
                   "Where to write that certificate for clients to trust")
      ->type_name("FILE.pem");
  command->add_flag("--list-faults", options->list_faults, "List what can be made to go wrong");
  command->footer(
      "It stops on SIGINT and SIGTERM. Exit code 0; 2: it could not start.\n"
      "Try: omnillm sim --config examples/sim/two_providers.yaml");
  command->callback(
      [options, &chosen] { chosen = [options](const Process&) { return run(*options); }; });
}

}  // namespace omnillm::app
