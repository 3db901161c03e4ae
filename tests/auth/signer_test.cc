#include "auth/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "auth/scripted_transport.h"
#include "auth/service_account_for_test.h"
#include "base/virtual_time.h"
#include "net/virtual_loop.h"

namespace omnillm::auth {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kBase = "https://api.example.com/v1";
const Secret kKey("sk-canary-1");

ProviderEndpoint endpoint(AuthScheme scheme, std::string base = kBase) {
  return ProviderEndpoint::at(WireFormat::OpenAiChatCompletions, std::move(base))
      .with_auth(std::move(scheme));
}

credential::AwsKeys aws_keys() {
  return {.access_key_id = Secret("AKIDEXAMPLE"), .secret_access_key = Secret("canary-2")};
}

class SignerTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Signer>> make(const ProviderEndpoint& where,
                                       const Credentials& credentials = {}) {
    return Signer::create(where, credentials, transport, time);
  }
  // A request to kBase, signed at once.
  HttpRequest sign(AuthScheme scheme, const Secret& key = kKey) {
    HttpRequest request{.url = "https://api.example.com/v1/chat"};
    const auto done = (*make(endpoint(std::move(scheme))))->try_sign(request, key);
    EXPECT_TRUE(done && *done);
    return request;
  }
  Error refusal(AuthScheme scheme, const Credentials& credentials, std::string base = kBase) {
    return make(endpoint(std::move(scheme), std::move(base)), credentials).error();
  }
  void run() {
    while (time.run_next()) {
    }
  }

  VirtualTime time;
  net::VirtualLoop loop{time};
  ScriptedTransport transport;
};

TEST_F(SignerTest, PutsAKeyWhereTheSchemeWantsIt) {
  EXPECT_EQ(sign(AuthScheme::bearer()).headers, (Headers{{"Authorization", "Bearer sk-canary-1"}}));
  EXPECT_EQ(sign(AuthScheme::header("api-key")).headers, (Headers{{"api-key", "sk-canary-1"}}));
  EXPECT_EQ(sign(AuthScheme::query("key"), Secret("a&b=c")).url,
            "https://api.example.com/v1/chat?key=a%26b%3Dc");
  EXPECT_TRUE(sign(AuthScheme::query("key")).headers.empty());
}

TEST_F(SignerTest, PutsNothingIntoARequestToAServerWithoutKeys) {
  const HttpRequest request = sign(AuthScheme::none(), Secret());
  EXPECT_TRUE(request.headers.empty());
  EXPECT_EQ(request.url, "https://api.example.com/v1/chat");
}

TEST_F(SignerTest, ReplacesTheKeyOfAnEarlierTry) {
  for (const AuthScheme& scheme :
       {AuthScheme::bearer(), AuthScheme::header("X-Api-Key"), AuthScheme::query("key")}) {
    const auto signer = make(endpoint(scheme));
    HttpRequest request{.url = kBase}, fresh{.url = kBase};
    ASSERT_TRUE((*signer)->try_sign(request, Secret("first")));
    ASSERT_TRUE((*signer)->try_sign(request, Secret("second")));
    ASSERT_TRUE((*signer)->try_sign(fresh, Secret("second")));
    EXPECT_EQ(request.headers, fresh.headers);
    EXPECT_EQ(request.url, fresh.url);
  }
}

TEST_F(SignerTest, RefusesAKeyThatCannotStandInAHeaderAndSaysNothingOfIt) {
  const std::vector<Secret> keys{Secret(""),           Secret("canary\n"),
                                 Secret(" canary"),    Secret("can\r\nary"),
                                 Secret("cänary"),     Secret("can ary"),
                                 Secret("canary\x7f"), Secret(std::string_view("can\0ary", 7))};
  for (const AuthScheme& scheme : {AuthScheme::bearer(), AuthScheme::query("key")}) {
    const auto signer = make(endpoint(scheme));
    for (const Secret& key : keys) {
      HttpRequest request{.url = kBase};
      const auto done = (*signer)->try_sign(request, key);
      ASSERT_FALSE(done) << key.reveal();
      EXPECT_EQ(done.error().kind(), ErrorKind::Configuration);
      EXPECT_THAT(done.error().message(), Not(HasSubstr("ary")));
      EXPECT_TRUE(request.headers.empty());
      EXPECT_EQ(request.url, kBase);
    }
  }
}

TEST_F(SignerTest, AllowsASpaceInsideAHeaderThatTakesMoreThanAKey) {
  EXPECT_EQ(
      sign(AuthScheme::header("Authorization"), Secret("Token abc")).headers.find("Authorization"),
      "Token abc");
}

