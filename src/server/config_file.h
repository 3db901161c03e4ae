// The configuration of a server as a YAML file; docs/configuration.md describes it.
//
//   const ProcessEnvironment environment;
//   auto config = parse_config(text, "omnillm.yaml", environment, auth::local_files());
//   if (!config) std::cerr << config.error().message() << '\n';
//     // omnillm.yaml:12:10: keys.alice.rpm: cannot be 'many'; write a whole number like ...
//
// A secret does not stand in the file: it is named, as env:NAME or file:/path, and looked up here.

#ifndef OMNILLM_SERVER_CONFIG_FILE_H_
#define OMNILLM_SERVER_CONFIG_FILE_H_

#include <cstddef>
#include <string_view>

#include "auth/resolver.h"
#include "omnillm/environment.h"
#include "omnillm/providers.h"
#include "omnillm/result.h"
#include "server/config.h"

namespace omnillm::server {

inline constexpr std::size_t kMostConfigBytes = 4 * 1024 * 1024;

// `name` is what errors call the file, and says which folder paths in it are relative to.
// Errors: Configuration; a line for each mistake, at most twenty, without a byte of a secret.
[[nodiscard]] Result<ServerConfig> parse_config(std::string_view yaml, std::string_view name,
                                                const Environment& environment,
                                                const auth::FileReader& files);

// What is said without a file: every provider of the registry that the environment has a key for.
// No providers at all when it has none.
[[nodiscard]] ServerConfig config_from_environment(const Environment& environment,
                                                   const ProviderRegistry& registry);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_FILE_H_
