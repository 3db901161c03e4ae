#include <gtest/gtest.h>

#include <string>

#include "omnillm/cost.h"
#include "omnillm/prices.h"

namespace omnillm {
namespace {

PriceBook with(const std::string& json) {
  return PriceBook::embedded().with_overrides(json).value();
}

std::string error_of(const std::string& json) {
  const auto book = PriceBook::embedded().with_overrides(json);
  if (book) return "accepted";
  EXPECT_EQ(book.error().kind(), ErrorKind::Configuration);
  return book.error().message();
}

TEST(PriceOverrides, ReadPricesExactlyFromTheDigitsWritten) {
  const auto book = with(R"({"models": {"acme/one": {"input": 0.0375, "output": "0.15",
                                                     "cache_read": 1e-6, "reasoning": 2.50}}})");
  const auto price = book.find("acme", "one");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->rates.input, Rate::from_pico(37'500));
  EXPECT_EQ(price->rates.output, Rate::from_pico(150'000));
  EXPECT_EQ(price->rates.cache_read, Rate::from_pico(1));
  EXPECT_EQ(price->rates.reasoning, Rate::from_pico(2'500'000));
}

TEST(PriceOverrides, ChangeOnlyTheMembersTheyName) {
  const auto book = with(R"({"models": {"openai/gpt-4o": {"input": 2.4}}})");
  const auto price = book.find("", "gpt-4o");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->rates.input, Rate::from_pico(2'400'000));
  EXPECT_EQ(price->rates.output, Rate::from_pico(10'000'000));
  EXPECT_EQ(price->context_window, 128'000);
  EXPECT_FALSE(price->tiers.empty());
  EXPECT_EQ(book.size(), PriceBook::embedded().size());
}

TEST(PriceOverrides, MakeAPriceUnknownWithNull) {
  const auto book = with(R"({"models": {"openai/gpt-4o": {"cache_read": null, "tiers": null,
                                        "context_window": null}}})");
  const auto price = book.find("openai", "gpt-4o");
  EXPECT_FALSE(price->rates.cache_read.known());
  EXPECT_FALSE(price->context_window);
  EXPECT_TRUE(price->tiers.empty());
}

TEST(PriceOverrides, AddAModelThatExtendsAnother) {
  const auto book = with(R"({"models": {
      "azure/prod-chat": {"extends": "azure/gpt-4o", "output": 9, "max_output_tokens": 4096,
                          "mode": "responses"},
      "azure/prod-chat-2": {"extends": "azure/prod-chat"}}})");
  const auto price = book.find("azure", "Prod-Chat-2");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->rates.input, Rate::from_pico(2'500'000));
  EXPECT_EQ(price->rates.output, Rate::from_pico(9'000'000));
  EXPECT_EQ(price->max_output_tokens, 4'096);
  EXPECT_EQ(price->mode, ModelMode::Responses);
  EXPECT_EQ(book.size(), PriceBook::embedded().size() + 2);
}

TEST(PriceOverrides, NameAnAzureDeploymentByAlias) {
  const auto book = with(R"({"aliases": {"azure/our-deployment": "azure/gpt-4o",
                                         "fast": "groq/llama-3.3-70b-versatile"}})");
  const auto price = book.find("Azure_OpenAI", "Our-Deployment");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->model, "gpt-4o");
  EXPECT_EQ(price->match, PriceMatch::Alias);
  EXPECT_EQ(book.find("", "fast")->provider, "groq");
  EXPECT_EQ(book.find("", "azure/our-deployment")->model, "gpt-4o");
  EXPECT_FALSE(book.find("openai", "our-deployment"));
}

TEST(PriceOverrides, DateTheirVersionOntoTheBill) {
  const auto book = with(R"({"version": "acme-7", "valid_from": "2026-09-01",
                             "models": {"acme/one": {"input": 1, "output": 2}}})");
  const Bill bill = cost_of(*book.find("acme", "one"), {.prompt_tokens = 1}).value();
  EXPECT_EQ(bill.price_version, "acme-7");
  EXPECT_EQ(bill.price_valid_from, "2026-09-01");
  EXPECT_EQ(book.find("openai", "gpt-4o")->version, book.version());
  EXPECT_EQ(book.valid_from(), "2026-08-01");
}

