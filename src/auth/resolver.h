// Where credentials come from: what was written down, then the environment, then whatever the user
// has of his own (a vault, a table of tenants).

#ifndef OMNILLM_AUTH_RESOLVER_H_
#define OMNILLM_AUTH_RESOLVER_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/credentials.h"
#include "omnillm/environment.h"
#include "omnillm/providers.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

// The content of a file; empty when there is no such file. Errors: Configuration.
using FileReader = std::function<Result<std::optional<Secret>>(const std::string& path)>;

// The file system's. Files beyond a megabyte are refused.
[[nodiscard]] FileReader local_files();

// Each may be missing. Lifetime: the environment must outlive what uses it.
struct CredentialSources {
  const Environment* environment = nullptr;
  FileReader files{};
  CredentialResolver resolver{};
};

// The first there are for this provider, ready to sign with: profiles and files have been read.
//
// `given` counts if it is not none. The environment is looked at by the ways the provider signs:
// - its key variables, in their order, for a key (AWS_BEARER_TOKEN_BEDROCK for Bedrock, with
//   AWS_REGION; AZURE_OPENAI_ENDPOINT beside Azure's key says where it is good for);
// - SigV4: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; then the profile
//   AWS_PROFILE, or "default", in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE, or ~/.aws;
// - Google: the file that GOOGLE_APPLICATION_CREDENTIALS names;
// - Entra: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.
// A variable that is set to nothing is not set.
//
// None, when there are none and the provider can do without.
// Errors: Configuration: what is half there, what cannot be read, and that there is nothing, naming
// the variables that were looked for; and the resolver's own.
[[nodiscard]] Result<Credentials> resolve_credentials(const CredentialSources& sources,
                                                      const ProviderDescriptor& provider,
                                                      std::string_view project = {},
                                                      const Credentials& given = {});

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_RESOLVER_H_