TEST_F(SignerTest, SendsNoCredentialToAnotherOrigin) {
  for (const AuthScheme& scheme : {AuthScheme::bearer(), AuthScheme::header("api-key"),
                                   AuthScheme::query("key"), AuthScheme::none()}) {
    const auto signer = make(endpoint(scheme));
    for (const char* url :
         {"https://evil.example/v1/chat", "http://api.example.com/v1/chat",
          "https://api.example.com.evil.example/", "https://api.example.com:8443/v1",
          "https://api.example.com@evil.example/", "https://api.example.com\\@evil.example/", ""}) {
      HttpRequest request{.url = url};
      const auto done = (*signer)->try_sign(request, kKey);
      ASSERT_FALSE(done) << url;
      EXPECT_EQ(done.error().kind(), ErrorKind::Configuration);
      EXPECT_EQ(request.url, url);
      EXPECT_TRUE(request.headers.empty());
    }
  }
}

TEST_F(SignerTest, RefusesAnEndpointWithoutAnAddress) {
  for (const char* base : {"", "api.example.com", "https://me@api.example.com/",
                           "https://bedrock-runtime.{region}.amazonaws.com"})
    EXPECT_EQ(refusal(AuthScheme::bearer(), {}, base).kind(), ErrorKind::Configuration) << base;
  EXPECT_TRUE(make(endpoint(AuthScheme::bearer(), " https://api.example.com/v1 ")));
}

TEST_F(SignerTest, RefusesAHeaderThatSaysHowARequestIsRead) {
  for (const char* name : {"", "Host", "content-length", "X Key", "X-Key:"})
    EXPECT_EQ(refusal(AuthScheme::header(name), {}).kind(), ErrorKind::Configuration) << name;
  EXPECT_EQ(refusal(AuthScheme::query(""), {}).kind(), ErrorKind::Configuration);
}

TEST_F(SignerTest, RefusesCredentialsThatItsSchemeCannotUse) {
  const Credentials client = credential::AzureClientSecret{};
  EXPECT_EQ(refusal(AuthScheme::bearer(), aws_keys()).message(),
            "AWS keys cannot sign requests by \"bearer\": it takes an API key");
  EXPECT_EQ(refusal(AuthScheme::sigv4("bedrock"), Credentials::api_key("k")).message(),
            "an API key cannot sign requests by \"sigv4\": it takes AWS keys");
  EXPECT_EQ(refusal(AuthScheme::google(), client).message(),
            "an Azure client secret cannot sign requests by \"google\": it takes a Google service "
            "account");
  EXPECT_EQ(refusal(AuthScheme::entra("scope"), credential::GoogleServiceAccount{}).message(),
            "a Google service account cannot sign requests by \"entra\": it takes an Azure client "
            "secret");
  EXPECT_EQ(refusal(AuthScheme::google(), credential::GoogleServiceAccount{}).kind(),
            ErrorKind::Configuration);
  EXPECT_EQ(refusal(AuthScheme::entra("scope"), client).kind(), ErrorKind::Configuration);
}

TEST_F(SignerTest, SignsForTheRegionOfTheHost) {
  auto keys = aws_keys();
  keys.region = "eu-west-1";
  const auto where = ProviderEndpoint::bedrock_converse("us-gov-west-1");
  const auto signer = make(where, keys);
  ASSERT_TRUE(signer);
  HttpRequest request{.url = where.base_url + "/model/x/converse", .body = "{}"};
  EXPECT_EQ((*signer)->try_sign(request, Secret()), true);
  EXPECT_THAT(std::string(*request.headers.find("Authorization")),
              HasSubstr("/us-gov-west-1/bedrock/aws4_request"));
}

TEST_F(SignerTest, SignsForTheRegionOfTheKeysWhereTheHostNamesNone) {
  auto keys = aws_keys();
  EXPECT_THAT(refusal(AuthScheme::sigv4("bedrock"), keys).message(), HasSubstr("AWS_REGION"));
  for (const char* base : {"https://a-b.example", "https://us-east.example", "https://us-east-x.y",
                           "https://proxy-1.example", "https://us-east-.example"})
    EXPECT_FALSE(make(endpoint(AuthScheme::sigv4("bedrock"), base), keys)) << base;
  keys.region = "eu-west-1";
  EXPECT_TRUE(make(endpoint(AuthScheme::sigv4("bedrock")), keys));
}

TEST_F(SignerTest, RefusesAwsKeysThatAreIncompleteOrHoldALineEnd) {
  auto no_id = aws_keys(), no_secret = aws_keys(), bad_id = aws_keys(), bad_token = aws_keys();
  no_id.access_key_id = Secret();
  no_secret.secret_access_key = Secret();
  bad_id.access_key_id = Secret("AKID\n");
  bad_token.session_token = Secret("a\nb");
  for (const auto& keys : {no_id, no_secret, bad_id, bad_token})
    EXPECT_EQ(make(ProviderEndpoint::bedrock_converse("us-east-1"), keys).error().kind(),
              ErrorKind::Configuration);
}

