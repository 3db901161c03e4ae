// One secret in every place where one can be: it comes out where it is meant to, and nowhere else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "auth/resolver.h"
#include "auth/scripted_transport.h"
#include "auth/service_account_for_test.h"
#include "auth/signer.h"
#include "base/virtual_time.h"
#include "http/percent.h"
#include "json/writer.h"
#include "net/virtual_loop.h"
#include "omnillm/dotenv.h"

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;

// Without the shape of any provider's keys, so that nothing masks it by its looks.
constexpr std::string_view kCanary = "Cn ry/7+f";
const Secret kSecret(kCanary);

class Canary : public testing::Test {
 protected:
  template <class T>
  void tell(const T& what) {
    told_ << what << '\n';
  }
  template <class T>
  void tell_error(const Result<T>& result) {
    ASSERT_FALSE(result);
    tell(result.error());
    tell(result.error().to_string());
    tell(result.error().provider_code());
  }
  void TearDown() override {
    EXPECT_GT(told_.str().size(), 10u);
    EXPECT_THAT(told_.str(), Not(HasSubstr(std::string(kCanary))));
    EXPECT_THAT(told_.str(), Not(HasSubstr(http::percent_encode(kCanary))));
    EXPECT_THAT(told_.str(), Not(HasSubstr(base64url(kCanary))));
  }

  VirtualTime time;
  net::VirtualLoop loop{time};
  ScriptedTransport transport;

 private:
  std::ostringstream told_;
};

TEST_F(Canary, IsInNoErrorAboutAKey) {
  for (const AuthScheme& scheme : {AuthScheme::bearer(), AuthScheme::query("key")}) {
    const auto signer =
        Signer::create(ProviderEndpoint::openai_chat_completions().with_auth(scheme),
                       credential::ApiKey{.key = kSecret}, transport, time);
    HttpRequest request{.url = "https://api.openai.com/v1"}, foreign{.url = "https://a.example"};
    tell_error((*signer)->try_sign(request, kSecret));  // it has a blank
    tell_error((*signer)->try_sign(foreign, kSecret));
  }
}

TEST_F(Canary, IsInNoErrorAboutCredentialsThatDoNotFit) {
  const std::vector<Credentials> all{
      credential::AwsKeys{
          .access_key_id = kSecret, .secret_access_key = kSecret, .session_token = kSecret},
      credential::GoogleServiceAccount{.json = kSecret},
      credential::AzureClientSecret{.client_secret = kSecret}};
  const auto endpoint =
      ProviderEndpoint::at(WireFormat::GeminiGenerateContent, "https://a.example");
  for (const Credentials& credentials : all) {
    tell(credentials);
    for (const AuthScheme& scheme : {AuthScheme::bearer(), AuthScheme::sigv4("bedrock"),
                                     AuthScheme::google(), AuthScheme::entra("scope")})
      tell_error(Signer::create(ProviderEndpoint(endpoint).with_auth(scheme), credentials,
                                transport, time));
  }
}

TEST_F(Canary, IsInNoErrorOfAnEndpointForTokensThatEchoesIt) {
  const auto signer = Signer::create(
      ProviderEndpoint::openai_chat_completions().with_auth(AuthScheme::entra("scope")),
      credential::AzureClientSecret{.tenant_id = "t", .client_id = "c", .client_secret = kSecret},
      transport, time);
  ASSERT_TRUE(signer);
  std::string echo = R"({"error":)";
  json::Writer(echo).string(kCanary);
  echo += R"(,"error_description":)";
  json::Writer(echo).string(std::string(kCanary) + http::percent_encode(kCanary));
  echo += "}";
  for (const ScriptedAnswer& answer :
       {ScriptedAnswer::of(401, echo), ScriptedAnswer::of(500, echo), ScriptedAnswer::of(200, echo),
        ScriptedAnswer::failure(Error(ErrorKind::Network, "reset"))}) {
    transport.answer(answer);
    HttpRequest request{.url = "https://api.openai.com/v1"};
    auto task = (*signer)->sign(loop, request, kSecret);
    task.start();
    while (time.run_next()) {
    }
    tell_error(task.take());
    EXPECT_TRUE(request.headers.empty());
    time.advance(std::chrono::minutes(2));
  }
}

TEST_F(Canary, IsInNoErrorAboutWhatWasRead) {
  const std::string canary(kCanary);
  tell_error(parse_dotenv("A='" + canary));
  tell_error(
      ServiceAccount::parse(service_account_json(test_key(), "private_key", "\"" + canary + "\"")));
  const FixedEnvironment half({{"AWS_SECRET_ACCESS_KEY", canary}});
  const FixedEnvironment azure({{"AZURE_CLIENT_SECRET", canary}});
  const auto& providers = embedded_provider_registry();
  tell_error(resolve_credentials({.environment = &half}, *providers.provider("bedrock")));
  tell_error(resolve_credentials({.environment = &azure}, *providers.provider("azure")));
}

TEST_F(Canary, IsNotInARequestSignedWithIt) {
  const auto where = ProviderEndpoint::bedrock_converse("us-east-1");
  const auto signer = Signer::create(where,
                                     credential::AwsKeys{.access_key_id = Secret("AKIDEXAMPLE"),
                                                         .secret_access_key = Secret("C4nary/7+f")},
                                     transport, time);
  HttpRequest request{.url = where.base_url + "/model/x/converse", .body = "{}"};
  ASSERT_TRUE((*signer)->try_sign(request, Secret()));
  for (const auto [name, value] : request.headers) EXPECT_EQ(value.find("C4nary"), value.npos);
  tell(request.url);
}

}  // namespace
}  // namespace omnillm::auth
