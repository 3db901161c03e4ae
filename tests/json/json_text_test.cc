#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <limits>
#include <sstream>
#include <string>

#include "json/document.h"
#include "omnillm/json.h"

namespace omnillm {
namespace {

JsonText parsed(std::string_view text) {
  auto value = JsonText::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : JsonText();
}

TEST(JsonText, IsNullWhenFresh) {
  EXPECT_EQ(JsonText().text(), "null");
  EXPECT_TRUE(JsonText().is_null());
  EXPECT_TRUE(JsonText().value().is_null());
  EXPECT_EQ(JsonText(), parsed(" null"));
}

TEST(JsonText, KeepsTheTextOfNumbers) {
  EXPECT_EQ(parsed(" [1e400, 0.10, -0] ").text(), "[1e400, 0.10, -0]");
}

TEST(JsonText, RefusesWhatIsNotJson) {
  const auto refused = JsonText::parse("{\"a\":1,}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Protocol);
  EXPECT_EQ(refused.error().message(), "not JSON: expected a name in quotes, at byte 7");
}

TEST(JsonText, KnowsItsKind) {
  EXPECT_TRUE(parsed("\"s\"").is_string());
  EXPECT_TRUE(parsed("{}").is_object());
  EXPECT_TRUE(parsed("[]").is_array());
  EXPECT_FALSE(parsed("1").is_null());
}

TEST(JsonText, IsMadeOfATree) {
  const JsonText object = Json{{"type", "object"}, {"n", 1}};
  EXPECT_EQ(object.text(), R"({"type":"object","n":1})");
  EXPECT_EQ(JsonText(Json(false)).text(), "false");
  EXPECT_EQ(JsonText(Json(0.2)).text(), "0.2");
}

TEST(JsonText, QuotesAString) {
  EXPECT_EQ(JsonText::string("a\n\"b\"").text(), R"("a\n\"b\"")");
  EXPECT_EQ(JsonText::string("").text(), R"("")");
  EXPECT_EQ(JsonText::string("a\xff").text(), "\"a\ufffd\"");
}

TEST(JsonText, GivesAStringAsText) {
  EXPECT_EQ(parsed(R"("a\nb")").as_text(), "a\nb");
  EXPECT_EQ(parsed(R"("ab")").as_text().plain_view(), "ab");
}

TEST(JsonText, GivesAnythingElseAsTheTextItIs) {
  EXPECT_EQ(parsed(R"({"a":"\n"})").as_text(), R"({"a":"\n"})");
  EXPECT_EQ(JsonText().as_text(), "null");
  std::string out;
  EXPECT_TRUE(parsed(R"(["x"])").as_text().append_escaped_to(out));
  EXPECT_EQ(out, R"([\"x\"])");
}

TEST(JsonText, SharesItsBytesWithTheDocument) {
  json::Document document;
  ASSERT_TRUE(document.parse(R"({"a":[1, 2]})"));
  const json::Value value = document.root()["a"];
  EXPECT_EQ(value.json().text().data(), value.raw().data());
}

TEST(JsonText, IsEqualInMeaning) {
  EXPECT_EQ(parsed(R"({"a":1,"b":[true,"x"]})"), parsed(R"( {"b":[true,"\u0078"],"a":1.0} )"));
  EXPECT_NE(parsed(R"({"a":1})"), parsed(R"({"a":2})"));
  EXPECT_EQ(parsed("0.2"), JsonText(Json(0.2)));
  EXPECT_EQ(parsed(R"({"a":1})"), (JsonText(Json{{"a", 1}})));
}

TEST(JsonText, IsPrintedAsItStands) {
  std::ostringstream out;
  out << parsed("[1, 2]");
  EXPECT_EQ(out.str(), "[1, 2]");
}

TEST(JsonText, SharesBytesThatAreKnownToBeValid) {
  auto owner = std::make_shared<const std::string>(R"([{"a":1}])");
  const JsonText inside =
      JsonText::from_valid(owner, std::string_view(*owner).substr(1, owner->size() - 2));
  owner.reset();
  EXPECT_EQ(inside.text(), R"({"a":1})");
}

}  // namespace
}  // namespace omnillm
