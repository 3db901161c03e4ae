#include "auth/token_grant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "auth/service_account_for_test.h"

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr WallTime kNow = WallTime(std::chrono::seconds(1'767'225'600));
constexpr const char* kScope = "https://cognitiveservices.azure.com/.default";

credential::AzureClientSecret client() {
  return {.tenant_id = "tenant/1", .client_id = "app", .client_secret = Secret("s+e=cret")};
}

TEST(ServiceAccountGrant, PostsAFreshAssertionToTheAccountsAddress) {
  const auto grant =
      service_account_grant(*ServiceAccount::parse(service_account_json(test_key())));
  const auto request = grant->request(kNow);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "https://oauth2.googleapis.com/token");
  EXPECT_EQ(request->headers.find("content-type"), "application/x-www-form-urlencoded");
  EXPECT_THAT(request->body, HasSubstr("&assertion=eyJ"));
  EXPECT_NE(grant->request(kNow + std::chrono::seconds(1))->body, request->body);
  EXPECT_EQ(grant->who(), "oauth2.googleapis.com");
}

TEST(ServiceAccountGrant, SaysNothingOfItsAssertionWhenItIsEchoed) {
  const auto grant =
      service_account_grant(*ServiceAccount::parse(service_account_json(test_key())));
  const std::string body = grant->request(kNow)->body;
  const std::string assertion = body.substr(body.find("eyJ"));
  const auto token = grant->read(400, R"({"error_description":"bad )" + assertion + "\"}");
  EXPECT_EQ(token.error().message(),
            "oauth2.googleapis.com refuses us a token: it answered 400, bad ***");
}

TEST(ClientSecretGrant, PostsTheSecretToTheTenantsAddress) {
  const auto grant = client_secret_grant(client(), kScope);
  ASSERT_TRUE(grant);
  const auto request = (*grant)->request(kNow);
  EXPECT_EQ(request->url, "https://login.microsoftonline.com/tenant%2F1/oauth2/v2.0/token");
  EXPECT_EQ(request->body,
            "grant_type=client_credentials&client_id=app&client_secret=s%2Be%3Dcret"
            "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
  EXPECT_EQ((*grant)->who(), "login.microsoftonline.com");
}

TEST(ClientSecretGrant, SaysNothingOfItsSecretWhenItIsEchoed) {
  const auto grant = client_secret_grant(client(), kScope);
  const auto token =
      (*grant)->read(401, R"({"error":"s+e=cret","error_description":"s%2Be%3Dcret"})");
  EXPECT_EQ(token.error().kind(), ErrorKind::Auth);
  EXPECT_THAT(token.error().to_string(), Not(HasSubstr("cret\"")));
  EXPECT_EQ(token.error().provider_code(), "***");
}

TEST(ClientSecretGrant, IsRefusedWhenItIsIncompleteOrGoesToNoAuthority) {
  auto no_tenant = client(), no_client = client(), no_secret = client();
  no_tenant.tenant_id.clear();
  no_client.client_id.clear();
  no_secret.client_secret = Secret();
  for (const auto& wrong : {no_tenant, no_client, no_secret})
    EXPECT_EQ(client_secret_grant(wrong, kScope).error().kind(), ErrorKind::Configuration);
  for (const char* authority :
       {"", "login.example", "http://login.example", "https://a.example/b"}) {
    auto wrong = client();
    wrong.authority = authority;
    EXPECT_EQ(client_secret_grant(wrong, kScope).error().kind(), ErrorKind::Configuration)
        << authority;
  }
  auto with_slash = client();
  with_slash.authority = "https://login.microsoftonline.us/";
  EXPECT_EQ((*client_secret_grant(with_slash, kScope))->request(kNow)->url,
            "https://login.microsoftonline.us/tenant%2F1/oauth2/v2.0/token");
}

TEST(MachineGrants, AskTheMetadataServerOfTheirCloud) {
  const auto google = google_machine_grant()->request(kNow);
  EXPECT_EQ(google->method, HttpMethod::Get);
  EXPECT_EQ(google->url,
            "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/"
            "token");
  EXPECT_EQ(google->headers.find("Metadata-Flavor"), "Google");
  const auto azure = azure_machine_grant({.client_id = "a b"}, kScope);
  EXPECT_EQ(azure->request(kNow)->url,
            "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
            "&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=a%20b");
  EXPECT_EQ(azure->request(kNow)->headers.find("Metadata"), "true");
  EXPECT_EQ(azure->read(200, R"({"access_token":"t","expires_in":"3600"})")->token.reveal(), "t");
  EXPECT_EQ(google_machine_grant()->read(500, "").error().kind(), ErrorKind::Network);
}

}  // namespace
}  // namespace omnillm::auth
