#include "auth/google_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "auth/service_account_for_test.h"
#include "json/writer.h"

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr WallTime kNow = WallTime(std::chrono::milliseconds(1'767'225'600'250));

struct Jwt {
  std::string signed_text, header, claims, signature;
};
Jwt read(const Secret& token) {
  const std::string text(token.reveal());
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  return {.signed_text = text.substr(0, second),
          .header = decode_base64url(text.substr(0, first)),
          .claims = decode_base64url(text.substr(first + 1, second - first - 1)),
          .signature = decode_base64url(text.substr(second + 1))};
}

TEST(ServiceAccountTest, SignsAnAssertionThatItsPublicKeyVerifies) {
  const auto account = ServiceAccount::parse(service_account_json(test_key()));
  ASSERT_TRUE(account);
  const auto assertion = account->assertion(kNow);
  ASSERT_TRUE(assertion);
  const Jwt jwt = read(*assertion);
  EXPECT_TRUE(test_key().verifies(jwt.signed_text, jwt.signature));
  EXPECT_FALSE(TestKey::rsa().verifies(jwt.signed_text, jwt.signature));
  EXPECT_EQ(jwt.header, R"({"alg":"RS256","typ":"JWT","kid":"key-id-1"})");
  EXPECT_EQ(jwt.claims,
            R"({"iss":"bot@acme-1.iam.gserviceaccount.com",)"
            R"("scope":"https://www.googleapis.com/auth/cloud-platform",)"
            R"("aud":"https://oauth2.googleapis.com/token","iat":1767225600,"exp":1767229200})");
}

TEST(ServiceAccountTest, PutsThePrivateKeyNowhere) {
  const auto account = ServiceAccount::parse(service_account_json(test_key()));
  const auto assertion = account->assertion(kNow);
  const std::string form = service_account_form(*assertion);
  const std::string secret_part = test_key().pem().substr(200, 40);
  EXPECT_THAT(form, Not(HasSubstr(secret_part)));
  EXPECT_THAT(form, Not(HasSubstr("PRIVATE")));
  EXPECT_THAT(form, StartsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                               "&assertion=eyJ"));
}

TEST(ServiceAccountTest, NamesWhatIsWrongWithItsFileAndQuotesNothing) {
  std::string short_key, other_key;
  json::Writer(short_key).string(TestKey::rsa(1024).pem());
  json::Writer(other_key).string(TestKey::elliptic().pem());
  const std::vector<std::pair<Secret, std::string>> wrong{
      {Secret("canary"), "no JSON object"},
      {Secret("[\"canary\"]"), "no JSON object"},
      {service_account_json(test_key(), "type", R"("canary")"), "\"type\""},
      {service_account_json(test_key(), "client_email"), "\"client_email\""},
      {service_account_json(test_key(), "token_uri"), "\"token_uri\""},
      {service_account_json(test_key(), "token_uri", R"("http://canary.example/")"),
       "\"token_uri\""},
      {service_account_json(test_key(), "private_key"), "lacks \"private_key\""},
      {service_account_json(test_key(), "private_key", R"("canary")"), "RSA"},
      {service_account_json(test_key(), "private_key", short_key), "RSA"},
      {service_account_json(test_key(), "private_key", other_key), "RSA"}};
  for (const auto& [json, says] : wrong) {
    const auto account = ServiceAccount::parse(json);
    ASSERT_FALSE(account) << says;
    EXPECT_EQ(account.error().kind(), ErrorKind::Configuration);
    EXPECT_THAT(account.error().message(), HasSubstr(says));
    EXPECT_THAT(account.error().message(), Not(HasSubstr("canary")));
  }
}

TEST(ServiceAccountTest, AsksNobodyForThePassphraseOfAKey) {
  std::string locked;
  json::Writer(locked).string(
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_FALSE(ServiceAccount::parse(service_account_json(test_key(), "private_key", locked)));
}

TEST(Base64Url, HasNoPaddingAndNoSlashes) {
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
}

}  // namespace
}  // namespace omnillm::auth
