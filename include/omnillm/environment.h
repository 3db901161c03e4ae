// Floor: 0 base

#ifndef OMNILLM_ENVIRONMENT_H_
#define OMNILLM_ENVIRONMENT_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace omnillm {

// The environment variables a part of OmniLLM is allowed to see. It is handed in from `main`;
// nothing below reads the process's environment by itself.
//
//   FixedEnvironment env({{"OPENAI_API_KEY", "sk-..."}});
//
// Thread safety: get() may be called by any threads at once.
class Environment {
 public:
  virtual ~Environment() = default;
  // Empty when the variable is not set; an empty string when it is set to nothing.
  [[nodiscard]] virtual std::optional<std::string> get(const std::string& name) const = 0;
};

// The variables of this process, as they were when it was made: later setenv calls, which would
// race with reads, are not seen.
class ProcessEnvironment final : public Environment {
 public:
  ProcessEnvironment();
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

// Variables given by the caller; for tests and embedders.
class FixedEnvironment final : public Environment {
 public:
  explicit FixedEnvironment(std::map<std::string, std::string, std::less<>> variables)
      : variables_(std::move(variables)) {}
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace omnillm

#endif  // OMNILLM_ENVIRONMENT_H_
