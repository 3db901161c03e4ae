#include "auth/token_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace omnillm::auth {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kWho = "oauth2.googleapis.com";

Result<GrantedToken> read(int status, std::string_view body) {
  return read_token_answer(kWho, status, body, Secret("canary-1"));
}

TEST(TokenAnswer, IsATokenAndHowLongItIsGood) {
  const auto granted =
      read(200, R"({"access_token":"ya29.a","expires_in":3599,"token_type":"Bearer"})");
  ASSERT_TRUE(granted);
  EXPECT_EQ(granted->token.reveal(), "ya29.a");
  EXPECT_EQ(granted->lifetime, seconds(3599));
}

TEST(TokenAnswer, ReadsALifetimeThatIsWrittenAsAString) {
  EXPECT_EQ(read(200, R"({"access_token":"a","expires_in":"86399"})")->lifetime, seconds(86'399));
}

TEST(TokenAnswer, KnowsNoLifetimeWhereNoneIsTold) {
  EXPECT_EQ(read(200, R"({"access_token":"a"})")->lifetime, std::nullopt);
  EXPECT_EQ(read(200, R"({"access_token":"a","expires_in":"soon"})")->lifetime, std::nullopt);
  EXPECT_EQ(read(200, R"({"access_token":"a","expires_in":1.5})")->lifetime, std::nullopt);
}

TEST(TokenAnswer, BoundsLifetimesThatNobodyGrants) {
  EXPECT_EQ(read(200, R"({"access_token":"a","expires_in":-1})")->lifetime, seconds(0));
  EXPECT_EQ(read(200, R"({"access_token":"a","expires_in":9223372036854775807})")->lifetime,
            seconds(86'400));
}

TEST(TokenAnswer, IsARefusalWithTheProvidersCodeAndWords) {
  const auto granted = read(400, R"({"error":"invalid_grant","error_description":"Bad\nclock"})");
  ASSERT_FALSE(granted);
  EXPECT_EQ(granted.error().kind(), ErrorKind::Auth);
  EXPECT_EQ(granted.error().status(), 400);
  EXPECT_EQ(granted.error().provider_code(), "invalid_grant");
  EXPECT_EQ(granted.error().message(),
            "oauth2.googleapis.com refuses us a token: it answered 400 invalid_grant, Bad clock");
}

TEST(TokenAnswer, IsAFailureThatPassesWhenTheOtherSideHasTrouble) {
  for (const int status : {302, 408, 429, 500, 503})
    EXPECT_EQ(read(status, "<html>").error().kind(), ErrorKind::Network) << status;
  EXPECT_EQ(read(400, R"({"error":"temporarily_unavailable"})").error().kind(), ErrorKind::Network);
  for (const int status : {400, 401, 403, 404})
    EXPECT_EQ(read(status, "<html>").error().kind(), ErrorKind::Auth) << status;
}

TEST(TokenAnswer, IsRefusedWithoutATokenThatCanStandInAHeader) {
  for (const char* body : {"", "{}", "[]", R"({"access_token":7})", R"({"access_token":""})",
                           R"({"access_token":"a\r\nX-Evil: 1"})", R"({"access_token":"ä"})"})
    EXPECT_EQ(read(200, body).error().kind(), ErrorKind::Network) << body;
}

TEST(TokenAnswer, NeverSaysWhatWeSentHoweverItIsEchoed) {
  const auto plain = read(401, R"({"error":"canary-1","error_description":"got canary-1!"})");
  EXPECT_THAT(plain.error().to_string(), Not(HasSubstr("canary")));
  EXPECT_THAT(plain.error().provider_code(), Not(HasSubstr("canary")));
  const auto encoded =
      read_token_answer(kWho, 401, R"({"error_description":"got a%2Fb%20c"})", Secret("a/b c"));
  EXPECT_THAT(encoded.error().to_string(), Not(HasSubstr("a%2Fb")));
}

TEST(TokenAnswer, KeepsAMessageShortAndItsCharactersWhole) {
  std::string words;
  for (int i = 0; i < 500; ++i) words += "ä";
  const auto granted = read(400, R"({"error_description":")" + words + "\"}");
  EXPECT_LT(granted.error().message().size(), 350u);
  EXPECT_THAT(granted.error().message(), HasSubstr("ä..."));
}

}  // namespace
}  // namespace omnillm::auth
