#include "base/credential_names.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

TEST(CredentialNames, KnowsThoseThatAlwaysHoldOne) {
  for (const std::string name :
       {"authorization", "Proxy-Authorization", "x-api-key", "api-key", "API_KEY", "apiKey",
        "x-goog-api-key", "client_secret", "refresh_token", "id_token", "private_key",
        "x-auth-token", "X-Amz-Security-Token", "Ocp-Apim-Subscription-Key", "password",
        "aws_secret_access_key", "my_openai_api_key", "X-Amz-Signature", "client_assertion"})
    EXPECT_EQ(what_name_says(name), NameSays::Credential) << name;
}

TEST(CredentialNames, KnowsThoseThatPerhapsDo) {
  for (const std::string name : {"key", "token", "ak", "sig", "Signature", "Cookie", "Set-Cookie"})
    EXPECT_EQ(what_name_says(name), NameSays::Perhaps) << name;
}

TEST(CredentialNames, KnowsThoseThatOnlySoundLikeOne) {
  for (const std::string name :
       {"max_tokens", "prompt_tokens", "tokens", "nextPageToken", "prompt_cache_key",
        "idempotency-key", "x-ratelimit-remaining-tokens", "keyboard", "eos_token",
        "thoughtSignature", "", "secretary"})
    EXPECT_EQ(what_name_says(name), NameSays::Nothing) << name;
}

TEST(CredentialNames, ReadsThroughPercentEncoding) {
  EXPECT_EQ(what_name_says("api%5Fkey"), NameSays::Credential);
  EXPECT_EQ(what_name_says("%61pi%2dkey"), NameSays::Credential);
  EXPECT_EQ(bare_name("X-Api%2DKey"), "xapikey");
  EXPECT_EQ(bare_name("50%"), "50%");
  EXPECT_EQ(bare_name("a%zz"), "a%zz");
}

}  // namespace
}  // namespace omnillm
