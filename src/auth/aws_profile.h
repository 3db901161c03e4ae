// The files that AWS's own tools keep: ~/.aws/credentials and ~/.aws/config.

#ifndef OMNILLM_AUTH_AWS_PROFILE_H_
#define OMNILLM_AUTH_AWS_PROFILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

// In config a profile stands under [profile name], and only "default" under its name alone.
enum class AwsFile : std::uint8_t { Credentials, Config };

// What one file says of a profile.
struct AwsProfileValues {
  Secret access_key_id{};
  Secret secret_access_key{};
  Secret session_token{};
  std::string region{};
  // A setting by which keys would have to be fetched ("role_arn", "sso_session"), which we do not.
  std::string fetched_by{};

  friend bool operator==(const AwsProfileValues&, const AwsProfileValues&) = default;
};

// Empty when the file has no such profile. Settings that we do not use are passed over, and so are
// the indented ones below a setting.
// Errors: Configuration, with the number of the line and nothing of what stands in it.
[[nodiscard]] Result<std::optional<AwsProfileValues>> find_aws_profile(std::string_view text,
                                                                       AwsFile file,
                                                                       std::string_view name);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_AWS_PROFILE_H_
