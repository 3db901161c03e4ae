#include "auth/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>
#include <utility>

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;
using Variables = std::map<std::string, std::string, std::less<>>;

class Resolver : public testing::Test {
 protected:
  Result<Credentials> resolve(const char* provider, Variables variables = {},
                              const Credentials& given = {}) {
    const FixedEnvironment environment(std::move(variables));
    const CredentialSources sources{
        .environment = &environment,
        .files = [this](const std::string& path) -> Result<std::optional<Secret>> {
          const auto found = files.find(path);
          if (found == files.end()) return std::optional<Secret>();
          return Secret(found->second);
        },
        .resolver = own};
    return resolve_credentials(sources, *embedded_provider_registry().provider(provider), "acme",
                               given);
  }
  // The message of the error there has to be.
  std::string refusal(const char* provider, Variables variables = {},
                      const Credentials& given = {}) {
    const auto found = resolve(provider, std::move(variables), given);
    EXPECT_FALSE(found);
    if (found) return {};
    EXPECT_EQ(found.error().kind(), ErrorKind::Configuration);
    EXPECT_THAT(found.error().to_string(), Not(HasSubstr("canary")));
    return found.error().message();
  }

  Variables files{};
  CredentialResolver own{};
};

TEST_F(Resolver, TakesWhatIsGivenBeforeAllElse) {
  own = [](auto, auto) { return Credentials::api_key("of the resolver"); };
  EXPECT_EQ(resolve("openai", {{"OPENAI_API_KEY", "env"}}, Credentials::api_key("given")),
            Credentials::api_key("given"));
  EXPECT_EQ(resolve("openai", {{"OPENAI_API_KEY", "env"}}), Credentials::api_key("env"));
  EXPECT_EQ(resolve("openai"), Credentials::api_key("of the resolver"));
}

TEST_F(Resolver, LooksAtTheVariablesOfTheProviderInTheirOrder) {
  EXPECT_EQ(resolve("gemini", {{"GOOGLE_API_KEY", "b"}}), Credentials::api_key("b"));
  EXPECT_EQ(resolve("gemini", {{"GOOGLE_API_KEY", "b"}, {"GEMINI_API_KEY", "a"}}),
            Credentials::api_key("a"));
  EXPECT_EQ(resolve("gemini", {{"GOOGLE_API_KEY", "b"}, {"GEMINI_API_KEY", ""}}),
            Credentials::api_key("b"));
}

TEST_F(Resolver, TellsItsOwnerTheProjectAndTheProvider) {
  std::string asked;
  own = [&](std::string_view project, std::string_view provider) -> Result<Credentials> {
    asked = std::string(project) + "/" + std::string(provider);
    return Credentials();
  };
  EXPECT_THAT(refusal("groq"), HasSubstr("; the resolver has none"));
  EXPECT_EQ(asked, "acme/groq");
  own = [](auto, auto) -> Result<Credentials> { return fail(ErrorKind::Storage, "vault sealed"); };
  EXPECT_EQ(resolve("groq").error().kind(), ErrorKind::Storage);
}

TEST_F(Resolver, NamesTheVariablesItLookedFor) {
  EXPECT_EQ(refusal("openai"),
            "no credentials for openai: none are given, and none of these variables is set: "
            "OPENAI_API_KEY");
  EXPECT_EQ(refusal("bedrock"),
            "no credentials for bedrock: none are given, and none of these variables is set: "
            "AWS_BEARER_TOKEN_BEDROCK, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE");
  EXPECT_THAT(refusal("vertex"), HasSubstr("is set: GOOGLE_APPLICATION_CREDENTIALS"));
  EXPECT_THAT(refusal("azure"), HasSubstr("AZURE_OPENAI_API_KEY, AZURE_TENANT_ID, AZURE_CLIENT_ID, "
                                          "AZURE_CLIENT_SECRET"));
  const ProviderDescriptor unknown{.name = "mine", .auth = {AuthScheme::bearer()}};
  EXPECT_THAT(resolve_credentials({}, unknown).error().message(), HasSubstr("no environment"));
  const FixedEnvironment empty({});
  EXPECT_THAT(resolve_credentials({.environment = &empty}, unknown).error().message(),
              HasSubstr("no variable of the environment"));
}

TEST_F(Resolver, LetsAServerDoWithoutThatCan) {
  EXPECT_EQ(resolve("vllm"), Credentials());
  EXPECT_EQ(resolve("ollama"), Credentials());
  EXPECT_EQ(resolve("vllm", {{"VLLM_API_KEY", "k"}}), Credentials::api_key("k"));
}

