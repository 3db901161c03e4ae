#include <gtest/gtest.h>

#include <string>

#include "omnillm/routing.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

// The one request that all rows ask about.
const VendorExtensions kMetadata{{"plan", JsonText::string("free")},
                                 {"seats", *JsonText::parse("12")},
                                 {"ratio", *JsonText::parse("0.5")},
                                 {"trial", *JsonText::parse("true")},
                                 {"tags", *JsonText::parse(R"(["red", 7])")},
                                 {"quoted", *JsonText::parse(R"("a\"b")")},
                                 {"empty", JsonText()}};
const Headers kHeaders{{"X-Tier", "gold"}, {"X-Depth", "10"}, {"X-Debug", "true"}};

RouteInput request() {
  return {.model = "gpt-4.1-mini",
          .user = "ann",
          .session = "s-1",
          .metadata = &kMetadata,
          .headers = &kHeaders,
          .prompt_bytes = 4000,
          .prompt_tokens = 1000,
          .has_tools = true,
          .stream = true};
}

struct Row {
  Condition condition;
  bool holds;
};

const Row kRows[] = {
    {field("model").eq("gpt-4.1-mini"), true},
    {field("model").eq("gpt-4.1"), false},
    {field("model").contains("mini"), true},
    {field("model").contains("maxi"), false},
    {field("model").in({"a", "gpt-4.1-mini"}), true},
    {field("model").in({"a", "b"}), false},
    {field("model").in({}), false},
    {field("user").ne("bob"), true},
    {field("user").ne("ann"), false},
    {field("session").eq("s-1"), true},
    {field("endpoint").eq("responses"), true},
    {field("metadata.plan").eq("free"), true},
    {field("plan").eq("free"), true},
    {field("metadata.quoted").eq("a\"b"), true},
    {field("metadata.seats").eq(12), true},
    {field("metadata.seats").eq(12.0), true},
    {field("metadata.seats").eq("12"), true},
    {field("metadata.seats").gt(11), true},
    {field("metadata.seats").gt(12), false},
    {field("metadata.seats").gte(12), true},
    {field("metadata.seats").lt(12.5), true},
    {field("metadata.seats").lte(11), false},
    {field("metadata.ratio").eq(0.5), true},
    {field("metadata.trial").is_true(), true},
    {field("metadata.trial").eq("true"), true},
    {field("metadata.tags").contains("red"), true},
    {field("metadata.tags").contains(7), true},
    {field("metadata.tags").contains("blue"), false},
    {field("metadata.tags").eq("red"), false},
    // What a request lacks, or has there as null, is unlike everything.
    {field("metadata.nothing").eq("x"), false},
    {field("metadata.nothing").ne("x"), true},
    {field("metadata.nothing").lt(1), false},
    {field("metadata.nothing").contains(""), false},
    {field("metadata.empty").eq("null"), false},
    {field("header.x-tier").eq("gold"), true},
    {field("header.X-TIER").eq("gold"), true},
    {field("header.x-depth").gt(9), true},
    {field("header.x-depth").gt(10), false},
    {field("header.x-debug").is_true(), true},
    {field("header.x-none").ne("gold"), true},
    {field("prompt_bytes").gte(4000), true},
    {field("tokens").lt(1000), false},
    {field("has_tools").is_true(), true},
    {field("has_images").is_true(), false},
    {field("stream").eq(true), true},
    // Values of different kinds are neither equal nor greater.
    {field("metadata.plan").gt(1), false},
    {field("metadata.plan").lt(1), false},
    {field("metadata.seats").gt("abc"), false},
    {all({}), true},
    {any({}), false},
    {field("user").eq("ann") && field("stream").is_true(), true},
    {field("user").eq("ann") && field("stream").eq(false), false},
    {field("user").eq("bob") || field("stream").is_true(), true},
    {!field("user").eq("bob"), true},
    {!(field("user").eq("ann") && field("stream").is_true()), false},
    {any({all({field("user").eq("bob")}), !field("has_images").is_true()}), true},
};

class ConditionTable : public testing::TestWithParam<Row> {};

TEST_P(ConditionTable, AnswersForTheRequest) {
  EXPECT_EQ(GetParam().condition.holds(request()), GetParam().holds) << GetParam().condition;
}

INSTANTIATE_TEST_SUITE_P(Rows, ConditionTable, testing::ValuesIn(kRows));

TEST(Condition, SaysNoToARequestOfWhichNothingIsKnown) {
  EXPECT_FALSE(field("tokens").gte(0).holds(RouteInput{}));
  EXPECT_FALSE(field("header.x").eq("").holds(RouteInput{}));
  EXPECT_FALSE(field("metadata.x").eq("").holds(RouteInput{}));
  EXPECT_FALSE(field("model").eq("").holds(RouteInput{}));
}

TEST(Condition, ComparesWholeNumbersThatNoDoubleHolds) {
  const VendorExtensions metadata{{"id", *JsonText::parse("9007199254740993")}};
  const RouteInput input{.metadata = &metadata};
  EXPECT_TRUE(field("id").eq(9007199254740993).holds(input));
  EXPECT_FALSE(field("id").eq(9007199254740992).holds(input));
}

TEST(Condition, IsFlatWhenAndFollowsAnd) {
  const Condition flat = field("a").eq(1) && field("b").eq(2) && field("c").eq(3);
  EXPECT_EQ(flat.of.size(), 3U);
}

TEST(RouteFieldNames, AreReadAndWritten) {
  for (const std::string name :
       {"model", "user", "session", "endpoint", "metadata.plan", "header.X-Tier", "prompt_bytes",
        "tokens", "has_tools", "has_images", "stream"}) {
    const auto field = RouteField::parse(name);
    ASSERT_TRUE(field) << name;
    EXPECT_EQ(field->to_string(), name);
  }
  for (const char* name : {"", "Model", "metadata", "metadata.", "header.", "cost"})
    EXPECT_FALSE(RouteField::parse(name)) << name;
}

}  // namespace
}  // namespace omnillm
