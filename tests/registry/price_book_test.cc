#include <gtest/gtest.h>

#include <string>

#include "omnillm/prices.h"
#include "registry/embedded_prices.h"

namespace omnillm {
namespace {

struct LookupCase {
  std::string provider;
  std::string model;
  std::string found;  // "provider/model", empty for none
  PriceMatch match = PriceMatch::Exact;
};

std::string found_by(const PriceBook& book, const std::string& provider, const std::string& model) {
  const auto price = book.find(provider, model);
  return price ? std::string(price->provider) + "/" + std::string(price->model) : "";
}

class PriceBookFind : public testing::TestWithParam<LookupCase> {};

TEST_P(PriceBookFind, AnswersForThisModelAndNoOther) {
  const auto& [provider, model, found, match] = GetParam();
  const PriceBook book = PriceBook::embedded();
  EXPECT_EQ(found_by(book, provider, model), found) << provider << " " << model;
  const auto price = book.find(provider, model);
  EXPECT_EQ(price ? price->match : match, match);
}

constexpr auto kExact = PriceMatch::Exact;
constexpr auto kSpelling = PriceMatch::Spelling;
constexpr auto kVersion = PriceMatch::Version;

INSTANTIATE_TEST_SUITE_P(
    Names, PriceBookFind,
    testing::Values(
        // As the book spells it, by provider and without.
        LookupCase{"openai", "gpt-4o", "openai/gpt-4o", kExact},
        LookupCase{"openai", "GPT-4o ", "openai/gpt-4o", kExact},
        LookupCase{"OpenAI", "gpt-4o-mini", "openai/gpt-4o-mini", kExact},
        LookupCase{"", "gpt-4o", "openai/gpt-4o", kExact},
        LookupCase{"", "openai/gpt-4o", "openai/gpt-4o", kSpelling},
        LookupCase{"openai", "openai/gpt-4o-mini", "openai/gpt-4o-mini", kSpelling},
        LookupCase{"", "groq/llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile", kSpelling},
        LookupCase{"groq", "llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile", kExact},
        LookupCase{"openrouter", "anthropic/claude-sonnet-4.5",
                   "openrouter/anthropic/claude-sonnet-4.5", kExact},
        LookupCase{"", "claude-sonnet-4-6", "anthropic/claude-sonnet-4-6", kExact},
        // Dates and versions.
        LookupCase{"openai", "gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06", kExact},
        LookupCase{"openai", "gpt-4o-2031-01-31", "openai/gpt-4o", kVersion},
        LookupCase{"", "gpt-4o-2031-01-31", "openai/gpt-4o", kVersion},
        LookupCase{"openai", "gpt-4o-latest", "openai/gpt-4o", kVersion},
        LookupCase{"openai", "gpt-4.1-mini", "openai/gpt-4.1-mini", kExact},
        LookupCase{"openai", "gpt-5-pro-2025-10-06", "openai/gpt-5-pro-2025-10-06", kExact},
        LookupCase{"openai", "gpt-5-pro-2030-10-06", "openai/gpt-5-pro", kVersion},
        LookupCase{"anthropic", "claude-sonnet-4-5-20250929",
                   "anthropic/claude-sonnet-4-5-20250929", kExact},
        LookupCase{"anthropic", "claude-sonnet-4-6-20300101", "anthropic/claude-sonnet-4-6",
                   kVersion},
        LookupCase{"anthropic", "claude-3-haiku", "anthropic/claude-3-haiku-20240307", kVersion},
        LookupCase{"anthropic", "claude-3-haiku-latest", "anthropic/claude-3-haiku-20240307",
                   kVersion},
        LookupCase{"anthropic", "claude-3-haiku@20240307", "anthropic/claude-3-haiku-20240307",
                   kSpelling},
        LookupCase{"mistral", "mistral-large-latest", "mistral/mistral-large-latest", kExact},
        LookupCase{"openai", "o3", "openai/o3", kExact},
        LookupCase{"openai", "o4-mini-2025-04-16", "openai/o4-mini-2025-04-16", kExact},
        // A model never answers for another.
        LookupCase{"openai", "gpt-4o-maxi", ""}, LookupCase{"openai", "gpt-5-ultra", ""},
        LookupCase{"openai", "gpt-5-2", ""}, LookupCase{"openai", "gpt-4o-mini-x", ""},
        LookupCase{"openai", "gpt", ""}, LookupCase{"openai", "gpt-4o-9999", ""},
        LookupCase{"openai", "gpt-4o-2024-13-06", ""}, LookupCase{"openai", "4o", ""},
        LookupCase{"anthropic", "claude", ""},
        LookupCase{"anthropic", "claude-opus-9-20300101", ""},
        LookupCase{"anthropic", "gpt-4o", ""}, LookupCase{"anthropic", "openai/gpt-4o", ""},
        LookupCase{"anthropic", "claude-3-haiku-20991231", ""}, LookupCase{"openai", "", ""},
        LookupCase{"", "", ""}, LookupCase{"", "no-such-model", ""}, LookupCase{"", "/", ""},
        LookupCase{"my-vllm", "gpt-4o", ""},
        // Azure.
        LookupCase{"azure", "gpt-4o", "azure/gpt-4o", kExact},
        LookupCase{"azure_openai", "gpt-4o-2024-11-20", "azure/gpt-4o-2024-11-20", kExact},
        LookupCase{"azure", "azure/gpt-4o", "azure/gpt-4o", kSpelling},
        LookupCase{"azure", "eu/gpt-4o-2024-08-06", "azure/eu/gpt-4o-2024-08-06", kExact},
        LookupCase{"azure", "our-deployment", ""},
        // Bedrock: regions, ARNs, versions.
        LookupCase{"bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0",
                   "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", kExact},
        LookupCase{"bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                   "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", kExact},
        LookupCase{"bedrock", "ca.anthropic.claude-sonnet-4-5-20250929-v1:0",
                   "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", kVersion},
        LookupCase{"bedrock", "anthropic.claude-sonnet-4-5-20250929",
                   "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", kSpelling},
        LookupCase{"bedrock", "anthropic.claude-3-haiku-20240307-v1:0:200k",
                   "bedrock/anthropic.claude-3-haiku-20240307-v1:0", kSpelling},
        LookupCase{"aws_bedrock",
                   "arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
                   "us.anthropic.claude-sonnet-4-6",
                   "bedrock/us.anthropic.claude-sonnet-4-6", kSpelling},
        LookupCase{"bedrock",
                   "arn:aws:bedrock:eu-west-1::foundation-model/"
                   "anthropic.claude-sonnet-4-5-20250929-v1:0",
                   "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", kSpelling},
        LookupCase{"bedrock",
                   "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", ""},
        LookupCase{"bedrock", "amazon.nova-lite", "bedrock/amazon.nova-lite-v1:0", kVersion},
        LookupCase{"bedrock", "anthropic.claude", ""},
        LookupCase{"bedrock", "amazon.titan-embed-text-v9:0", ""},
        LookupCase{"bedrock", "converse/anthropic.claude-sonnet-4-6",
                   "bedrock/anthropic.claude-sonnet-4-6", kSpelling},
        // Google.
        LookupCase{"gemini", "models/gemini-2.5-pro", "gemini/gemini-2.5-pro", kSpelling},
        LookupCase{"google", "gemini-2.5-flash", "gemini/gemini-2.5-flash", kExact},
        LookupCase{"vertex_ai", "publishers/google/models/gemini-2.5-pro", "vertex/gemini-2.5-pro",
                   kSpelling},
        LookupCase{"vertex",
                   "projects/p/locations/us-central1/publishers/anthropic/models/"
                   "claude-haiku-4-5@20251001",
                   "vertex/claude-haiku-4-5@20251001", kSpelling},
        LookupCase{"vertex", "claude-haiku-4-5-20251001", "vertex/claude-haiku-4-5@20251001",
                   kSpelling},
        LookupCase{"vertex", "claude-sonnet-4-6@default", "vertex/claude-sonnet-4-6@default",
                   kExact},
        LookupCase{"vertex", "google/gemini-2.5-pro", "vertex/gemini-2.5-pro", kSpelling},
        LookupCase{"gemini", "gemini-2.5-pro-lite", ""},
        // Fine-tunes cost what their base's fine-tunes cost, or are unknown.
        LookupCase{"openai", "ft:gpt-4o-mini-2024-07-18:acme::9abc",
                   "openai/ft:gpt-4o-mini-2024-07-18", kSpelling},
        LookupCase{"openai", "ft:gpt-9:acme::9abc", ""}));

TEST(PriceBookFindLong, RefusesANameLongerThanAnyModels) {
  EXPECT_FALSE(PriceBook::embedded().find("openai", std::string(100'000, 'a')));
  EXPECT_FALSE(PriceBook::embedded().find(std::string(100'000, 'a'), "gpt-4o"));
}

TEST(PriceBookEmbedded, FindsEveryModelByItsOwnName) {
  const PriceBook book = PriceBook::embedded();
  const registry::EmbeddedPrices prices = registry::embedded_prices();
  for (std::size_t i = 0; i < prices.models.size(); ++i) {
    const std::string name(prices.name(i));
    const std::string provider = name.substr(0, name.find('/'));
    const auto price = book.find(provider, name.substr(provider.size() + 1));
    ASSERT_TRUE(price) << name;
    ASSERT_EQ(price->match, PriceMatch::Exact) << name;
    ASSERT_EQ(std::string(price->provider) + "/" + std::string(price->model), name);
    ASSERT_EQ(found_by(book, "", name), name);
  }
}

TEST(PriceBookEmbedded, KnowsLimitsVersionAndDay) {
  const PriceBook book = PriceBook::embedded();
  const auto price = book.find("openai", "gpt-4o");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->context_window, 128'000);
  EXPECT_EQ(price->max_output_tokens, 16'384);
  EXPECT_EQ(price->mode, ModelMode::Chat);
  EXPECT_EQ(price->version, book.version());
  EXPECT_EQ(price->valid_from, "2026-08-01");
  EXPECT_EQ(price->rates.input, Rate::from_pico(2'500'000));
  EXPECT_EQ(price->rates.cache_read, Rate::from_pico(1'250'000));
  EXPECT_FALSE(price->rates.cache_write_5m.known());
}

TEST(PriceBookEmbedded, PricesModelsThatPeopleUseInsteadOfGuessingThem) {
  const PriceBook book = PriceBook::embedded();
  for (const char* model : {"openai/gpt-4.1-mini", "openai/gpt-5", "openai/o3", "openai/o4-mini",
                            "gemini/gemini-2.5-pro", "gemini/gemini-2.5-flash",
                            "bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0", "azure/gpt-4.1",
                            "openai/text-embedding-3-small", "openai/whisper-1",
                            "openai/gpt-image-1", "cohere/rerank-v3.5"}) {
    const auto price = book.find("", model);
    ASSERT_TRUE(price) << model;
    EXPECT_TRUE(price->has_price()) << model;
  }
}

TEST(PriceBookEmpty, KnowsNothing) {
  EXPECT_FALSE(PriceBook::empty().find("openai", "gpt-4o"));
  EXPECT_FALSE(PriceBook::empty().find("", "gpt-4o"));
  EXPECT_EQ(PriceBook::empty().size(), 0U);
  EXPECT_GT(PriceBook::embedded().size(), 2'000U);
}

TEST(PriceBookFindForResponse, PricesTheModelThatAnswered) {
  const auto price =
      PriceBook::embedded().find_for_response("openai", "gpt-5.5", "gpt-4o-mini-2024-07-18");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->model, "gpt-4o-mini-2024-07-18");
}

TEST(PriceBookFindForResponse, FallsBackToTheRequestedModelWhenTheAnswerNamesNoneWeKnow) {
  const auto price = PriceBook::embedded().find_for_response("openai", "gpt-5.5", "");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->model, "gpt-5.5");
  EXPECT_FALSE(PriceBook::embedded().find_for_response("openai", "what", "ever"));
}

TEST(PricePolicy, RefusesAnUnknownPriceByDefault) {
  const auto price = PricePolicy{}.price_for(PriceBook::embedded(), "openai", "gpt-99");
  ASSERT_FALSE(price);
  EXPECT_EQ(price.error().kind(), ErrorKind::Configuration);
}

TEST(PricePolicy, ChargesTheConfiguredFallbackAndSaysSo) {
  const PricePolicy policy{
      .on_unknown = OnUnknownPrice::ChargeFallback,
      .fallback = {.input = Rate::from_pico(5'000'000), .output = Rate::from_pico(15'000'000)}};
  const auto price = policy.price_for(PriceBook::embedded(), "openai", "gpt-99");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->match, PriceMatch::Fallback);
  EXPECT_EQ(price->rates, policy.fallback);
  EXPECT_EQ(policy.price_for(PriceBook::embedded(), "openai", "gpt-4o")->match, PriceMatch::Exact);
}

TEST(PricePolicy, KeepsTheLimitsOfAModelWhosePriceIsUnknown) {
  const PricePolicy policy{
      .on_unknown = OnUnknownPrice::ChargeFallback,
      .fallback = {.input = Rate::from_pico(5'000'000), .output = Rate::from_pico(15'000'000)}};
  const auto price = policy.price_for(PriceBook::embedded(), "github_copilot", "claude-haiku-4.5");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->match, PriceMatch::Fallback);
  EXPECT_EQ(price->context_window, 128'000);
}

TEST(PricePolicy, RefusesAFallbackThatIsItselfUnknown) {
  const PricePolicy policy{.on_unknown = OnUnknownPrice::ChargeFallback};
  const auto price = policy.price_for(PriceBook::embedded(), "openai", "gpt-99");
  ASSERT_FALSE(price);
  EXPECT_EQ(price.error().kind(), ErrorKind::Configuration);
}

}  // namespace
}  // namespace omnillm
