#include "auth/sigv4.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "auth/sigv4_cases.h"

namespace omnillm::auth {
namespace {

using std::chrono::seconds;

class SigV4Suite : public testing::TestWithParam<SigV4Case> {};

bool holds(const Headers& headers, std::string_view name, std::string_view value) {
  for (const auto [n, v] : headers)
    if (same_field_name(n, name) && v == value) return true;
  return false;
}

TEST_P(SigV4Suite, IsReproducedInHeaderForm) {
  const SigV4Case& c = GetParam();
  HttpRequest request = c.request;
  const auto signature = signer_of(c).sign(request, c.now);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->canonical.text, c.in_header.canonical_request);
  EXPECT_EQ(signature->string_to_sign, c.in_header.string_to_sign);
  EXPECT_EQ(signature->value, c.in_header.signature);
  for (const auto& [name, value] : c.signed_headers) {
    if (same_field_name(name, "host")) continue;  // the transport's
    EXPECT_TRUE(holds(request.headers, name, value)) << name;
  }
}

TEST_P(SigV4Suite, IsReproducedInQueryForm) {
  const SigV4Case& c = GetParam();
  HttpRequest request = c.request;
  const auto signature = signer_of(c).presign(request, c.now, c.lifetime);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->canonical.text, c.in_query.canonical_request);
  EXPECT_EQ(signature->string_to_sign, c.in_query.string_to_sign);
  EXPECT_EQ(signature->value, c.in_query.signature);
  EXPECT_EQ(request.url, c.presigned_url);
}

INSTANTIATE_TEST_SUITE_P(Official, SigV4Suite, testing::ValuesIn(sigv4_cases()),
                         [](const auto& one) { return one.param.name; });

TEST(SigV4Test, KnowsAllCasesOfTheSuite) { EXPECT_EQ(sigv4_cases().size(), 38u); }

TEST(SigV4Test, SignsARequestToBedrockAsWorkedOutByHand) {
  const WorkedExample worked = worked_example();
  HttpRequest request = worked.request;
  const SigV4 signer(worked.keys, worked.region, worked.service);
  const auto signature = signer.sign(request, worked.now);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->canonical.text, worked.canonical_request);
  EXPECT_EQ(signature->string_to_sign, worked.string_to_sign);
  EXPECT_EQ(signature->value, worked.signature);
  EXPECT_EQ(request.headers.find("Authorization"), worked.authorization);
  EXPECT_EQ(hex(derive_signing_key(
                Sha256(), worked.keys.secret_access_key,
                {.date = "20260101", .region = worked.region, .service = worked.service})),
            worked.signing_key);
}

TEST(SigV4Test, ReplacesTheSignatureOfAnEarlierTry) {
  const WorkedExample worked = worked_example();
  const SigV4 signer(worked.keys, worked.region, worked.service);
  HttpRequest once = worked.request;
  HttpRequest twice = worked.request;
  ASSERT_TRUE(signer.sign(twice, worked.now - seconds(600)));
  ASSERT_TRUE(signer.sign(twice, worked.now));
  ASSERT_TRUE(signer.sign(once, worked.now));
  EXPECT_EQ(twice.headers.find("Authorization"), once.headers.find("Authorization"));
  EXPECT_EQ(twice.headers.size(), once.headers.size());
}

TEST(SigV4Test, RefusesWhatIsNoAddress) {
  const SigV4 signer({}, "us-east-1", "bedrock");
  HttpRequest request{.url = "bedrock-runtime.us-east-1.amazonaws.com/x"};
  EXPECT_EQ(signer.sign(request, WallTime{}).error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(signer.presign(request, WallTime{}, seconds(1)).error().kind(),
            ErrorKind::Configuration);
}

TEST(SigningKeysTest, KeepADayAndARegionApart) {
  const Sha256 sha;
  const Secret secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  SigningKeys keys(secret);
  std::vector<std::string> dates;
  for (int day = 10; day < 30; ++day) dates.push_back("202601" + std::to_string(day));
  for (int round = 0; round < 2; ++round)
    for (const std::string& date : dates)
      for (const char* region : {"us-east-1", "eu-west-1"}) {
        const CredentialScope scope{.date = date, .region = region, .service = "bedrock"};
        EXPECT_EQ(keys.get(sha, scope), derive_signing_key(sha, secret, scope));
        EXPECT_EQ(keys.get(sha, scope), derive_signing_key(sha, secret, scope));
      }
}

TEST(AmzTimestamp, IsTheSecondInUniversalTime) {
  EXPECT_EQ(amz_timestamp(WallTime(seconds(1'440'938'160))), "20150830T123600Z");
  EXPECT_EQ(amz_timestamp(WallTime(std::chrono::milliseconds(1'440'938'160'999))),
            "20150830T123600Z");
}

}  // namespace
}  // namespace omnillm::auth
