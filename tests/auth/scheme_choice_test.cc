#include "auth/scheme_choice.h"

#include <gtest/gtest.h>

#include "omnillm/providers.h"

namespace omnillm::auth {
namespace {

Result<AuthScheme> choose(const char* provider, const Credentials& credentials) {
  const ProviderDescriptor* found = embedded_provider_registry().provider(provider);
  return choose_scheme(provider, found->auth, credentials);
}

TEST(ChooseScheme, TakesTheFirstOfTheProvidersWaysThatSuits) {
  EXPECT_EQ(choose("openai", Credentials::api_key("k")), AuthScheme::bearer());
  EXPECT_EQ(choose("anthropic", Credentials::api_key("k")), AuthScheme::header("x-api-key"));
  EXPECT_EQ(choose("azure", Credentials::api_key("k")), AuthScheme::header("api-key"));
  EXPECT_EQ(choose("azure", credential::AzureClientSecret{})->kind, AuthScheme::Kind::Entra);
  EXPECT_EQ(choose("azure", credential::MachineIdentity{})->kind, AuthScheme::Kind::Entra);
  EXPECT_EQ(choose("vertex", credential::GoogleServiceAccount{}), AuthScheme::google());
  EXPECT_EQ(choose("vertex", credential::GoogleServiceAccountFile{}), AuthScheme::google());
  EXPECT_EQ(choose("vertex", credential::MachineIdentity{}), AuthScheme::google());
  EXPECT_EQ(choose("bedrock", credential::AwsKeys{}), AuthScheme::sigv4("bedrock"));
  EXPECT_EQ(choose("bedrock", credential::AwsProfile{}), AuthScheme::sigv4("bedrock"));
  EXPECT_EQ(choose("bedrock", credential::BedrockKey{}), AuthScheme::bearer());
  EXPECT_EQ(choose("vllm", credential::None{}), AuthScheme::none());
}

TEST(ChooseScheme, NamesWhatTheProviderTakes) {
  const auto chosen = choose("bedrock", credential::AzureClientSecret{});
  EXPECT_EQ(chosen.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(
      chosen.error().message(),
      "bedrock cannot use what it was given (an Azure client secret); it signs by sigv4, bearer");
  EXPECT_FALSE(choose("openai", credential::None{}));
}

}  // namespace
}  // namespace omnillm::auth