TEST(PriceOverrides, HaveTiersOfServiceAndOfContext) {
  const auto book = with(R"({"models": {"acme/one": {"input": 1, "output": 2, "tiers": [
      {"service": "batch", "input": 0.5, "output": 1},
      {"above_prompt_tokens": 1000, "input": 3},
      {"above_prompt_tokens": 1000, "service": "priority", "input": 4}]}}})");
  const auto price = book.find("acme", "one");
  EXPECT_EQ(rates_for(*price, 10, ServiceTier::Batch)->input, Rate::from_pico(500'000));
  EXPECT_EQ(rates_for(*price, 1'001)->input, Rate::from_pico(3'000'000));
  EXPECT_EQ(rates_for(*price, 1'001, ServiceTier::Priority)->input, Rate::from_pico(4'000'000));
}

TEST(PriceOverrides, PriceUnitsByThePieceOrTheMillion) {
  const auto book =
      with(R"({"models": {"acme/one": {"per_image": "0.04", "per_million_pixels": 0.019,
      "per_input_audio_second": 0.0001, "per_million_characters": 15, "per_query": 0.002,
      "mode": "image_generation"}}})");
  const UnitPrices units = book.find("acme", "one")->units;
  EXPECT_EQ(units.image_out, Rate::from_pico(40'000'000'000));
  EXPECT_EQ(units.pixel, Rate::from_pico(19'000));
  EXPECT_EQ(units.audio_in_second, Rate::from_pico(100'000'000));
  EXPECT_EQ(units.character, Rate::from_pico(15'000'000));
  EXPECT_EQ(units.query, Rate::from_pico(2'000'000'000));
  EXPECT_FALSE(units.page.known());
}

TEST(PriceOverrides, LieOverEarlierOnes) {
  const auto first = with(R"({"models": {"acme/one": {"input": 1, "output": 2}},
                              "aliases": {"acme/other": "acme/one"}})");
  const auto second = first.with_overrides(R"({"models": {"acme/one": {"input": 5}}})").value();
  EXPECT_EQ(second.find("acme", "other")->rates.input, Rate::from_pico(5'000'000));
  EXPECT_EQ(second.find("acme", "one")->rates.output, Rate::from_pico(2'000'000));
  EXPECT_EQ(first.find("acme", "one")->rates.input, Rate::from_pico(1'000'000));
}

TEST(PriceOverrides, ServeWithoutAnyEmbeddedPrice) {
  const auto book = PriceBook::empty()
                        .with_overrides(R"({"models": {"acme/one-20250101": {"input": 1}}})")
                        .value();
  EXPECT_EQ(book.size(), 1U);
  EXPECT_EQ(book.find("acme", "one")->match, PriceMatch::Version);
  EXPECT_EQ(book.find("acme", "one@20250101")->match, PriceMatch::Spelling);
  EXPECT_FALSE(book.find("acme", "one-20250102"));
  EXPECT_FALSE(book.find("", "one"));
}

TEST(PriceOverrides, KeepAPriceAliveAfterTheBookIsGone) {
  std::optional<ModelPrice> price;
  {
    const auto book = with(R"({"version": "short-lived", "models": {"acme/one": {"input": 1,
                               "tiers": [{"above_prompt_tokens": 5, "input": 2}]}}})");
    price = book.find("acme", "one");
  }
  EXPECT_EQ(price->model, "one");
  EXPECT_EQ(price->version, "short-lived");
  EXPECT_EQ(rates_for(*price, 6)->input, Rate::from_pico(2'000'000));
}

TEST(PriceOverridesForResponse, LetTheOperatorsOwnPriceOfTheRequestedNameWin) {
  const auto book = with(R"({"models": {"azure/our-deployment": {"input": 1, "output": 2}}})");
  const auto price = book.find_for_response("azure", "Our-Deployment", "gpt-4o-2024-08-06");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->model, "our-deployment");
  EXPECT_EQ(book.find_for_response("azure", "another", "gpt-4o-2024-08-06")->model,
            "gpt-4o-2024-08-06");
}

struct RefusedFile {
  std::string json;
  std::string says;
};

class PriceOverridesRefuse : public testing::TestWithParam<RefusedFile> {};

TEST_P(PriceOverridesRefuse, NamingWhatIsWrong) {
  const auto& [json, says] = GetParam();
  EXPECT_NE(error_of(json).find(says), std::string::npos) << json << "\n -> " << error_of(json);
}

INSTANTIATE_TEST_SUITE_P(
    Files, PriceOverridesRefuse,
    testing::Values(
        RefusedFile{"{", "not JSON"}, RefusedFile{"[]", "write an object"},
        RefusedFile{R"({"modles": {}})", "did you mean \"models\"?"},
        RefusedFile{R"({"nothing alike": {}})", "no such member"},
        RefusedFile{R"({"version": 7})", "version: write a short text"},
        RefusedFile{R"({"version": ""})", "version: write a short text"},
        RefusedFile{R"({"valid_from": "soon"})", "valid_from: write a date"},
        RefusedFile{R"({"valid_from": "2026-13-01"})", "valid_from: write a date"},
        RefusedFile{R"({"models": []})", "models: write an object"},
        RefusedFile{R"({"models": {"gpt-4o": {}}})", "name a model as provider/model"},
        RefusedFile{R"({"models": {"/x": {}}})", "name a model as provider/model"},
        RefusedFile{R"({"models": {"x/": {}}})", "name a model as provider/model"},
        RefusedFile{R"({"models": {"a/b": 1}})", "models.\"a/b\": write an object"},
        RefusedFile{R"({"models": {"a/b": {}, "A/B": {}}})", "the same model, a/b"},
        RefusedFile{R"({"models": {"a/b": {"input": 1, "input": 2}}})", "stands twice"},
        RefusedFile{R"({"models": {"a/b": {"imput": 1}}})", "did you mean \"input\"?"},
        RefusedFile{R"({"models": {"a/b": {"per_images": 1}}})", "did you mean \"per_image\"?"},
        RefusedFile{R"({"models": {"a/b": {"input": -1}}})",
                    "models.\"a/b\".input: a price cannot"},
        RefusedFile{R"({"models": {"a/b": {"input": 1e-7}}})", "finer than a pico-dollar"},
        RefusedFile{R"({"models": {"a/b": {"input": 1e400}}})", "larger than a million"},
        RefusedFile{R"({"models": {"a/b": {"input": "free"}}})", "write a price as a number"},
        RefusedFile{R"({"models": {"a/b": {"input": true}}})", "write a price as a number"},
        RefusedFile{R"({"models": {"a/b": {"per_page": {}}}})", "a/b\".per_page: write a price"},
        RefusedFile{R"({"models": {"a/b": {"context_window": 1.5}}})", "whole number of tokens"},
        RefusedFile{R"({"models": {"a/b": {"max_output_tokens": "9"}}})", "whole number of tokens"},
        RefusedFile{R"({"models": {"a/b": {"mode": "talk"}}})", "write one of: chat, completion"},
        RefusedFile{R"({"models": {"a/b": {"mode": 1}}})", "write one of: chat"},
        RefusedFile{R"({"models": {"a/b": {"extends": "x/y"}}})",
                    "a/b\".extends: no price of \"x/y\""},
        RefusedFile{R"({"models": {"a/b": {"extends": 1}}})", "write a short text"},
        RefusedFile{R"({"models": {"a/b": {"tiers": {}}}})", "tiers: write a list"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [1]}}})", "tiers[0]: write an object of rates"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"input": 1}]}}})",
                    "needs above_prompt_tokens"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"service": "slow"}]}}})",
                    "tiers[0].service: write one of: standard, batch"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"above_prompt_tokens": -1}]}}})",
                    "whole number of tokens"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"above_prompt_token": 1}]}}})",
                    "did you mean \"above_prompt_tokens\"?"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"service": "flex", "output": -1}]}}})",
                    "tiers[0].output: a price cannot be negative"},
        RefusedFile{R"({"models": {"a/b": {"tiers": [{"service": "flex"}, {"service": "flex"}]}}})",
                    "tiers[1]: the same threshold"},
        RefusedFile{R"({"aliases": []})", "aliases: write an object"},
        RefusedFile{R"({"aliases": {"a/b": 1}})", "aliases.\"a/b\": write a short text"},
        RefusedFile{R"({"aliases": {"a/b": "gpt-4o"}})", "no price of \"gpt-4o\" is known"},
        RefusedFile{R"({"aliases": {"": "openai/gpt-4o"}})", "an alias needs a name"}));

TEST(PriceOverridesRefuseAll, LeaveTheBookAsItWas) {
  const PriceBook book = PriceBook::embedded();
  EXPECT_FALSE(book.with_overrides(R"({"models": {"openai/gpt-4o": {"input": 1}, "x": 1}})"));
  EXPECT_EQ(book.find("openai", "gpt-4o")->rates.input, Rate::from_pico(2'500'000));
}

}  // namespace
}  // namespace omnillm