TEST_F(Resolver, FindsABedrockKeyWithItsRegion) {
  EXPECT_EQ(resolve("bedrock", {{"AWS_BEARER_TOKEN_BEDROCK", "b"},
                                {"AWS_ACCESS_KEY_ID", "id"},
                                {"AWS_SECRET_ACCESS_KEY", "s"},
                                {"AWS_REGION", "eu-west-1"}}),
            Credentials(credential::BedrockKey{.key = Secret("b"), .region = "eu-west-1"}));
}

TEST_F(Resolver, FindsAwsKeysInTheEnvironment) {
  EXPECT_EQ(resolve("bedrock", {{"AWS_ACCESS_KEY_ID", "id"},
                                {"AWS_SECRET_ACCESS_KEY", "s"},
                                {"AWS_SESSION_TOKEN", "t"},
                                {"AWS_DEFAULT_REGION", "us-east-2"}}),
            Credentials(credential::AwsKeys{.access_key_id = Secret("id"),
                                            .secret_access_key = Secret("s"),
                                            .session_token = Secret("t"),
                                            .region = "us-east-2"}));
}

TEST_F(Resolver, SaysWhichHalfOfAwsKeysIsMissing) {
  EXPECT_THAT(refusal("bedrock", {{"AWS_ACCESS_KEY_ID", "canary"}}),
              HasSubstr("AWS_SECRET_ACCESS_KEY is not"));
  EXPECT_THAT(refusal("bedrock", {{"AWS_SECRET_ACCESS_KEY", "canary"}}),
              HasSubstr("AWS_ACCESS_KEY_ID is not"));
}

TEST_F(Resolver, ReadsTheDefaultProfileInTheHomeFolder) {
  files["/home/me/.aws/credentials"] = "[default]\naws_access_key_id=id\naws_secret_access_key=s\n";
  files["/home/me/.aws/config"] = "[default]\nregion=eu-west-3\n";
  EXPECT_EQ(
      resolve("bedrock", {{"HOME", "/home/me"}}),
      Credentials(credential::AwsKeys{
          .access_key_id = Secret("id"), .secret_access_key = Secret("s"), .region = "eu-west-3"}));
}

TEST_F(Resolver, ReadsTheProfileThatTheEnvironmentNamesWhereItSays) {
  files["/c"] = "[work]\naws_access_key_id=id\naws_secret_access_key=s\nregion=a\n";
  const Variables variables{{"AWS_PROFILE", "work"}, {"AWS_SHARED_CREDENTIALS_FILE", "/c"}};
  EXPECT_EQ(resolve("bedrock", variables)->as<credential::AwsKeys>()->region, "a");
  Variables elsewhere = variables;
  elsewhere["AWS_REGION"] = "b";
  EXPECT_EQ(resolve("bedrock", elsewhere)->as<credential::AwsKeys>()->region, "b");
}

TEST_F(Resolver, TakesBothHalvesOfAProfileFromOneFile) {
  files["/c"] = "[default]\naws_secret_access_key=canary-1\n";
  files["/d"] = "[default]\naws_access_key_id=id\naws_secret_access_key=s\n";
  const Variables variables{{"AWS_SHARED_CREDENTIALS_FILE", "/c"}, {"AWS_CONFIG_FILE", "/d"}};
  EXPECT_EQ(resolve("bedrock", variables)->as<credential::AwsKeys>()->secret_access_key,
            Secret("s"));
}

TEST_F(Resolver, SaysWhyAProfileIsOfNoUse) {
  EXPECT_THAT(refusal("bedrock", {{"AWS_PROFILE", "work"}}), HasSubstr("\"work\""));
  EXPECT_THAT(refusal("bedrock", {}, credential::AwsProfile{.name = "work"}),
              HasSubstr("\"work\", which bedrock is to use"));
  files["/c"] = "[work]\nregion=a\n";
  files["/d"] = "[profile work]\nrole_arn=canary\n";
  EXPECT_THAT(refusal("bedrock", {{"AWS_PROFILE", "work"},
                                  {"AWS_SHARED_CREDENTIALS_FILE", "/c"},
                                  {"AWS_CONFIG_FILE", "/d"}}),
              HasSubstr("role_arn is not supported"));
  files["/c"] = "[work]\naws_access_key_id=canary\n";
  EXPECT_THAT(refusal("bedrock", {{"AWS_PROFILE", "work"}, {"AWS_SHARED_CREDENTIALS_FILE", "/c"}}),
              HasSubstr("has no keys of its own; write"));
  for (const char* variable : {"AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"}) {
    files["/e"] = "[default]\ncanary";
    EXPECT_THAT(refusal("bedrock", {{variable, "/e"}}), HasSubstr("line 2"));
  }
}

