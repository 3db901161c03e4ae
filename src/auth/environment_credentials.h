// Credentials that stand in environment variables, and those in the files they name.

#ifndef OMNILLM_AUTH_ENVIRONMENT_CREDENTIALS_H_
#define OMNILLM_AUTH_ENVIRONMENT_CREDENTIALS_H_

#include <optional>
#include <string>

#include "auth/resolver.h"

namespace omnillm::auth {

// Empty when a variable is not set or set to nothing.
[[nodiscard]] std::optional<Secret> secret_variable(const Environment& environment,
                                                    const std::string& name);
[[nodiscard]] std::string plain_variable(const Environment& environment, const std::string& name);

// Each is None where the environment has nothing of the kind, and names what it looked for in
// `looked_for`. Errors: Configuration, for what is half there.
[[nodiscard]] Result<Credentials> key_from_environment(const Environment& environment,
                                                       const ProviderDescriptor& provider,
                                                       std::string& looked_for);
[[nodiscard]] Result<Credentials> aws_from_environment(const Environment& environment,
                                                       const FileReader& files,
                                                       std::string& looked_for);
[[nodiscard]] Result<Credentials> google_from_environment(const Environment& environment,
                                                          std::string& looked_for);
[[nodiscard]] Result<Credentials> azure_from_environment(const Environment& environment,
                                                         std::string& looked_for);

// The keys of a profile. None when no file has it.
// Errors: Configuration, for a profile without keys of its own.
[[nodiscard]] Result<Credentials> read_aws_profile(const Environment* environment,
                                                   const FileReader& files,
                                                   const std::string& name);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_ENVIRONMENT_CREDENTIALS_H_
