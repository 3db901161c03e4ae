// Floor: 2 auth
//
// What a provider knows us by. Every secret part is a Secret: printing Credentials shows what kind
// they are, and *** where a secret stands.
//
//   Credentials a = credential::ApiKey{.key = Secret("sk-...")};
//   Credentials b = credential::AwsProfile{.name = "work"};
//   Credentials c = credential::GoogleServiceAccountFile{.path = "/etc/omnillm/vertex.json"};
//
// Thread safety: values.

#ifndef OMNILLM_CREDENTIALS_H_
#define OMNILLM_CREDENTIALS_H_

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm {

namespace credential {

// A server of one's own, which asks for nothing.
struct None {
  friend bool operator==(const None&, const None&) = default;
};

// A key of the provider's, sent in a header or the query.
struct ApiKey {
  Secret key{};
  std::string base_url{};  // where it is good for; empty: the provider's own address
  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

// A key of Amazon Bedrock's, sent as a bearer.
struct BedrockKey {
  Secret key{};
  std::string region{};
  friend bool operator==(const BedrockKey&, const BedrockKey&) = default;
};

// Keys that sign requests to AWS. The session token belongs to temporary ones.
struct AwsKeys {
  Secret access_key_id{};
  Secret secret_access_key{};
  Secret session_token{};
  std::string region{};  // empty: the region that stands in the endpoint's address
  friend bool operator==(const AwsKeys&, const AwsKeys&) = default;
};

// The keys that stand under this name in ~/.aws/credentials.
struct AwsProfile {
  std::string name = "default";
  friend bool operator==(const AwsProfile&, const AwsProfile&) = default;
};

// The JSON that Google Cloud hands out for a service account: the text itself, or where it is.
struct GoogleServiceAccount {
  Secret json{};
  friend bool operator==(const GoogleServiceAccount&, const GoogleServiceAccount&) = default;
};
struct GoogleServiceAccountFile {
  std::string path{};
  friend bool operator==(const GoogleServiceAccountFile&,
                         const GoogleServiceAccountFile&) = default;
};

// An application registered with Microsoft Entra ID.
struct AzureClientSecret {
  std::string tenant_id{};
  std::string client_id{};
  Secret client_secret{};
  std::string authority = "https://login.microsoftonline.com";
  std::string base_url{};  // of the resource; empty: the endpoint's
  friend bool operator==(const AzureClientSecret&, const AzureClientSecret&) = default;
};

// The identity a cloud gives to its own machines, asked of their metadata server: Google's where
// requests are signed for Google, Microsoft's where they are for Entra.
struct MachineIdentity {
  std::string client_id{};  // Microsoft's, where a machine has several
  friend bool operator==(const MachineIdentity&, const MachineIdentity&) = default;
};

}  // namespace credential

class Credentials {
 public:
  using Value = std::variant<credential::None, credential::ApiKey, credential::BedrockKey,
                             credential::AwsKeys, credential::AwsProfile,
                             credential::GoogleServiceAccount, credential::GoogleServiceAccountFile,
                             credential::AzureClientSecret, credential::MachineIdentity>;

  Credentials() = default;
  template <class Kind>
  requires std::is_constructible_v<Value, Kind> Credentials(Kind kind)
      : value_(std::move(kind)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] static Credentials api_key(std::string_view key, std::string base_url = {});

  [[nodiscard]] const Value& value() const { return value_; }
  // Null when they are of another kind.
  template <class Kind>
  [[nodiscard]] const Kind* as() const {
    return std::get_if<Kind>(&value_);
  }
  [[nodiscard]] bool is_none() const { return as<credential::None>() != nullptr; }

  friend bool operator==(const Credentials&, const Credentials&) = default;

 private:
  Value value_{};
};

// "an API key", "AWS keys": for messages.
[[nodiscard]] std::string_view kind_of(const Credentials& credentials);
// One line, secrets as ***.
std::ostream& operator<<(std::ostream& out, const Credentials& credentials);

// Where credentials come from that are neither written down nor in the environment: a vault, a
// table of tenants. Called when they are needed, possibly by several threads at once. None: it has
// none for this provider. Errors are handed on.
using CredentialResolver =
    std::function<Result<Credentials>(std::string_view project, std::string_view provider)>;

}  // namespace omnillm

#endif  // OMNILLM_CREDENTIALS_H_
