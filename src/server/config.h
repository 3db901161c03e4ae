// What a server is told: where to listen, which providers to reach, how calls are routed, and who
// may make them. Read from a YAML file by config_file.h, or put together by hand.

#ifndef OMNILLM_SERVER_CONFIG_H_
#define OMNILLM_SERVER_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/clock.h"
#include "omnillm/gateway_policies.h"
#include "omnillm/provider_config.h"
#include "omnillm/route.h"
#include "omnillm/secret.h"

namespace omnillm::server {

struct ListenConfig {
  std::string address = "127.0.0.1";  // a literal; "0.0.0.0" for everybody
  std::uint16_t port = 8080;          // 0: one that is free
  int threads = 0;                    // 0: one for each core
  std::string certificate_file{};     // PEM; with key_file, TLS
  std::string key_file{};
};

// What a caller may use in a minute, and at once. Empty: as much as it likes.
struct CallerLimits {
  std::optional<std::int64_t> requests_per_minute{};
  std::optional<std::int64_t> tokens_per_minute{};
  std::optional<std::int64_t> at_once{};
};

// Keys belong to projects, projects to organisations; each may have a budget of its own, and a call
// is charged to all of them or to none.
struct OrganisationConfig {
  std::string name{};
  std::optional<Budget> budget{};
};

struct ProjectConfig {
  std::string name{};
  std::string organisation{};  // empty: of none
  std::optional<Budget> budget{};
  CallerLimits limits{};
};

// A key that callers show to this server, in place of a provider's.
struct VirtualKeyConfig {
  std::string label{};  // shown; unique
  Secret key{};
  std::string project{};              // empty: of none
  std::vector<std::string> models{};  // patterns with "*"; empty: all
  std::vector<std::string> routes{};  // names; empty: all
  std::optional<WallTime> expires{};
  std::optional<Budget> budget{};
  CallerLimits limits{};
  std::vector<std::pair<std::string, std::string>> tags{};
};

struct ServerConfig {
  ListenConfig listen{};
  std::vector<ProviderConfig> providers{};
  std::vector<std::pair<std::string, Route>> routes{};
  std::optional<Route> default_route{};
  std::optional<Budget> budget{};  // of everything
  std::vector<OrganisationConfig> organisations{};
  std::vector<ProjectConfig> projects{};
  std::vector<VirtualKeyConfig> keys{};
  // Where there are no keys, calls need none; beyond loopback only if this is said.
  bool open_to_all = false;
  std::optional<Secret> admin_token{};  // empty: no admin API
  TimeoutPolicy timeouts{};
  RetryPolicy retries{};
  std::optional<Money> reserve_for_unbounded{};
  std::string prices_file{};
};

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_H_
