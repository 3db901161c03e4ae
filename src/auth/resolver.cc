#include "auth/resolver.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "auth/environment_credentials.h"
#include "auth/scheme_choice.h"
#include "auth/wiped.h"

namespace omnillm::auth {

namespace {

using Kind = AuthScheme::Kind;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

tl::unexpected<Error> problem(std::string text) { return fail(ErrorKind::Configuration, text); }

Result<std::optional<Secret>> read_file(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed) && !failed) return std::optional<Secret>();
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return problem("cannot open " + path);
  Wiped text(std::string(kLargestFile + 1, '\0'));
  const std::size_t size = std::fread(text.text.data(), 1, text.text.size(), file.get());
  if (std::ferror(file.get()) != 0) return problem("cannot read " + path);
  if (size > kLargestFile) return problem(path + " is larger than a file of credentials");
  return Secret(std::string_view(text.text).substr(0, size));
}

Result<Credentials> from_environment(const CredentialSources& sources,
                                     const ProviderDescriptor& provider, std::string& looked_for) {
  const Environment& environment = *sources.environment;
  auto found = key_from_environment(environment, provider, looked_for);
  if (found && found->is_none() && signs_by(Kind::SigV4, provider.auth))
    found = aws_from_environment(environment, sources.files, looked_for);
  if (found && found->is_none() && signs_by(Kind::Google, provider.auth))
    found = google_from_environment(environment, looked_for);
  if (found && found->is_none() && signs_by(Kind::Entra, provider.auth))
    found = azure_from_environment(environment, looked_for);
  return found;
}

// With what they refer to read in.
Result<Credentials> completed(const CredentialSources& sources, const ProviderDescriptor& provider,
                              Credentials credentials) {
  if (const auto* profile = credentials.as<credential::AwsProfile>()) {
    auto keys = read_aws_profile(sources.environment, sources.files, profile->name);
    if (keys && keys->is_none())
      return problem("neither the AWS credentials nor the config file has the profile \"" +
                     profile->name + "\", which " + provider.name + " is to use");
    return keys;
  }
  const auto* file = credentials.as<credential::GoogleServiceAccountFile>();
  if (!file) return credentials;
  if (!sources.files) return problem("there is nothing to read the file " + file->path + " with");
  auto json = sources.files(file->path);
  if (!json) return tl::unexpected(std::move(json).error());
  if (!*json)
    return problem("there is no file " + file->path + ", the service account for " + provider.name);
  return credential::GoogleServiceAccount{.json = std::move(**json)};
}

tl::unexpected<Error> nothing_found(const CredentialSources& sources,
                                    const ProviderDescriptor& provider,
                                    std::string_view looked_for) {
  std::string text = "no credentials for " + provider.name;
  if (!sources.environment)
    text += ": none are given, and there is no environment to look in";
  else if (looked_for.empty())
    text += ": none are given, and no variable of the environment is known to hold them";
  else
    text.append(": none are given, and none of these variables is set: ").append(looked_for);
  if (sources.resolver) text += "; the resolver has none";
  return problem(std::move(text));
}

}  // namespace

FileReader local_files() { return read_file; }

Result<Credentials> resolve_credentials(const CredentialSources& sources,
                                        const ProviderDescriptor& provider,
                                        std::string_view project, const Credentials& given) {
  if (!given.is_none()) return completed(sources, provider, given);
  std::string looked_for;
  if (sources.environment) {
    auto found = from_environment(sources, provider, looked_for);
    if (!found) return found;
    if (!found->is_none()) return completed(sources, provider, std::move(*found));
  }
  if (sources.resolver) {
    auto found = sources.resolver(project, provider.name);
    if (!found) return found;
    if (!found->is_none()) return completed(sources, provider, std::move(*found));
  }
  if (signs_by(Kind::None, provider.auth)) return Credentials();
  return nothing_found(sources, provider, looked_for);
}

}  // namespace omnillm::auth
