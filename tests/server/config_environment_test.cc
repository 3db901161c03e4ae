#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"
#include "server/build_gateway.h"

namespace omnillm::server {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> providers_with(Variables variables) {
  const FixedEnvironment environment(std::move(variables));
  std::vector<std::string> names;
  for (const auto& one :
       config_from_environment(environment, embedded_provider_registry()).providers)
    names.push_back(one.name);
  return names;
}

TEST(ConfigFromEnvironment, HasEveryProviderWithAKey) {
  EXPECT_THAT(
      providers_with({{"OPENAI_API_KEY", "a"}, {"GOOGLE_API_KEY", "b"}, {"XAI_API_KEY", ""}}),
      testing::UnorderedElementsAre("openai", "gemini"));
}

TEST(ConfigFromEnvironment, HasNoneWhereThereAreNoKeys) {
  EXPECT_THAT(providers_with({{"HOME", "/root"}}), testing::IsEmpty());
}

TEST(ConfigFromEnvironment, LeavesOutThoseWhoseAddressNobodyNamed) {
  EXPECT_THAT(providers_with({{"AZURE_OPENAI_API_KEY", "a"}, {"AWS_BEARER_TOKEN_BEDROCK", "b"}}),
              testing::IsEmpty());
  EXPECT_THAT(providers_with({{"AZURE_OPENAI_API_KEY", "a"},
                              {"AZURE_OPENAI_ENDPOINT", "https://me.openai.azure.com"},
                              {"AWS_BEARER_TOKEN_BEDROCK", "b"},
                              {"AWS_REGION", "eu-central-1"}}),
              testing::UnorderedElementsAre("azure", "bedrock"));
}

TEST(ConfigFromEnvironment, AmountsToAGatewayForEveryKeyOfTheRegistry) {
  for (const ProviderDescriptor& known : embedded_provider_registry().providers())
    for (const std::string& variable : known.key_variables) {
      const auto environment = std::make_shared<const FixedEnvironment>(
          Variables{{variable, "a-key"}, {"AWS_REGION", "eu-central-1"}});
      const ServerConfig config =
          config_from_environment(*environment, embedded_provider_registry());
      if (config.providers.empty()) continue;
      const auto gateway = build_gateway(config, environment, some_files());
      EXPECT_TRUE(gateway) << variable << ": " << gateway.error();
    }
}

}  // namespace
}  // namespace omnillm::server