TEST_F(SignerTest, SendsABedrockKeyAsABearer) {
  const auto where = ProviderEndpoint::bedrock_converse("us-east-1");
  const auto signer = make(where, credential::BedrockKey{.key = kKey});
  ASSERT_TRUE(signer);
  HttpRequest request{.url = where.base_url + "/model/x/converse"};
  EXPECT_EQ((*signer)->try_sign(request, kKey), true);
  EXPECT_EQ(request.headers, (Headers{{"Authorization", "Bearer sk-canary-1"}}));
}

TEST_F(SignerTest, FetchesATokenOnceAndSignsAtOnceFromThenOn) {
  transport.answer(ScriptedAnswer::token("ya29", 3600));
  const auto signer = make(endpoint(AuthScheme::google()),
                           credential::GoogleServiceAccount{service_account_json(test_key())});
  ASSERT_TRUE(signer);
  HttpRequest request{.url = kBase}, next{.url = kBase};
  EXPECT_EQ((*signer)->try_sign(request, Secret()), false);
  EXPECT_TRUE(request.headers.empty());
  const Secret no_key;
  auto task = (*signer)->sign(loop, request, no_key);
  task.start();
  run();
  ASSERT_TRUE(task.take());
  EXPECT_EQ(request.headers, (Headers{{"Authorization", "Bearer ya29"}}));
  EXPECT_EQ((*signer)->try_sign(next, Secret()), true);
  EXPECT_EQ(next.headers, request.headers);
  EXPECT_EQ(transport.requests.at(0).url, "https://oauth2.googleapis.com/token");
}

TEST_F(SignerTest, AsksMicrosoftForTheScopeOfTheScheme) {
  transport.answer(ScriptedAnswer::token("eyJ", 3600));
  const auto signer =
      make(endpoint(AuthScheme::entra("https://cognitiveservices.azure.com/.default")),
           credential::AzureClientSecret{
               .tenant_id = "t", .client_id = "c", .client_secret = Secret("canary-3")});
  HttpRequest request{.url = kBase};
  auto task = (*signer)->sign(loop, request, kKey);
  task.start();
  run();
  EXPECT_EQ(request.headers, (Headers{{"Authorization", "Bearer eyJ"}}));
  EXPECT_THAT(transport.requests.at(0).body, HasSubstr("cognitiveservices.azure.com%2F.default"));
}

TEST_F(SignerTest, AsksTheMachineWhereItIsTheIdentity) {
  ASSERT_TRUE(make(endpoint(AuthScheme::entra("s")), credential::MachineIdentity{}));
  const auto signer = make(endpoint(AuthScheme::google()), credential::MachineIdentity{});
  HttpRequest request{.url = kBase};
  auto task = (*signer)->sign(loop, request, kKey);
  task.start();
  run();
  EXPECT_EQ(task.take().error().kind(), ErrorKind::Network);
  EXPECT_THAT(transport.requests.at(0).url, StartsWith("http://metadata.google.internal/"));
}

TEST_F(SignerTest, SignsWithoutWaitingWhenNothingHasToBeFetched) {
  const auto signer = make(endpoint(AuthScheme::bearer()));
  HttpRequest request{.url = kBase}, elsewhere{.url = "https://evil.example/"};
  auto task = (*signer)->sign(loop, request, kKey);
  task.start();
  ASSERT_TRUE(task.done());
  EXPECT_TRUE(task.take());
  auto refused = (*signer)->sign(loop, elsewhere, kKey);
  refused.start();
  EXPECT_EQ(refused.take().error().kind(), ErrorKind::Configuration);
  EXPECT_FALSE((*signer)->refresh_due());
}

TEST_F(SignerTest, RefreshesBesideRequestsAndDropsATokenThatIsRefused) {
  transport.answer(ScriptedAnswer::token("one", 3600));
  transport.answer(ScriptedAnswer::token("two", 3600));
  const auto signer = make(endpoint(AuthScheme::google()), credential::MachineIdentity{});
  HttpRequest request{.url = kBase};
  auto task = (*signer)->sign(loop, request, kKey);
  task.start();
  run();
  time.advance(std::chrono::minutes(57));
  ASSERT_TRUE((*signer)->refresh_due());
  auto refresh = (*signer)->refresh(loop);
  refresh.start();
  run();
  EXPECT_EQ((*signer)->try_sign(request, kKey), true);
  EXPECT_EQ(request.headers.find("Authorization"), "Bearer two");
  (*signer)->rejected(request.headers);
  EXPECT_EQ((*signer)->try_sign(request, kKey), false);
}

TEST_F(SignerTest, TakesARefusalOfAKeyAsNoNewsAboutTokens) {
  const auto signer = make(endpoint(AuthScheme::bearer()));
  HttpRequest request{.url = kBase};
  (*signer)->rejected(request.headers);
  EXPECT_EQ((*signer)->try_sign(request, kKey), true);
}

}  // namespace
}  // namespace omnillm::auth
