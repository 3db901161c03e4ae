#include "yaml/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace omnillm::yaml {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// What is wrong with the member `n`, a number, of a mapping at this path.
std::string mistake_at(const std::string& text, const std::string& path) {
  const auto document = read_yaml(text, "f.yaml");
  if (!document) return document.error().message();
  Problems problems("f.yaml");
  Fields fields(*document, "a pool", path, problems);
  std::int64_t n = 0;
  fields.read("n", n, {.least = 1});
  fields.done();
  return problems.empty() ? "none" : problems.to_error().message();
}

TEST(Fields, SayWhereAMistakeIsByLineAndByPath) {
  EXPECT_THAT(mistake_at("\nn: x", "pools[2]"),
              StartsWith("f.yaml:2:4: pools[2].n: cannot be 'x'; write a whole number"));
  EXPECT_THAT(mistake_at("n: 0", "pools[2]"), HasSubstr("pools[2].n: must be from 1 to"));
  EXPECT_THAT(mistake_at("n: {}", "pools[2]"), HasSubstr("pools[2].n: must be a single value"));
}

TEST(Fields, SayWhichMappingHasAMemberThatNobodyAskedFor) {
  EXPECT_THAT(mistake_at("m: 1", "pools[2]"),
              HasSubstr("pools[2]: a pool has no member 'm'; did you mean 'n'?"));
  EXPECT_THAT(mistake_at("m: 1", ""), HasSubstr("f.yaml:1:1: a pool has no member 'm'"));
}

TEST(Fields, CallAMemberOfTheDocumentByItsNameAlone) {
  EXPECT_THAT(mistake_at("n: x", ""), HasSubstr("f.yaml:1:4: n: cannot be"));
}

TEST(Fields, RefuseWhatIsNoMapping) {
  EXPECT_THAT(mistake_at("[1]", "pools[2]"), HasSubstr("pools[2]: a pool must be a list of"));
}

TEST(Fields, DoNotRepeatACredential) {
  const std::string key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
  EXPECT_THAT(mistake_at("n: " + key, "pools[2]"), Not(HasSubstr("abcdef")));
  EXPECT_THAT(mistake_at(key + ": 1", "pools[2]"), Not(HasSubstr("abcdef")));
}

TEST(Fields, AreLeftAloneWhereNothingIsSaid) {
  EXPECT_EQ(mistake_at("", "pools[2]"), "none");
  EXPECT_EQ(mistake_at("n: 3", "pools[2]"), "none");
}

TEST(Problems, ShowAsManyAsTheyWereToldInTheOrderOfTheFile) {
  Problems problems("f.yaml", 2);
  YAML::Mark where;
  for (where.line = 5; where.line > 0; --where.line) problems.add(where, "wrong");
  EXPECT_EQ(problems.to_error().message(), "f.yaml:2:1: wrong\nf.yaml:3:1: wrong\n(and 3 more)");
}

TEST(ReadYaml, RefusesWhatIsTooLargeForItsKind) {
  EXPECT_TRUE(read_yaml("a: b", "f.yaml", 4));
  const auto refused = read_yaml(std::string(3000, ' '), "f.yaml", 2048);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("larger than 2 KiB"));
}

TEST(ReadYaml, RefusesASecondDocument) {
  const auto refused = read_yaml("a: b\n---\nc: d", "f.yaml");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), StartsWith("f.yaml:2:1: a second document"));
  EXPECT_FALSE(read_yaml("a: b\n...\nc: d", "f.yaml"));
  for (const char* one :
       {"%YAML 1.2\n# x\n---\na: b\n...\n", "a: |\n  ---\n", "a: b # ---\n", "---"})
    EXPECT_TRUE(read_yaml(one, "f.yaml")) << one;
}

TEST(NearestName, IsTheOneThatWasProbablyMeant) {
  constexpr std::array<std::string_view, 3> kKnown{"providers", "routes", "keys"};
  EXPECT_EQ(nearest_name("provders", kKnown), "providers");
  EXPECT_EQ(nearest_name("kesy", kKnown), "keys");
  EXPECT_EQ(nearest_name("budget", kKnown), std::nullopt);
}

}  // namespace
}  // namespace omnillm::yaml
