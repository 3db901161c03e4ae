// Floor: 6 apps/omnillm
//
// A model that a subcommand talks to: what is said about it on the command line, and the way there.

#ifndef OMNILLM_APPS_MODEL_SESSION_H_
#define OMNILLM_APPS_MODEL_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "command.h"
#include "omnillm/easy.h"
#include "omnillm/request.h"
#include "omnillm/sim_server.h"

namespace CLI {
class App;
}

namespace omnillm::app {

struct ModelOptions {
  std::string model{};
  std::string system{};
  std::optional<std::int64_t> max_tokens{};
  std::string base_url{};
  std::string key_variable{};
  bool sim = false;
};

// The process's variables, and behind them those of .env in the current directory.
// Errors: Configuration, for a file that is broken. Lifetime: the process must outlive it.
[[nodiscard]] Result<std::shared_ptr<const Environment>> environment_of(const Process& process);

// Adds MODEL and what belongs to it.
void add_model_options(CLI::App& command, ModelOptions& options);

// The way to a model, for as long as it lives: of a provider, with keys from the environment and
// from .env in the current directory; or of one that is simulated in this process.
class ModelSession {
 public:
  // Errors: Configuration.
  [[nodiscard]] static Result<ModelSession> open(const ModelOptions& options,
                                                 const Process& process);

  [[nodiscard]] const ModelTarget& target() const { return *target_; }
  // A request as the options say it, without any input yet.
  [[nodiscard]] LlmRequest request() const;
  [[nodiscard]] CallOptions call_options() const;

 private:
  ModelSession() = default;
  Result<void> start_sim();

  ModelOptions options_{};
  std::unique_ptr<SimServer> sim_{};  // goes last
  std::optional<ModelTarget> target_{};
};

// Text of a model as it may be shown: on a terminal without what would control it.
[[nodiscard]] std::string shown(std::string_view text, const Process& process);

// "12 + 34 tokens, $0.0012"; says what is not known.
[[nodiscard]] std::string use_line(const std::optional<TokenUsage>& usage,
                                   const std::optional<Money>& cost);

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_MODEL_SESSION_H_
