// What the tests of the configuration have at hand: an environment, some files, and what a file
// that is wrong is told.

#ifndef OMNILLM_TESTS_SERVER_CONFIG_SUPPORT_H_
#define OMNILLM_TESTS_SERVER_CONFIG_SUPPORT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "omnillm/environment.h"
#include "server/config_file.h"

namespace omnillm::server {

inline std::shared_ptr<const Environment> some_environment() {
  return std::make_shared<const FixedEnvironment>(std::map<std::string, std::string, std::less<>>{
      {"OPENAI_API_KEY", "sk-openai-1-canary"},
      {"OPENAI_API_KEY_2", "sk-openai-2-canary"},
      {"ANTHROPIC_API_KEY", "sk-ant-canary"},
      {"ALICE_KEY", "alice-canary-0123456789abcdef"},
      {"BOB_KEY", "bob-canary-0123456789abcdef"},
      {"ADMIN_TOKEN", "admin-canary-0123456789abcdef"},
      {"EMPTY", ""},
      {"TWO_LINES", "a\nb"},
  });
}

inline auth::FileReader some_files() {
  return [](const std::string& path) -> Result<std::optional<Secret>> {
    if (path == "/run/secrets/openai") return std::optional(Secret("sk-from-file-canary\n"));
    if (path == "conf/beside") return std::optional(Secret("beside-it-canary"));
    if (path == "/empty") return std::optional(Secret("\n"));
    if (path == "/large") return std::optional(Secret(std::string(70'000, 'x')));
    if (path == "/prices.json") return std::optional(Secret("{}"));
    if (path == "/broken.json") return std::optional(Secret("["));
    if (path == "/denied") return fail(ErrorKind::Configuration, "permission denied");
    return std::optional<Secret>();
  };
}

inline Result<ServerConfig> read_config(const std::string& yaml,
                                        const std::string& name = "conf/o.yaml") {
  return parse_config(yaml, name, *some_environment(), some_files());
}

// What is wrong with it; "none" when nothing is.
inline std::string mistake_in(const std::string& yaml) {
  const auto config = read_config(yaml);
  return config ? "none" : config.error().message();
}

}  // namespace omnillm::server

#endif  // OMNILLM_TESTS_SERVER_CONFIG_SUPPORT_H_