TEST_F(Resolver, ReadsTheFileOfAServiceAccount) {
  files["/sa.json"] = "{}";
  const Credentials expected = credential::GoogleServiceAccount{.json = Secret("{}")};
  EXPECT_EQ(resolve("vertex", {{"GOOGLE_APPLICATION_CREDENTIALS", "/sa.json"}}), expected);
  EXPECT_EQ(resolve("vertex", {}, credential::GoogleServiceAccountFile{.path = "/sa.json"}),
            expected);
  EXPECT_EQ(resolve("gemini", {{"GOOGLE_APPLICATION_CREDENTIALS", "/sa.json"}}), expected);
  EXPECT_THAT(refusal("vertex", {{"GOOGLE_APPLICATION_CREDENTIALS", "/no.json"}}),
              HasSubstr("/no.json"));
}

TEST_F(Resolver, ReadsWhatTheResolverRefersTo) {
  files["/sa.json"] = "{}";
  own = [](auto, auto) -> Result<Credentials> {
    return credential::GoogleServiceAccountFile{.path = "/sa.json"};
  };
  EXPECT_NE(resolve("vertex")->as<credential::GoogleServiceAccount>(), nullptr);
}

TEST_F(Resolver, FindsAzuresKeyWithItsResource) {
  const auto base_of = [&](const char* endpoint) {
    const auto found =
        resolve("azure", {{"AZURE_OPENAI_API_KEY", "k"}, {"AZURE_OPENAI_ENDPOINT", endpoint}});
    return found->as<credential::ApiKey>()->base_url;
  };
  EXPECT_EQ(base_of("https://me.openai.azure.com/"), "https://me.openai.azure.com/openai/v1");
  EXPECT_EQ(base_of("https://me.openai.azure.com/openai"), "https://me.openai.azure.com/openai");
  EXPECT_EQ(base_of(""), "");
}

TEST_F(Resolver, FindsAnApplicationOfAzures) {
  const Variables variables{{"AZURE_TENANT_ID", "t"},
                            {"AZURE_CLIENT_ID", "c"},
                            {"AZURE_CLIENT_SECRET", "s"},
                            {"AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us"}};
  const auto found = resolve("azure", variables);
  ASSERT_TRUE(found);
  const auto* client = found->as<credential::AzureClientSecret>();
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->tenant_id, "t");
  EXPECT_EQ(client->authority, "https://login.microsoftonline.us");
  EXPECT_THAT(refusal("azure", {{"AZURE_CLIENT_SECRET", "canary"}, {"AZURE_TENANT_ID", "t"}}),
              HasSubstr("AZURE_CLIENT_ID"));
  EXPECT_THAT(refusal("azure", {{"AZURE_TENANT_ID", "t"}}), HasSubstr("no credentials"));
}

TEST_F(Resolver, CannotReadFilesWithoutAReader) {
  const ProviderDescriptor& vertex = *embedded_provider_registry().provider("vertex");
  const auto found =
      resolve_credentials({}, vertex, "", credential::GoogleServiceAccountFile{.path = "/a"});
  EXPECT_THAT(found.error().message(), HasSubstr("nothing to read the file /a with"));
  EXPECT_FALSE(resolve_credentials({}, vertex, "", credential::AwsProfile{}));
}

TEST(LocalFiles, GiveWhatIsThereAndNothingElse) {
  const FileReader files = local_files();
  const std::string path = testing::TempDir() + "omnillm_local_files_test";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  std::fputs("canary", file);
  std::fclose(file);
  EXPECT_EQ((**files(path)).reveal(), "canary");
  ASSERT_EQ(std::remove(path.c_str()), 0);
  EXPECT_EQ(*files(path), std::nullopt);
  EXPECT_EQ(files(testing::TempDir()).error().kind(), ErrorKind::Configuration);
}

TEST(LocalFiles, RefuseWhatIsTooLargeForCredentials) {
  EXPECT_THAT(local_files()("/dev/zero").error().message(), HasSubstr("larger"));
}

}  // namespace
}  // namespace omnillm::auth
