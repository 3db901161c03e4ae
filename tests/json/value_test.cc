#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "json/document.h"

namespace omnillm::json {
namespace {

Document parsed(std::string text) {
  Document document;
  EXPECT_TRUE(document.parse(std::move(text)));
  return document;
}

TEST(ValueAccess, OfNothingGivesNothing) {
  const Value missing;
  EXPECT_FALSE(missing);
  EXPECT_TRUE(missing.is_missing_or_null());
  EXPECT_EQ(missing.kind(), Kind::Missing);
  EXPECT_EQ(missing.raw(), "");
  EXPECT_EQ(missing.str(), "");
  EXPECT_EQ(missing.size(), 0U);
  EXPECT_TRUE(missing.json().is_null());
  EXPECT_TRUE(missing.text().empty());
  EXPECT_FALSE(missing["a"]["b"]);
  EXPECT_FALSE(missing.says(""));
  EXPECT_EQ(missing.to_bool(), std::nullopt);
  EXPECT_EQ(missing.to_int64(), std::nullopt);
  EXPECT_EQ(missing.to_uint64(), std::nullopt);
  EXPECT_EQ(missing.to_double(), std::nullopt);
}

TEST(ValueAccess, TellsAMissingMemberFromNull) {
  const Document document = parsed(R"({"a":null})");
  EXPECT_TRUE(document.root()["a"]);
  EXPECT_EQ(document.root()["a"].kind(), Kind::Null);
  EXPECT_FALSE(document.root()["b"]);
  EXPECT_TRUE(document.root()["a"].is_missing_or_null());
}

TEST(ValueAccess, FindsAMemberWhoseNameHasEscapes) {
  const Document document = parsed(R"({"a\"b":1,"\u00e9":2})");
  EXPECT_EQ(document.root()["a\"b"].raw(), "1");
  EXPECT_EQ(document.root()["\u00e9"].raw(), "2");
}

TEST(ValueAccess, AsksNoMembersOfAnArrayAndNoElementsOfAnObject) {
  const Document document = parsed(R"([{"a":1}])");
  EXPECT_TRUE(document.root().members().begin() == document.root().members().end());
  const Value object = *document.root().elements().begin();
  EXPECT_TRUE(object.elements().begin() == object.elements().end());
  EXPECT_FALSE(document.root()["a"]);
}

TEST(ValueAccess, WalksMembersInTheirOrderPastWhatIsInsideThem) {
  const Document document = parsed(R"({"a":{"x":[1,2]},"b":[],"c":"s"})");
  std::vector<std::pair<std::string, std::string>> seen;
  for (const Member member : document.root().members())
    seen.emplace_back(member.name, member.value.raw());
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, std::string>>{
                      {"a", R"({"x":[1,2]})"}, {"b", "[]"}, {"c", R"("s")"}}));
}

TEST(ValueString, SaysWhatItSays) {
  const Document document = parsed(R"(["plain","a\nb",1])");
  const Value plain = *document.root().elements().begin();
  EXPECT_TRUE(plain.says("plain"));
  EXPECT_FALSE(plain.says("plai"));
  EXPECT_EQ(plain.escaped(), "plain");
  const Value escaped = *++document.root().elements().begin();
  EXPECT_TRUE(escaped.says("a\nb"));
  EXPECT_FALSE(escaped.says("a\\nb"));
  EXPECT_FALSE(escaped.says("a\nb and much more"));
  EXPECT_EQ(escaped.escaped(), "a\\nb");
}

TEST(ValueString, GivesTextThatOutlivesTheDocument) {
  Text text;
  JsonText json;
  {
    const Document document = parsed(R"({"a":"x\ty","b":[1]})");
    text = document.root()["a"].text();
    json = document.root()["b"].json();
  }
  EXPECT_EQ(text, "x\ty");
  EXPECT_EQ(json.text(), "[1]");
}

TEST(ValueString, IsEmptyOfOtherKinds) {
  const Document document = parsed("12");
  EXPECT_EQ(document.root().str(), "");
  EXPECT_EQ(document.root().escaped(), "");
  EXPECT_TRUE(document.root().text().empty());
  EXPECT_FALSE(document.root().says("12"));
}

TEST(ValueBool, IsThereOnlyForBooleans) {
  const Document document = parsed("[true,false,0]");
  std::vector<std::optional<bool>> seen;
  for (const Value element : document.root().elements()) seen.push_back(element.to_bool());
  EXPECT_EQ(seen, (std::vector<std::optional<bool>>{true, false, std::nullopt}));
}

TEST(ValueNumber, IsThereOnlyForNumbers) {
  const Document document = parsed(R"(["32",32])");
  EXPECT_EQ((*document.root().elements().begin()).to_int64(), std::nullopt);
  EXPECT_EQ((*++document.root().elements().begin()).to_int64(), 32);
  EXPECT_EQ((*++document.root().elements().begin()).to_uint64(), 32U);
  EXPECT_EQ((*++document.root().elements().begin()).to_double(), 32.0);
}

TEST(KindToString, NamesEachKindForMessages) {
  const Document document = parsed(R"([null,false,true,1,"",[],{}])");
  std::string all(to_string(Kind::Missing));
  for (const Value element : document.root().elements())
    all.append(", ").append(to_string(element.kind()));
  EXPECT_EQ(all, "nothing, null, false, true, a number, a string, an array, an object");
}

}  // namespace
}  // namespace omnillm::json
