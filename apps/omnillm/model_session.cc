#include "model_session.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <sstream>
#include <utility>

#include "omnillm/dotenv.h"
#include "omnillm/providers.h"
#include "streams.h"

namespace omnillm::app {
namespace {

constexpr const char* kDotenvFile = ".env";
constexpr const char* kSimulated = "simulated";

}  // namespace

Result<std::shared_ptr<const Environment>> environment_of(const Process& process) {
  Variables behind;
  if (std::error_code ignored; std::filesystem::exists(kDotenvFile, ignored)) {
    const auto text = read_input(kDotenvFile);
    if (!text) return tl::unexpected(text.error());
    auto parsed = parse_dotenv(*text);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    behind = *std::move(parsed);
  }
  return std::make_shared<const DotenvEnvironment>(process.environment, std::move(behind));
}

void add_model_options(CLI::App& command, ModelOptions& options) {
  command.add_option("MODEL", options.model, "provider:model, or a name that says whose it is")
      ->required();
  command.add_option("--system", options.system, "What the system says first")->type_name("TEXT");
  command.add_option("--max-tokens", options.max_tokens, "The most that is answered")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command
      .add_option("--base-url", options.base_url,
                  "Where the provider is; of one that nobody knows, which speaks Chat Completions")
      ->type_name("URL");
  command
      .add_option("--key-env", options.key_variable,
                  "The variable that has the key, in place of the provider's usual one")
      ->type_name("NAME");
  command.add_flag("--sim", options.sim,
                   "Talk to a simulated provider in this process: no key, no network");
}

Result<ModelSession> ModelSession::open(const ModelOptions& options, const Process& process) {
  ModelSession session;
  session.options_ = options;
  EasyOptions easy{.base_url = options.base_url};
  EasyClientOptions client;
  if (options.sim) {
    if (auto ok = session.start_sim(); !ok) return tl::unexpected(std::move(ok.error()));
    easy.base_url = session.sim_->base_url(kSimulated);
    easy.api_key = "simulated";
    client.environment = std::make_shared<const FixedEnvironment>(Variables{});
  } else {
    auto environment = environment_of(process);
    if (!environment) return tl::unexpected(std::move(environment.error()));
    client.environment = *std::move(environment);
    if (!options.key_variable.empty()) {
      const auto key = client.environment->get(options.key_variable);
      if (!key || key->empty())
        return fail(ErrorKind::Configuration, options.key_variable + " is not set");
      easy.api_key = *key;
    }
  }
  auto target = EasyClient(std::move(client)).target(options.model, easy);
  if (!target) return tl::unexpected(std::move(target.error()));
  session.target_ = *std::move(target);
  return session;
}

Result<void> ModelSession::start_sim() {
  const auto found = embedded_provider_registry().resolve(options_.model);
  SimProvider provider{.name = kSimulated, .kind = ProviderKind::OpenAiCompatible};
  if (found) provider.kind = found->provider->kind;
  auto server = SimServer::start({.providers = {provider}});
  if (!server) return tl::unexpected(std::move(server.error()));
  sim_ = *std::move(server);
  return {};
}

LlmRequest ModelSession::request() const {
  LlmRequest request{.model = target_->model};
  if (!options_.system.empty()) request.instructions = Text(options_.system);
  request.generation.max_output_tokens = options_.max_tokens;
  return request;
}

CallOptions ModelSession::call_options() const { return {.provider = target_->provider}; }

std::string shown(std::string_view text, const Process& process) {
  if (!process.stdout_is_terminal) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\t') out += c;
  }
  return out;
}

std::string use_line(const std::optional<TokenUsage>& usage, const std::optional<Money>& cost) {
  std::ostringstream out;
  if (usage)
    out << usage->prompt_tokens << " + " << usage->completion_tokens << " tokens";
  else
    out << "tokens not told";
  if (cost)
    out << ", " << *cost;
  else
    out << ", price not known";
  return out.str();
}

}  // namespace omnillm::app
