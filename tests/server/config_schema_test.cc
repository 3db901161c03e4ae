#include "server/config_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iterator>

#include "config_support.h"
#include "gateway/schema_check.h"
#include "json/document.h"
#include "support/source_tree.h"
#include "yaml/json_form.h"

namespace omnillm::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string file_in_tree(const std::string& name) {
  std::ifstream file(in_source_tree(name));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(ConfigSchema, IsTheOneThatIsPublished) {
  EXPECT_EQ(config_schema(), file_in_tree("docs/server-config.schema.json"))
      << "write it anew: omnillm check-config --schema > docs/server-config.schema.json";
}

TEST(ConfigSchema, HasEveryMemberThatTheParserTakesAndNoOther) {
  json::Document schema;
  ASSERT_TRUE(schema.parse(config_schema()));
  const SectionView document = config_sections().front();
  for (const MemberView& member : document.members) {
    EXPECT_TRUE(schema.root()["properties"][member.name]) << member.name;
    EXPECT_THAT(mistake_in(std::string(member.name) + ": [[]]"),
                testing::Not(HasSubstr("has no member")))
        << member.name;
  }
  EXPECT_EQ(schema.root()["properties"].size(), document.members.size());
}

TEST(ConfigSchema, TakesTheExample) {
  json::Document schema;
  ASSERT_TRUE(schema.parse(config_schema()));
  const auto form =
      yaml::json_form(YAML::Load(file_in_tree("examples/serve/omnillm.yaml")), 1 << 20);
  json::Document example;
  ASSERT_TRUE(example.parse(form.value()));
  EXPECT_THAT(gateway::schema_problems(schema.root(), example.root()), IsEmpty());
}

TEST(ConfigSchema, RefusesAMemberThatThereIsNot) {
  json::Document schema, wrong;
  ASSERT_TRUE(schema.parse(config_schema()));
  ASSERT_TRUE(wrong.parse(R"({"listen": {"prot": 1}})"));
  EXPECT_FALSE(gateway::schema_problems(schema.root(), wrong.root()).empty());
}

// Each form of a route that the schema knows, with all of its members, is one that the parser
// takes.
TEST(ConfigSchema, KnowsTheRoutesThatTheParserKnows) {
  const std::string routes = R"(providers: [openai]
routes:
  target: {provider: openai, model: m, overrides: {temperature: 0}}
  fallback: {fallback: [openai, {on: [context_length], to: openai}]}
  weighted: {weighted: [{weight: 1, to: openai}], sticky: user, seed: 1}
  fastest: {fastest: [openai], by: total, quantile: p99, explore_permille: 1}
  cheapest: {cheapest: [openai]}
  least_loaded: {least_loaded: [openai]}
  when: {when: [{if: {field: tokens, eq: 1, ne: 1, in: [1], gt: 1, gte: 1, lt: 1, lte: 1, contains: 1},
                 to: openai}], otherwise: openai}
)";
  EXPECT_EQ(mistake_in(routes), "none");
  json::Document schema, written;
  ASSERT_TRUE(schema.parse(config_schema()));
  ASSERT_TRUE(written.parse(yaml::json_form(YAML::Load(routes)["routes"], 1 << 20).value()));
  for (const json::Value form : schema.root()["$defs"]["route"]["anyOf"].elements()) {
    if (form["type"].says("string")) continue;
    const std::string kind = form["required"].elements().begin().operator*().str();
    const json::Value example = written.root()[kind == "provider" ? "target" : kind];
    for (const json::Member member : form["properties"].members())
      EXPECT_TRUE(example[member.name]) << kind << '.' << member.name;
    EXPECT_EQ(example.size(), form["properties"].size()) << kind;
  }
}

TEST(TheManual, DescribesEveryMember) {
  const std::string manual = file_in_tree("docs/configuration.md");
  for (const SectionView& section : config_sections())
    for (const MemberView& member : section.members)
      EXPECT_THAT(manual, HasSubstr("`" + std::string(member.name) + "`")) << section.name;
}

}  // namespace
}  // namespace omnillm::server
