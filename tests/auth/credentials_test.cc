#include "omnillm/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace omnillm {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kCanary = "canary-7f3a";

std::string printed(const Credentials& credentials) {
  std::ostringstream out;
  out << credentials;
  return out.str();
}

TEST(CredentialsTest, PrintTheirKindAndNeverASecret) {
  const Secret secret(kCanary);
  const std::vector<Credentials> all{
      credential::None{},
      credential::ApiKey{.key = secret},
      credential::BedrockKey{.key = secret, .region = "us-east-1"},
      credential::AwsKeys{
          .access_key_id = secret, .secret_access_key = secret, .session_token = secret},
      credential::AwsProfile{},
      credential::GoogleServiceAccount{.json = secret},
      credential::GoogleServiceAccountFile{.path = "/etc/a.json"},
      credential::AzureClientSecret{.client_secret = secret},
      credential::MachineIdentity{}};
  for (const Credentials& credentials : all) {
    EXPECT_THAT(printed(credentials), testing::StartsWith(std::string(kind_of(credentials))));
    EXPECT_THAT(printed(credentials), Not(HasSubstr(std::string(kCanary))));
  }
}

TEST(CredentialsTest, SayWhatTheyAreAndWhereTheyAreGoodFor) {
  EXPECT_EQ(printed(Credentials::api_key("sk-1", "https://a.example/v1")),
            "an API key *** for https://a.example/v1");
  EXPECT_EQ(printed(credential::AwsProfile{.name = "work"}), "an AWS profile work");
  EXPECT_TRUE(Credentials().is_none());
}

TEST(CredentialsTest, CompareByValue) {
  EXPECT_EQ(Credentials::api_key("a"), Credentials::api_key("a"));
  EXPECT_NE(Credentials::api_key("a"), Credentials::api_key("b"));
  EXPECT_NE(Credentials::api_key("a"), Credentials());
}

}  // namespace
}  // namespace omnillm
