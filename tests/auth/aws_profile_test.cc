#include "auth/aws_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;

AwsProfileValues find(std::string_view text, std::string_view name = "default",
                      AwsFile file = AwsFile::Credentials) {
  const auto found = find_aws_profile(text, file, name);
  EXPECT_TRUE(found && *found) << text;
  return found && *found ? **found : AwsProfileValues{};
}
bool has(std::string_view text, std::string_view name, AwsFile file) {
  return find_aws_profile(text, file, name).value().has_value();
}

constexpr std::string_view kFile = R"(# mine
[default]
aws_access_key_id = ID1
aws_secret_access_key=S/1+x==
; and another
[ work ]
AWS_ACCESS_KEY_ID = ID2   # of March
aws_secret_access_key = S2
aws_session_token = T2 ; short
region = eu-west-1
s3 =
  region = us-east-1
output = json
)";

TEST(AwsProfile, HasTheKeysUnderItsName) {
  EXPECT_EQ(find(kFile), (AwsProfileValues{.access_key_id = Secret("ID1"),
                                           .secret_access_key = Secret("S/1+x==")}));
  EXPECT_EQ(find(kFile, "work"), (AwsProfileValues{.access_key_id = Secret("ID2"),
                                                   .secret_access_key = Secret("S2"),
                                                   .session_token = Secret("T2"),
                                                   .region = "eu-west-1"}));
}

TEST(AwsProfile, IsMissingWhereNobodyWroteIt) {
  EXPECT_FALSE(has(kFile, "home", AwsFile::Credentials));
  EXPECT_FALSE(has("", "default", AwsFile::Credentials));
  EXPECT_TRUE(has("[home]", "home", AwsFile::Credentials));
}

TEST(AwsProfile, StandsInConfigBehindTheWordProfile) {
  constexpr std::string_view kConfig =
      "[default]\nregion=a\n[profile  work]\nregion=b\n[home]\nregion=c\n[profilework]\n[profile]\n"
      "[sso-session work]\nregion=d\n";
  EXPECT_EQ(find(kConfig, "default", AwsFile::Config).region, "a");
  EXPECT_EQ(find(kConfig, "work", AwsFile::Config).region, "b");
  EXPECT_FALSE(has(kConfig, "home", AwsFile::Config));
}

TEST(AwsProfile, IsOneWhereItStandsTwice) {
  const auto values = find("[a]\nregion=x\n[b]\n[a]\r\naws_access_key_id=ID\r\n", "a");
  EXPECT_EQ(values.region, "x");
  EXPECT_EQ(values.access_key_id, Secret("ID"));
}

TEST(AwsProfile, SaysByWhatItsKeysWouldHaveToBeFetched) {
  EXPECT_EQ(find("[a]\nrole_arn = arn:aws:iam::1:role/x\n", "a").fetched_by, "role_arn");
  EXPECT_EQ(find("[a]\nsso_session = x\n", "a").fetched_by, "sso_session");
}

TEST(AwsProfile, IsRefusedWithTheLineAndNothingOfIt) {
  const auto no_equals = find_aws_profile("[a]\ncanary\n", AwsFile::Config, "default");
  EXPECT_TRUE(no_equals);  // somebody else's section
  for (const char* text : {"\n[default]\nx=1\ncanary", "\n\n\n[canary"}) {
    const auto found = find_aws_profile(text, AwsFile::Config, "default");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind(), ErrorKind::Configuration);
    EXPECT_THAT(found.error().message(), HasSubstr("line 4 of the AWS config file"));
    EXPECT_THAT(found.error().message(), Not(HasSubstr("canary")));
  }
  EXPECT_THAT(find_aws_profile("[default]\nx", AwsFile::Credentials, "default").error().message(),
              HasSubstr("line 2 of the AWS credentials file"));
}

}  // namespace
}  // namespace omnillm::auth
