#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// The only provider of `providers: ...`.
Result<ProviderConfig> provider_of(const std::string& yaml) {
  auto config = read_config("providers: " + yaml);
  if (!config) return tl::unexpected(config.error());
  return config->providers.at(0);
}

TEST(AProvider, IsNamedInAListOrByName) {
  for (const char* text : {"[openai]", "[{name: openai}]", "{openai: }", "{openai: {}}"}) {
    const auto provider = provider_of(text);
    ASSERT_TRUE(provider) << text << provider.error();
    EXPECT_EQ(provider->name, "openai");
    EXPECT_TRUE(provider->keys.empty());
  }
}

TEST(AProvider, TakesItsOnlyKeyInShort) {
  for (const char* text : {"{openai: env:OPENAI_API_KEY}", "{openai: {key: env:OPENAI_API_KEY}}"}) {
    const auto provider = provider_of(text);
    ASSERT_TRUE(provider) << text << provider.error();
    EXPECT_EQ(provider->keys.at(0).key, Secret("sk-openai-1-canary"));
    EXPECT_EQ(provider->keys.at(0).label, "openai");
  }
}

TEST(AProvider, HasKeysWithLimits) {
  const auto provider = provider_of(R"({openai: {keys: [env:OPENAI_API_KEY_2, {
    key: env:OPENAI_API_KEY, label: one, tpm: 90k, rpm: 500, tpd: 2M, rpd: 9000, concurrency: 7,
    enforcement: sliding_minute, tpm_burst: 1000, rpm_burst: 5, headroom_permille: 50,
    weight: 2, priority: 3, models: [a, b], quota_group: org}]}})");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->keys.at(0).label, "OPENAI_API_KEY_2");
  const KeyConfig& key = provider->keys.at(1);
  EXPECT_EQ(key.label, "one");
  EXPECT_EQ(key.limits, (KeyLimits{.tpm = 90'000,
                                   .rpm = 500,
                                   .tpd = 2'000'000,
                                   .rpd = 9'000,
                                   .max_concurrency = 7,
                                   .enforcement = Enforcement::SlidingMinute,
                                   .tpm_burst = 1'000,
                                   .rpm_burst = 5,
                                   .headroom_permille = 50}));
  EXPECT_EQ(key.weight, 2);
  EXPECT_EQ(key.priority, 3);
  EXPECT_THAT(key.models, ElementsAre("a", "b"));
  EXPECT_EQ(key.quota_group, "org");
}

