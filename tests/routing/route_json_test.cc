#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>

#include "omnillm/route.h"

namespace omnillm {
namespace {

using namespace omnillm::route;

struct Row {
  Route route;
  const char* json;
};

class RouteJsonTable : public testing::TestWithParam<Row> {};

TEST_P(RouteJsonTable, IsReadAndWritten) {
  EXPECT_EQ(to_json(GetParam().route).text(), GetParam().json);
  const auto read = Route::parse(GetParam().json);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(*read, GetParam().route);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RouteJsonTable,
    testing::Values(
        Row{to("openai"), R"("openai")"}, Row{to("openai", "gpt-4.1"), R"("openai/gpt-4.1")"},
        Row{to("together", "meta/llama"), R"("together/meta/llama")"},
        Row{to("a/b", "c"), R"({"provider":"a/b","model":"c"})"},
        Row{to("a", "m", {.temperature = 0.2}),
            R"({"provider":"a","model":"m","overrides":{"temperature":0.2}})"},
        Row{fallback({to("a"), on({ErrorKind::ContextLength, ErrorKind::ContentPolicy}, to("b"))}),
            R"({"fallback":["a",{"on":["context_length","content_policy"],"to":"b"}]})"},
        Row{weighted({{9, to("a")}, {1, to("b")}}).sticky_by("header.X-Team").seeded(~0ULL),
            R"({"weighted":[{"weight":9,"to":"a"},{"weight":1,"to":"b"}],)"
            R"("sticky":"header.X-Team","seed":18446744073709551615})"},
        Row{fastest({to("a"), to("b")}), R"({"fastest":["a","b"]})"},
        Row{fastest({to("a")}).by_total().at(LatencyQuantile::P95).exploring(10),
            R"({"fastest":["a"],"by":"total","quantile":"p95","explore_permille":10})"},
        Row{cheapest({to("a")}), R"({"cheapest":["a"]})"},
        Row{least_loaded({to("a")}), R"({"least_loaded":["a"]})"},
        Row{when(field("metadata.plan").eq("free"), to("a")).otherwise(to("b")),
            R"({"when":[{"if":{"field":"metadata.plan","eq":"free"},"to":"a"}],"otherwise":"b"})"},
        Row{when(field("tokens").gt(5) && !field("model").in({"x", 1, 0.5, true}), to("a")),
            R"({"when":[{"if":{"all":[{"field":"tokens","gt":5},)"
            R"({"not":{"field":"model","in":["x",1,0.5,true]}}]},"to":"a"}]})"},
        Row{when(any({all({}), field("user").contains("\"\\")}), fastest({to("a")})),
            R"({"when":[{"if":{"any":[{"all":[]},{"field":"user","contains":"\"\\"}]},)"
            R"("to":{"fastest":["a"]}}]})"}));

TEST(RouteJson, ReadsSeveralComparisonsOfOneFieldAsAll) {
  const auto read =
      Route::parse(R"({"when":[{"if":{"field":"tokens","gte":10,"lt":20},"to":"a"}]})");
  EXPECT_EQ(read.value(), when(field("tokens").gte(10) && field("tokens").lt(20), to("a")));
}

TEST(RouteJson, ReadsOneKindOfErrorWithoutAList) {
  const auto read = Route::parse(R"({"fallback":["a",{"on":"context_length","to":"b"}]})");
  EXPECT_EQ(read.value(), fallback({to("a"), on({ErrorKind::ContextLength}, to("b"))}));
}

struct Refusal {
  const char* json;
  const char* begins;
};

class RouteRefused : public testing::TestWithParam<Refusal> {};

