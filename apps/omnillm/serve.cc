// `omnillm serve`: the gateway as a server.

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "auth/resolver.h"
#include "command.h"
#include "model_session.h"
#include "omnillm/sim_server.h"
#include "server/build_gateway.h"
#include "server/config_file.h"
#include "server/durable.h"
#include "server/server.h"
#include "stop_signal.h"
#include "streams.h"

namespace omnillm::app {
namespace {

using std::chrono::seconds;

constexpr seconds kPatience{30};

struct Options {
  std::string config;
  std::string address;
  std::optional<std::uint16_t> port;
  std::optional<int> threads;
  std::string database;
  bool sim = false;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm serve: " << message << '\n';
  return kUsageError;
}

// What is to be served, and the providers that are simulated for it.
struct Plan {
  server::ServerConfig config{};
  std::shared_ptr<const Environment> environment{};
  std::unique_ptr<SimServer> sim{};
};

// The server's gateway as simulated providers see it: each under its own name, with any key.
Result<void> simulate(Plan& plan) {
  auto sim = SimServer::start({});
  if (!sim) return tl::unexpected(std::move(sim.error()));
  plan.sim = *std::move(sim);
  plan.config.providers.clear();
  for (const SimProvider& provider : SimOptions::default_providers()) {
    ProviderConfig config(provider.name);
    config.at(plan.sim->base_url(provider.name)).key(KeyConfig("simulated", "simulated"));
    if (provider.kind == ProviderKind::Bedrock) {
      auto endpoint =
          ProviderEndpoint::at(WireFormat::BedrockConverse, plan.sim->base_url(provider.name));
      endpoint.auth = AuthScheme::bearer();
      config.speaks(std::move(endpoint)).like("bedrock");
    }
    plan.config.providers.push_back(std::move(config));
  }
  return {};
}

Result<Plan> plan_of(const Options& options, const Process& process) {
  Plan plan;
  auto environment = environment_of(process);
  if (!environment) return tl::unexpected(std::move(environment.error()));
  plan.environment = *std::move(environment);
  if (!options.config.empty()) {
    const auto text = read_input(options.config);
    if (!text) return tl::unexpected(text.error());
    auto parsed =
        server::parse_config(*text, options.config, *plan.environment, auth::local_files());
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    plan.config = *std::move(parsed);
  } else {
    plan.config = server::config_from_environment(*plan.environment, embedded_provider_registry());
  }
  if (options.port) plan.config.listen.port = *options.port;
  if (options.threads) plan.config.listen.threads = *options.threads;
  if (!options.address.empty()) plan.config.listen.address = options.address;
  if (options.sim || plan.config.providers.empty())
    if (auto ok = simulate(plan); !ok) return tl::unexpected(std::move(ok.error()));
  return plan;
}

void greet(const server::Server& server, const Plan& plan) {
  const bool has_keys = !plan.config.keys.empty();
  const std::string key = has_keys ? "$OMNILLM_KEY" : "any-key";
  std::cout << "omnillm serve listens on " << server.origin() << "\n\nProviders:\n";
  for (const ProviderConfig& provider : plan.config.providers)
    std::cout << "  " << provider.name << (plan.sim ? "  (simulated)" : "") << '\n';
  const std::string model =
      plan.config.providers.front().name + (plan.sim ? ":gpt-4o-mini" : ":YOUR-MODEL");
  std::cout << "\nTry:\n  curl -N " << server.origin() << "/v1/chat/completions"
            << (has_keys ? " -H \"authorization: Bearer " + key + "\"" : "")
            << " -H 'content-type: application/json'"
            << R"( -d '{"model":")" << model
            << R"(","stream":true,"messages":[{"role":"user","content":"Hello!"}]}')"
            << "\n\n  # Python                                   // JavaScript\n"
            << "  OpenAI(base_url=\"" << server.origin() << "/v1\", api_key=\"" << key << "\")\n"
            << "  new OpenAI({ baseURL: \"" << server.origin() << "/v1\", apiKey: \"" << key
            << "\" })\n\n"
            << std::flush;
}

int run(const Options& options, const Process& process) {
  const StopSignal stop;  // before anybody's threads
  auto plan = plan_of(options, process);
  if (!plan) return refuse(plan.error().message());
  const auto clock = std::make_shared<const PreciseClock>();
  auto builder = server::gateway_builder(plan->config, auth::local_files());
  if (!builder) return refuse(builder.error().message());
  builder->environment(plan->environment);
  std::unique_ptr<server::Durable> durable;
  if (!options.database.empty()) {
    auto opened = server::Durable::open(options.database, clock);
    if (!opened) return refuse(opened.error().message());
    durable = *std::move(opened);
    builder->observer(durable->observer());
  }
  auto gateway = builder->build();
  if (!gateway) return refuse(gateway.error().message());
  if (durable) {
    const auto unresolved = durable->restore(*gateway);
    if (!unresolved) return refuse(unresolved.error().message());
    if (*unresolved > 0)
      std::cout << *unresolved
                << " calls were under way when the last server ended; each is charged "
                << "at what was held for it\n";
  }
  auto server = server::Server::start(plan->config, *gateway, clock);
  if (!server) return refuse(server.error().message());
  greet(**server, *plan);
  stop.wait();
  std::cout << "draining: no new calls, up to " << kPatience.count() << " s for those that go on\n"
            << std::flush;
  const auto drained = (*server)->drain(kPatience);
  const CallTotals totals = gateway->metrics().totals;
  std::cout << totals.finished << " calls, " << totals.tokens.prompt << " prompt and "
            << totals.tokens.completion << " completion tokens, " << totals.charged << '\n';
  if (!drained) std::cerr << "omnillm serve: " << drained.error().message() << '\n';
  return drained ? kOk : kNotMet;
}

}  // namespace

void add_serve(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("serve", "Serve every protocol on one port, in front of every provider");
  command
      ->add_option(
          "--config", options->config,
          "Providers, routes, budgets and keys; see docs/configuration.md. Without it: the "
          "providers that the environment has keys for, or simulated ones")
      ->type_name("FILE.yaml");
  command->add_option("--port", options->port, "The port; 0 for one that is free; 8080 if not said")
      ->type_name("N");
  command->add_option("--address", options->address, "Where to listen; 127.0.0.1 if not said")
      ->type_name("ADDRESS");
  command->add_option("--threads", options->threads, "How many threads serve; one for each core")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--db", options->database,
                   "Where budgets and the log of calls outlive a restart; without it they are kept "
                   "in memory")
      ->type_name("FILE");
  command->add_flag("--sim", options->sim, "Stand in front of simulated providers");
  command->footer(
      "It stops on SIGINT and SIGTERM, after the calls that go on.\n"
      "Exit code 0; 1: calls were broken off at the end; 2: it could not start.\n"
      "Try: omnillm serve --sim");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
