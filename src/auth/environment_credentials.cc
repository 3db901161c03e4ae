#include "auth/environment_credentials.h"

#include <utility>

#include "auth/aws_profile.h"
#include "auth/scheme_choice.h"
#include "auth/url_parts.h"
#include "auth/wiped.h"

namespace omnillm::auth {

namespace {

constexpr const char* kGoogleFile = "GOOGLE_APPLICATION_CREDENTIALS";

tl::unexpected<Error> problem(std::string text) { return fail(ErrorKind::Configuration, text); }

void add_looked_for(std::string_view name, std::string& looked_for) {
  if (!looked_for.empty()) looked_for += ", ";
  looked_for += name;
}

std::string aws_region(const Environment& environment) {
  std::string region = plain_variable(environment, "AWS_REGION");
  return region.empty() ? plain_variable(environment, "AWS_DEFAULT_REGION") : region;
}

// The resource's address as Azure's own tools have it, with the path of the API.
std::string azure_base_url(const Environment& environment) {
  std::string base = plain_variable(environment, "AZURE_OPENAI_ENDPOINT");
  while (base.ends_with('/')) base.pop_back();
  const auto url = split_url(base);
  if (url && url->path.empty() && url->query.empty()) base += "/openai/v1";
  return base;
}

Result<std::optional<AwsProfileValues>> read_profile_file(const FileReader& files,
                                                          const std::string& path, AwsFile kind,
                                                          std::string_view name) {
  if (path.empty() || !files) return std::optional<AwsProfileValues>();
  const auto text = files(path);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return std::optional<AwsProfileValues>();
  return find_aws_profile((*text)->reveal(), kind, name);
}

std::string aws_path(const Environment* environment, const char* variable, const char* file) {
  if (!environment) return {};
  std::string path = plain_variable(*environment, variable);
  if (!path.empty()) return path;
  const std::string home = plain_variable(*environment, "HOME");
  return home.empty() ? std::string() : home + "/.aws/" + file;
}

}  // namespace

std::optional<Secret> secret_variable(const Environment& environment, const std::string& name) {
  auto value = environment.get(name);
  if (!value || value->empty()) return std::nullopt;
  Secret secret(*value);
  wipe(*value);
  return secret;
}

std::string plain_variable(const Environment& environment, const std::string& name) {
  return environment.get(name).value_or(std::string());
}

Result<Credentials> key_from_environment(const Environment& environment,
                                         const ProviderDescriptor& provider,
                                         std::string& looked_for) {
  for (const std::string& name : provider.key_variables) {
    if (name == kGoogleFile) continue;  // names a file
    add_looked_for(name, looked_for);
    auto key = secret_variable(environment, name);
    if (!key) continue;
    if (signs_by(AuthScheme::Kind::SigV4, provider.auth))
      return credential::BedrockKey{.key = std::move(*key), .region = aws_region(environment)};
    credential::ApiKey found{.key = std::move(*key)};
    if (signs_by(AuthScheme::Kind::Entra, provider.auth))
      found.base_url = azure_base_url(environment);
    return found;
  }
  return Credentials();
}

Result<Credentials> aws_from_environment(const Environment& environment, const FileReader& files,
                                         std::string& looked_for) {
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"})
    add_looked_for(name, looked_for);
  auto id = secret_variable(environment, "AWS_ACCESS_KEY_ID");
  auto secret = secret_variable(environment, "AWS_SECRET_ACCESS_KEY");
  if (id.has_value() != secret.has_value())
    return problem(std::string(id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") +
                   " is set and " + (id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID") +
                   " is not; they go together");
  if (id)
    return credential::AwsKeys{
        .access_key_id = std::move(*id),
        .secret_access_key = std::move(*secret),
        .session_token = secret_variable(environment, "AWS_SESSION_TOKEN").value_or(Secret()),
        .region = aws_region(environment)};
  const std::string profile = plain_variable(environment, "AWS_PROFILE");
  auto found = read_aws_profile(&environment, files, profile.empty() ? "default" : profile);
  if (found && found->is_none() && !profile.empty())
    return problem("AWS_PROFILE names the profile \"" + profile +
                   "\", which neither the credentials nor the config file has");
  return found;
}

Result<Credentials> google_from_environment(const Environment& environment,
                                            std::string& looked_for) {
  add_looked_for(kGoogleFile, looked_for);
  std::string path = plain_variable(environment, kGoogleFile);
  if (path.empty()) return Credentials();
  return credential::GoogleServiceAccountFile{.path = std::move(path)};
}

Result<Credentials> azure_from_environment(const Environment& environment,
                                           std::string& looked_for) {
  for (const char* name : {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"})
    add_looked_for(name, looked_for);
  auto secret = secret_variable(environment, "AZURE_CLIENT_SECRET");
  if (!secret) return Credentials();
  credential::AzureClientSecret client{.tenant_id = plain_variable(environment, "AZURE_TENANT_ID"),
                                       .client_id = plain_variable(environment, "AZURE_CLIENT_ID"),
                                       .client_secret = std::move(*secret),
                                       .base_url = azure_base_url(environment)};
  if (client.tenant_id.empty() || client.client_id.empty())
    return problem("AZURE_CLIENT_SECRET is set; AZURE_TENANT_ID and AZURE_CLIENT_ID go with it");
  const std::string authority = plain_variable(environment, "AZURE_AUTHORITY_HOST");
  if (!authority.empty()) client.authority = authority;
  return client;
}

Result<Credentials> read_aws_profile(const Environment* environment, const FileReader& files,
                                     const std::string& name) {
  auto secrets =
      read_profile_file(files, aws_path(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                        AwsFile::Credentials, name);
  if (!secrets) return tl::unexpected(std::move(secrets).error());
  auto config = read_profile_file(files, aws_path(environment, "AWS_CONFIG_FILE", "config"),
                                  AwsFile::Config, name);
  if (!config) return tl::unexpected(std::move(config).error());
  if (!*secrets && !*config) return Credentials();

  const AwsProfileValues none;
  const AwsProfileValues& first = *secrets ? **secrets : none;
  const AwsProfileValues& second = *config ? **config : none;
  // The keys of one file: an ID of the one and a secret of the other do not belong together.
  const AwsProfileValues& keys = first.access_key_id.empty() ? second : first;
  if (keys.access_key_id.empty() || keys.secret_access_key.empty()) {
    const std::string& by = first.fetched_by.empty() ? second.fetched_by : first.fetched_by;
    std::string text = "the AWS profile \"" + name + "\" has no keys of its own";
    if (!by.empty()) text += ", and getting them by " + by + " is not supported";
    return problem(text +
                   "; write aws_access_key_id and aws_secret_access_key into it, or set "
                   "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }
  std::string region = environment ? aws_region(*environment) : std::string();
  if (region.empty()) region = first.region.empty() ? second.region : first.region;
  return credential::AwsKeys{.access_key_id = keys.access_key_id,
                             .secret_access_key = keys.secret_access_key,
                             .session_token = keys.session_token,
                             .region = std::move(region)};
}

}  // namespace omnillm::auth
