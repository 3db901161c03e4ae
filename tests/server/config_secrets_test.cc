#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"
#include "server/config_reading.h"

namespace omnillm::server {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string token_of(const std::string& reference) {
  const auto config = read_config("admin: {token: '" + reference + "'}");
  return config ? std::string(config->admin_token->reveal()) : config.error().message();
}

TEST(ASecret, IsReadFromTheEnvironment) {
  EXPECT_EQ(token_of("env:ADMIN_TOKEN"), "admin-canary-0123456789abcdef");
}

TEST(ASecret, IsReadFromAFileWithoutTheNewlineAtItsEnd) {
  EXPECT_EQ(token_of("file:/run/secrets/openai"), "sk-from-file-canary");
}

TEST(ASecret, IsLookedForBesideTheConfiguration) {
  EXPECT_EQ(token_of("file:beside"), "beside-it-canary");
}

TEST(ASecret, DoesNotStandInTheFileItself) {
  for (const char* literal : {"hunter2-canary", "env:", "file:", "env:sk-live-canary", "{}"}) {
    const std::string mistake = token_of(literal);
    EXPECT_THAT(mistake,
                HasSubstr("o.yaml:1:16: admin.token: a secret does not stand in this file"));
    EXPECT_THAT(mistake, HasSubstr("write env:NAME or file:/path"));
    EXPECT_THAT(mistake, Not(HasSubstr("canary")));
  }
}

TEST(ASecret, HasToBeThere) {
  EXPECT_THAT(token_of("env:NOBODY"), HasSubstr("the environment variable NOBODY is not set"));
  EXPECT_THAT(token_of("env:EMPTY"), HasSubstr("the environment variable EMPTY is not set"));
  EXPECT_THAT(token_of("file:/nobody"), HasSubstr("there is no file '/nobody'"));
  EXPECT_THAT(token_of("file:/empty"), HasSubstr("'/empty' is empty"));
  EXPECT_THAT(token_of("file:/denied"), HasSubstr("'/denied' cannot be read"));
}

TEST(ASecret, IsOneLineOfModestLength) {
  EXPECT_THAT(token_of("env:TWO_LINES"), HasSubstr("holds more than one line"));
  EXPECT_THAT(token_of("file:/large"), HasSubstr("larger than 64 KiB"));
}

TEST(ASecret, IsNotToldByAnyMistakeInTheFile) {
  const std::string key = "sk-proj-canaryabcdefghijklmnopqrstuvwxyz012345";
  for (const std::string& text :
       {"keys: " + key, "keys: [" + key + "]", "keys: {" + key + ": {}}", key + ": 1",
        "providers: {openai: {key: " + key + "}}", "providers: {openai: " + key + "}",
        "providers: {openai: {keys: [" + key + "]}}", "providers: [" + key + "]",
        "providers: [{name: o, like: " + key + "}]", "default_route: " + key,
        "providers: [{name: openai, headers: {authorization: " + key + "}}]",
        "listen: {address: " + key + "}", "keys: {a: {key: env:ALICE_KEY, project: " + key + "}}"})
    EXPECT_THAT(mistake_in(text), Not(HasSubstr("canaryabc"))) << text;
}

TEST(ASecret, IsNamedByItsWholePathAlsoWhereTheNameSoundsLikeOne) {
  EXPECT_THAT(mistake_in("providers: {bedrock: {credentials: {aws_keys: {access_key_id: env:A, "
                         "secret_access_key: env:B}}}}"),
              HasSubstr("aws_keys.secret_access_key, the environment variable B is not set"));
}

TEST(SecretReference, IsCalledAfterItsVariableOrFile) {
  EXPECT_EQ(SecretReference::parse("env:A_KEY")->label(), "A_KEY");
  EXPECT_EQ(SecretReference::parse("file:/run/secrets/openai")->label(), "openai");
  EXPECT_FALSE(SecretReference::parse("A_KEY"));
}

}  // namespace
}  // namespace omnillm::server
