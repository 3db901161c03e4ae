#include "server/build_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "config_support.h"
#include "server/budget_names.h"
#include "support/source_tree.h"

namespace omnillm::server {
namespace {

using testing::HasSubstr;

Result<Gateway> gateway_of(const std::string& yaml) {
  auto config = read_config(yaml);
  if (!config) return tl::unexpected(config.error());
  return build_gateway(*config, some_environment(), some_files());
}

std::string refusal_of(const std::string& yaml) {
  const auto gateway = gateway_of(yaml);
  return gateway ? "none" : gateway.error().message();
}

TEST(BuildGateway, BuildsTheExample) {
  const std::string name = in_source_tree("examples/serve/omnillm.yaml");
  std::ifstream file(name);
  const auto config = read_config(std::string(std::istreambuf_iterator<char>(file), {}), name);
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->providers.size(), 3U);
  EXPECT_EQ(config->keys.size(), 2U);
  const auto gateway = build_gateway(*config, some_environment(), some_files());
  EXPECT_TRUE(gateway) << gateway.error();
}

TEST(BuildGateway, BuildsTheSmallExample) {
  std::ifstream file(in_source_tree("examples/serve/small.yaml"));
  const auto gateway = gateway_of(std::string(std::istreambuf_iterator<char>(file), {}));
  EXPECT_TRUE(gateway) << gateway.error();
}

TEST(BuildGateway, OpensTheBudgetsOfOrganisationsProjectsAndKeys) {
  const auto gateway = gateway_of(
      "providers: {openai: env:OPENAI_API_KEY}\nbudget: 9\norganisations: {acme: {budget: 3}}\n"
      "projects: {search: {budget: 2}, free: }\nkeys: {a: {key: env:ALICE_KEY, budget: 1}}");
  ASSERT_TRUE(gateway) << gateway.error();
  std::map<std::string, Money> limits;
  for (const auto& [name, account] : gateway->budgets()) limits[name] = account.budget.limit;
  EXPECT_EQ(limits.size(), 4U);
  EXPECT_EQ(limits.at("gateway"), Money::parse("9").value());
  EXPECT_EQ(limits.at(organisation_budget("acme")), Money::parse("3").value());
  EXPECT_EQ(limits.at(project_budget("search")), Money::parse("2").value());
  EXPECT_EQ(limits.at(key_budget("a")), Money::parse("1").value());
}

TEST(BuildGateway, TellsWhatTheGatewayCannotBeBuiltOf) {
  EXPECT_THAT(refusal_of(""), HasSubstr("a gateway needs a provider"));
  EXPECT_THAT(refusal_of("providers: [groq]"), HasSubstr("groq: it has no key"));
  EXPECT_THAT(refusal_of("providers: [azure]"), HasSubstr("azure"));
}

TEST(BuildGateway, LaysAFileOfPricesOverItsOwn) {
  const std::string provider = "providers: {openai: env:OPENAI_API_KEY}\nprices_file: ";
  EXPECT_EQ(refusal_of(provider + "/prices.json"), "none");
  EXPECT_THAT(refusal_of(provider + "/broken.json"), HasSubstr("/broken.json: "));
  EXPECT_THAT(refusal_of(provider + "/nobody.json"), HasSubstr("no file of prices /nobody.json"));
}

}  // namespace
}  // namespace omnillm::server
