#include "server/callers.h"

#include <gtest/gtest.h>

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKey = "sk-caller-0123456789";
constexpr WallTime kNow{std::chrono::hours(24 * 365 * 56)};

ServerConfig with_key(VirtualKeyConfig key) {
  if (key.label.empty()) key.label = "alice";
  if (key.key.empty()) key.key = Secret(kKey);
  ServerConfig config;
  config.keys.push_back(std::move(key));
  return config;
}

TEST(Callers, AreKnownByTheirKeyInWhateverWayItIsShown) {
  const auto callers = Callers::create(with_key({})).value();
  for (const auto& [name, value] : std::vector<std::pair<const char*, std::string>>{
           {"Authorization", std::string("Bearer ") + kKey},
           {"authorization", std::string("bearer  ") + kKey},
           {"x-api-key", kKey},
           {"api-key", kKey},
           {"x-goog-api-key", kKey},
           {"authorization", std::string("AWS4-HMAC-SHA256 Credential=") + kKey +
                                 "/20260101/us-east-1/bedrock/aws4_request, Signature=0"}}) {
    const auto who = callers->of({{name, value}}, "", kNow);
    ASSERT_TRUE(who) << name;
    EXPECT_EQ((*who)->label, "alice");
  }
  EXPECT_TRUE(callers->of({}, std::string("alt=sse&key=") + kKey, kNow));
}

TEST(Callers, AreNobodyWithoutAKeyOrWithAnother) {
  const auto callers = Callers::create(with_key({})).value();
  EXPECT_FALSE(callers->of({}, "", kNow));
  for (const char* wrong : {"", "Bearer ", "Bearer sk-caller-0123456788", "Basic abc"})
    EXPECT_FALSE(callers->of({{"authorization", wrong}}, "", kNow)) << wrong;
}

TEST(Callers, AreForgottenWhenTheirKeyExpires) {
  const auto callers = Callers::create(with_key({.expires = kNow})).value();
  EXPECT_TRUE(callers->of({{"x-api-key", kKey}}, "", kNow - 1s));
  const auto late = callers->of({{"x-api-key", kKey}}, "", kNow);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error(), callers->of({{"x-api-key", "sk-another-0123456789"}}, "", kNow).error())
      << "an expired key must not be told from a wrong one";
}

TEST(Callers, PayFromKeyProjectAndOrganisation) {
  ServerConfig config = with_key({.project = "web", .budget = Budget{}});
  config.organisations = {{.name = "acme", .budget = Budget{}}};
  config.projects = {{.name = "web", .organisation = "acme", .budget = Budget{}}};
  const auto callers = Callers::create(config).value();
  EXPECT_EQ((*callers->of({{"x-api-key", kKey}}, "", kNow))->budgets,
            (std::vector<std::string>{"organisation:acme", "project:web", "key:alice"}));
}

TEST(Callers, MayUseWhatTheirPatternsSay) {
  const Caller caller{.models = {"gpt-4*", "claude-sonnet-4-5"}};
  EXPECT_TRUE(caller.may_use_model("gpt-4o"));
  EXPECT_FALSE(caller.may_use_model("o3"));
  EXPECT_TRUE(Caller{}.may_use_model("o3"));
}

TEST(Callers, AreRefusedAConfigurationThatContradictsItself) {
  EXPECT_FALSE(Callers::create(with_key({.key = Secret("short")})));
  EXPECT_FALSE(Callers::create(with_key({.project = "nobody's"})));
  ServerConfig twice = with_key({});
  twice.keys.push_back(twice.keys.front());
  EXPECT_FALSE(Callers::create(twice));
  twice.keys.back().label = "bob";
  EXPECT_FALSE(Callers::create(twice)) << "one key, two labels";
}

TEST(Callers, AreAnybodyWhereThereAreNoKeys) {
  EXPECT_TRUE(Callers::create({}).value()->of({}, "", kNow));
  EXPECT_FALSE(Callers::create(with_key({})).value()->of({}, "", kNow));
}

}  // namespace
}  // namespace omnillm::server
