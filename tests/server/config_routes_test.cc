#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"

namespace omnillm::server {
namespace {

using testing::HasSubstr;
using namespace route;  // NOLINT(google-build-using-namespace): how routes are written

constexpr const char* kProviders = "providers: [openai, anthropic]\n";

TEST(ARoute, MirrorsTheOneInJson) {
  const auto config = read_config(std::string(kProviders) + R"(
routes:
  all:
    when:
      - if: {all: [{field: tokens, gt: 1000}, {field: metadata.plan, in: [free, "5"]}]}
        to: {fastest: [openai, anthropic/m], by: total, quantile: p95, explore_permille: 5}
      - {if: {not: {field: stream, eq: true}}, to: {least_loaded: [openai, anthropic]}}
    otherwise:
      fallback:
        - {weighted: [{weight: 9, to: openai/a}, {weight: 1, to: anthropic}], sticky: user, seed: 4}
        - {on: [context_length], to: {provider: openai, model: b, overrides: {temperature: 0.2}}}
)");
  ASSERT_TRUE(config) << config.error();
  const Route expected =
      when(field("tokens").gt(1000) && field("metadata.plan").in({"free", "5"}),
           fastest({to("openai"), to("anthropic", "m")})
               .by_total()
               .at(LatencyQuantile::P95)
               .exploring(5))
          .when(!field("stream").eq(true), least_loaded({to("openai"), to("anthropic")}))
          .otherwise(fallback(
              {weighted({{9, to("openai", "a")}, {1, to("anthropic")}}).sticky_by("user").seeded(4),
               on({ErrorKind::ContextLength}, to("openai", "b", {.temperature = 0.2}))}));
  EXPECT_EQ(config->routes.at(0).first, "all");
  EXPECT_EQ(config->routes.at(0).second, expected);
}

TEST(ARoute, IsTheDefaultByItsNameOrInPlace) {
  const std::string routes = std::string(kProviders) + "routes: {cheap: {cheapest: [openai]}}\n";
  const auto named = read_config(routes + "default_route: cheap");
  ASSERT_TRUE(named) << named.error();
  EXPECT_EQ(named->default_route, Route(cheapest({to("openai")})));
  const auto in_place = read_config(routes + "default_route: openai/gpt-4.1");
  ASSERT_TRUE(in_place) << in_place.error();
  EXPECT_EQ(in_place->default_route, Route(to("openai", "gpt-4.1")));
}

TEST(ARoute, SaysWhereInTheFileItIsWrong) {
  EXPECT_THAT(mistake_in(std::string(kProviders) +
                         "routes:\n  a:\n    fallback:\n      - openai\n      - weighted:\n"
                         "          - {weight: -1, to: openai}\n"),
              HasSubstr("o.yaml:7:22: routes.a.fallback[1].weighted[0].weight: must be a whole"));
  EXPECT_THAT(mistake_in("routes: {a: {when: [{if: {}}]}}"),
              HasSubstr("routes.a.when[0].if: must"));
  EXPECT_THAT(mistake_in("routes: {a: {cheapest: [openai], by: x}}"),
              HasSubstr("routes.a.by: no such member here"));
  EXPECT_THAT(mistake_in("routes: [a]"), HasSubstr("routes: write routes by name"));
}

TEST(ARoute, PointsToTheTargetThatLeadsNowhere) {
  EXPECT_THAT(mistake_in(std::string(kProviders) +
                         "routes:\n  a:\n    fallback:\n      - openai/m\n      - azure/m\n"),
              HasSubstr("o.yaml:6:9: routes.a: there is no provider 'azure'"));
  EXPECT_THAT(mistake_in(std::string(kProviders) + "routes:\n  a:\n    fallback:\n      - openai\n"
                                                   "      - {model: m, provider: azure}\n"),
              HasSubstr("o.yaml:6:30: routes.a: there is no provider 'azure'"));
}

TEST(ARoute, LeadsToProvidersThatAreThere) {
  EXPECT_THAT(mistake_in(std::string(kProviders) + "routes: {a: {cheapest: [openia/m]}}"),
              HasSubstr("o.yaml:2:25: routes.a: there is no provider 'openia'; did you mean "
                        "'openai'?"));
  EXPECT_THAT(mistake_in(std::string(kProviders) + "default_route: chaep"),
              HasSubstr("default_route: there is no provider 'chaep'"));
}

TEST(ARoute, IsNotMadeLargeByAliases) {
  std::string text = "routes:\n  a:\n    cheapest:\n      - &a0 [openai, openai]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "      - &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  EXPECT_THAT(mistake_in(text), HasSubstr("routes.a: is too large for a route"));
}

}  // namespace
}  // namespace omnillm::server