TEST(AProvider, HasKeysByLabel) {
  const auto provider =
      provider_of("{openai: {keys: {one: env:OPENAI_API_KEY, two: {key: env:OPENAI_API_KEY_2}}}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->keys.at(0).label, "one");
  EXPECT_EQ(provider->keys.at(1).label, "two");
}

TEST(AProvider, HasNoTwoKeysOfOneLabel) {
  EXPECT_THAT(mistake_in("providers: {openai: {keys: [env:OPENAI_API_KEY, env:OPENAI_API_KEY]}}"),
              HasSubstr("o.yaml:1:49: providers.openai.keys[1]: there is another one called"));
}

TEST(AProvider, IsTheOnlyOneOfItsName) {
  EXPECT_THAT(mistake_in("providers: [openai, openai]"),
              HasSubstr("providers[1]: there is another one called 'openai'"));
}

TEST(AProvider, ThatNobodyKnowsSaysWhatItSpeaks) {
  EXPECT_THAT(mistake_in("providers: {mine: {key: env:BOB_KEY}}"),
              HasSubstr("nobody in the registry is called 'mine'; say what it speaks"));
  const auto provider = provider_of(
      "{mine: {format: openai_chat_completions, base_url: 'https://me.example/v1', keyless: yes}}");
  ASSERT_TRUE(provider) << provider.error();
  ASSERT_TRUE(provider->endpoint);
  EXPECT_EQ(provider->endpoint->wire_format, WireFormat::OpenAiChatCompletions);
  EXPECT_EQ(provider->endpoint->base_url, "https://me.example/v1");
  EXPECT_EQ(provider->endpoint->dialect, "compatible");
  EXPECT_TRUE(provider->needs_no_key);
}

TEST(AProvider, TakesTheAddressOfAnotherFormatFromTheRegistry) {
  const auto provider = provider_of("{openai: {format: openai_chat_completions}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->endpoint->wire_format, WireFormat::OpenAiChatCompletions);
  EXPECT_EQ(provider->endpoint->base_url, "https://api.openai.com/v1");
  EXPECT_THAT(mistake_in("providers: {openai: {format: gemini}}"), HasSubstr("needs a 'base_url'"));
  EXPECT_THAT(mistake_in("providers: {openai: {format: morse}}"),
              HasSubstr("providers.openai.format: \"morse\" names no wire format"));
}

TEST(AProvider, BehavesLikeAnother) {
  const auto provider = provider_of("{mine: {like: groq, base_url: 'https://me.example'}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->known_as, "groq");
  EXPECT_THAT(mistake_in("providers: {mine: {like: groqq}}"),
              HasSubstr("like: there is no known provider 'groqq'; did you mean 'groq'?"));
}

TEST(AProvider, HasADialect) {
  const auto provider = provider_of("{openai: {dialect: groq}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->dialect->name, "groq");
  EXPECT_THAT(mistake_in("providers: {openai: {dialect: swiss}}"),
              HasSubstr("providers.openai.dialect: there is no dialect 'swiss'"));
}

TEST(AProvider, SendsHeadersWhoseCredentialsAreNamed) {
  const auto provider =
      provider_of("{openai: {headers: {x-team: search, x-portal-api-key: env:BOB_KEY}}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->headers.find("x-team"), "search");
  EXPECT_EQ(provider->headers.find("x-portal-api-key"), "bob-canary-0123456789abcdef");
  EXPECT_THAT(mistake_in("providers: {openai: {headers: {x-api-key: abc}}}"),
              HasSubstr("headers: 'x-api-key' holds a credential; write env:NAME"));
  EXPECT_THAT(mistake_in("providers: {openai: {headers: {'x y': abc}}}"),
              HasSubstr("is no name of a header"));
}

TEST(AProvider, WithoutKeysHasLimitsOfItsOwn) {
  const auto provider = provider_of("{ollama: {keyless: true, limits: {concurrency: 2}}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->keyless_limits.max_concurrency, 2);
  EXPECT_EQ(provider->keyless_limits.rpm, 10'000'000);
  EXPECT_THAT(mistake_in("providers: {openai: {limits: {rpm: 1}}}"),
              HasSubstr("are for a keyless provider"));
  EXPECT_THAT(mistake_in("providers: {openai: {keyless: true, key: env:BOB_KEY}}"),
              HasSubstr("it is keyless, and has keys all the same"));
}

TEST(AProvider, HasARegionAndAPool) {
  const auto provider = provider_of(
      "{bedrock: {region: eu-central-1, pool: {circuit_breaker_threshold: 2, "
      "circuit_breaker_cooldown: 5s, max_waiting: 9}}}");
  ASSERT_TRUE(provider) << provider.error();
  EXPECT_EQ(provider->region, "eu-central-1");
  EXPECT_EQ(provider->pool->circuit_breaker_threshold, 2);
  EXPECT_EQ(provider->pool->circuit_breaker_cooldown, 5s);
  EXPECT_EQ(provider->pool->max_waiting, 9U);
}

TEST(AProvider, SignsWithCredentialsOfOneKind) {
  const auto aws = provider_of(
      "{bedrock: {credentials: {aws_keys: {access_key_id: env:BOB_KEY, secret_access_key: "
      "env:ALICE_KEY, region: eu-west-1}}}}");
  ASSERT_TRUE(aws) << aws.error();
  EXPECT_EQ(aws->credentials->as<credential::AwsKeys>()->region, "eu-west-1");
  const auto google = provider_of("{vertex: {credentials: {google_service_account_file: a.json}}}");
  ASSERT_TRUE(google) << google.error();
  EXPECT_EQ(google->credentials->as<credential::GoogleServiceAccountFile>()->path, "conf/a.json");
  const auto machine = provider_of("{vertex: {credentials: {machine_identity: {}}}}");
  ASSERT_TRUE(machine) << machine.error();
  EXPECT_THAT(mistake_in("providers: {bedrock: {credentials: {}}}"), HasSubstr("name one kind"));
}

}  // namespace
}  // namespace omnillm::server