TEST_P(RouteRefused, WithAPointer) {
  const auto result = Route::parse(GetParam().json);
  ASSERT_FALSE(result) << GetParam().json;
  EXPECT_EQ(result.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(result.error().message().rfind(GetParam().begins, 0), 0U) << result.error();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RouteRefused,
    testing::Values(
        Refusal{"", "/: "}, Refusal{"{", "/: "}, Refusal{"5", "/: must be an object"},
        Refusal{"{}", "/: must have one of"}, Refusal{R"("")", "/: must be \"provider\""},
        Refusal{R"("a/")", "/: must be \"provider\""},
        Refusal{R"({"provider":"a","mode":"b"})", "/mode: no such member"},
        Refusal{R"({"provider":5})", "/provider: must be a string"},
        Refusal{R"({"provider":"a","overrides":{"max_tokens":1}})",
                "/overrides/max_tokens: write max_output_tokens"},
        Refusal{R"({"provider":"a","overrides":5})", "/overrides/: must be an object"},
        Refusal{R"({"fallback":{}})", "/fallback: must be an array"},
        Refusal{R"({"fallback":[]})", "/fallback: needs a step"},
        Refusal{R"({"fallback":["a",{"on":["late"],"to":"b"}]})", "/fallback/1/on/0: must be a"},
        Refusal{R"({"fallback":["a",{"on":[],"to":"b"}]})", "/fallback/1/on: must be a list"},
        Refusal{R"({"fallback":["a",{"on":"server"}]})", "/fallback/1/to: says where to go"},
        Refusal{R"({"fallback":["a"],"weighted":[]})", "/weighted: no such member"},
        Refusal{R"({"weighted":[{"to":"a"}]})", "/weighted/0/weight: must be a whole"},
        Refusal{R"({"weighted":[{"weight":-1,"to":"a"}]})", "/weighted/0/weight: must be a whole"},
        Refusal{R"({"weighted":[{"weight":1.5,"to":"a"}]})", "/weighted/0/weight: must be a whole"},
        Refusal{R"({"weighted":[{"weight":1,"to":"a"}],"sticky":"cost"})", "/sticky: must be mod"},
        Refusal{R"({"weighted":[{"weight":1,"to":"a"}],"seed":-1})", "/seed: must be a whole"},
        Refusal{R"({"fastest":["a"],"by":"luck"})", "/by: must be one of first_token, total"},
        Refusal{R"({"fastest":["a"],"quantile":"p42"})", "/quantile: must be one of p50, p75"},
        Refusal{R"({"fastest":["a"],"explore_permille":1001})", "/explore_permille: must be a"},
        Refusal{R"({"cheapest":["a",{"cheapest":[7]}]})", "/cheapest/1/cheapest/0: must be an"},
        Refusal{R"({"when":[{"to":"a"}]})", "/when/0/if: must be an object"},
        Refusal{R"({"when":[{"if":{"field":"x","eq":1},"to":"a"}]})", "/when/0/if/field: must be"},
        Refusal{R"({"when":[{"if":{"field":"user"},"to":"a"}]})", "/when/0/if: compares with noth"},
        Refusal{R"({"when":[{"if":{"field":"user","is":1},"to":"a"}]})", "/when/0/if/is: must be"},
        Refusal{R"({"when":[{"if":{"field":"user","eq":null},"to":"a"}]})", "/when/0/if/eq: must"},
        Refusal{R"({"when":[{"if":{"field":"user","in":"x"},"to":"a"}]})", "/when/0/if/in: must"},
        Refusal{R"({"when":[{"if":{"all":[],"any":[]},"to":"a"}]})", "/when/0/if: must be an"},
        Refusal{R"({"when":[{"if":{"not":[]},"to":"a"}]})", "/when/0/if/not: must be an object"}));

TEST(RouteJson, RefusesWhatIsNestedTooDeep) {
  std::string text = "\"a\"";
  for (int i = 0; i < 16; ++i) text = "{\"fallback\":[" + text + "]}";
  EXPECT_FALSE(Route::parse(text));
  for (int i = 0; i < 100'000; ++i) text += "]";
  EXPECT_FALSE(Route::parse(std::string(100'000, '[')));
}

TEST(RouteJson, RefusesWhatIsTooLarge) {
  std::string text = "{\"fallback\":[\"a\"";
  for (int i = 0; i < 2000; ++i) text += ",\"a\"";
  const auto result = Route::parse(text + "]}");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "/fallback/1023: the route has too many nodes");
}

TEST(RouteJson, IsPrintedWithARoute) {
  std::ostringstream out;
  out << Route(cheapest({to("a"), to("b", "m")}));
  EXPECT_EQ(out.str(), R"({"cheapest":["a","b/m"]})");
}

}  // namespace
}  // namespace omnillm
