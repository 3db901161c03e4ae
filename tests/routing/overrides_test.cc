#include "omnillm/overrides.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

Overrides read(const char* json) { return Overrides::from_json(*JsonText::parse(json)).value(); }

LlmRequest applied(const char* json, LlmRequest request = {}) {
  read(json).apply_to(request);
  return request;
}

TEST(Overrides, TakeThePlaceOfWhatTheCallerSaid) {
  LlmRequest request;
  request.generation.temperature = 0.9;
  request.generation.top_p = 0.5;
  const LlmRequest changed = applied(R"({"temperature": 0.1, "max_output_tokens": 64})", request);
  EXPECT_EQ(changed.generation.temperature, 0.1);
  EXPECT_EQ(changed.generation.max_output_tokens, 64);
  EXPECT_EQ(changed.generation.top_p, 0.5);
}

struct Row {
  const char* json;
  LlmRequest expected;
};

class OverridesTable : public testing::TestWithParam<Row> {};

TEST_P(OverridesTable, ChangeTheRequest) {
  EXPECT_EQ(applied(GetParam().json), GetParam().expected) << GetParam().json;
}

LlmRequest with(GenerationConfig generation) { return {.generation = std::move(generation)}; }
LlmRequest thinking(ReasoningCapability reasoning) {
  return {.capabilities = {.reasoning = std::move(reasoning)}};
}

INSTANTIATE_TEST_SUITE_P(
    Members, OverridesTable,
    testing::Values(Row{"{}", {}}, Row{R"({"temperature": null})", {}},
                    Row{R"({"max_output_tokens": 9})", with({.max_output_tokens = 9})},
                    Row{R"({"temperature": 0})", with({.temperature = 0})},
                    Row{R"({"top_p": 0.25})", with({.top_p = 0.25})},
                    Row{R"({"top_k": 40})", with({.top_k = 40})},
                    Row{R"({"presence_penalty": -1})", with({.presence_penalty = -1})},
                    Row{R"({"frequency_penalty": 1.5})", with({.frequency_penalty = 1.5})},
                    Row{R"({"seed": 7})", with({.seed = 7})},
                    Row{R"({"stop_sequences": ["a", "b"]})", with({.stop_sequences = {"a", "b"}})},
                    Row{R"({"verbosity": "low"})", with({.verbosity = "low"})},
                    Row{R"({"reasoning_effort": "high"})", thinking({.effort = "high"})},
                    Row{R"({"reasoning_budget_tokens": 4096})", thinking({.budget_tokens = 4096})},
                    Row{R"({"parallel_tool_calls": false})",
                        {.capabilities = {.parallel_tool_calls = false}}},
                    Row{R"({"service_tier": "flex"})", {.service_tier = "flex"}},
                    Row{R"({"enable_thinking": false})",
                        {.vendor_extensions = {{"enable_thinking", *JsonText::parse("false")}}}}));

TEST(Overrides, PutOneWayToSayHowHardToThinkInPlaceOfTheOther) {
  LlmRequest request;
  request.capabilities.reasoning = ReasoningCapability{.budget_tokens = 9000, .summary = "auto"};
  const auto changed = applied(R"({"reasoning_effort": "low"})", request).capabilities.reasoning;
  EXPECT_EQ(changed->effort, "low");
  EXPECT_EQ(changed->budget_tokens, std::nullopt);
  EXPECT_EQ(changed->summary, "auto");
}

TEST(Overrides, ClearStopSequencesWithAnEmptyList) {
  LlmRequest request;
  request.generation.stop_sequences = {"x"};
  EXPECT_TRUE(applied(R"({"stop_sequences": []})", request).generation.stop_sequences.empty());
}

TEST(Overrides, AreTheSameReadAndWrittenAgain) {
  const Overrides overrides = read(
      R"({"max_output_tokens":5,"temperature":0.2,"stop_sequences":["\u00e9"],"x":{"y":[1.50]}})");
  EXPECT_EQ(Overrides::from_json(to_json(overrides)).value(), overrides);
  EXPECT_EQ(to_json(overrides).text(),
            R"({"max_output_tokens":5,"temperature":0.2,"stop_sequences":["é"],"x":{"y":[1.50]}})");
}

struct Refusal {
  const char* json;
  const char* begins;
};

class OverridesRefused : public testing::TestWithParam<Refusal> {};

TEST_P(OverridesRefused, WithAPointerAndWhatToWriteInstead) {
  const auto result = Overrides::from_json(*JsonText::parse(GetParam().json));
  ASSERT_FALSE(result) << GetParam().json;
  EXPECT_EQ(result.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(result.error().message().rfind(GetParam().begins, 0), 0U) << result.error();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, OverridesRefused,
    testing::Values(Refusal{"[]", "/: must be an object"},
                    Refusal{R"({"max_tokens": 5})", "/max_tokens: write max_output_tokens"},
                    Refusal{R"({"max_completion_tokens": 5})", "/max_completion_tokens: write max"},
                    Refusal{R"({"generationConfig": {}})", "/generationConfig: write its members"},
                    Refusal{R"({"messages": []})", "/messages: belongs to the request"},
                    Refusal{R"({"model": "x"})", "/model: stands beside"},
                    Refusal{R"({"n": 3})", "/n: how many answers"},
                    Refusal{R"({"stream": true})", "/stream: belongs to the request"},
                    Refusal{R"({"thinking": {}})", "/thinking: write reasoning_effort"},
                    Refusal{R"({"temperature": "hot"})", "/temperature: must be a number"},
                    Refusal{R"({"max_output_tokens": 0})", "/max_output_tokens: must be above"},
                    Refusal{R"({"max_output_tokens": 1.5})", "/max_output_tokens: must be a whole"},
                    Refusal{R"({"stop_sequences": ["a", 1]})", "/stop_sequences/1: must be a str"},
                    Refusal{R"({"parallel_tool_calls": 1})", "/parallel_tool_calls: must be true"},
                    Refusal{R"({"reasoning_budget_tokens": -1})", "/reasoning_budget_tokens: "}));

}  // namespace
}  // namespace omnillm
