#include "json/tree.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace omnillm::json {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Json tree(std::string text) {
  Document document;
  EXPECT_TRUE(document.parse(std::move(text)));
  return to_tree(document.root());
}

std::string text(const Json& value) {
  std::string out;
  append_tree(value, out);
  return out;
}

TEST(ToTree, BuildsEveryKind) {
  const Json value = tree(R"({"a":[null,true,false,"x\n"],"b\u0021":{}})");
  EXPECT_EQ(value, (Json{{"a", {nullptr, true, false, "x\n"}}, {"b!", boost::json::object()}}));
  EXPECT_TRUE(to_tree(Value()).is_null());
}

TEST(ToTree, KeepsAnArrayOfOneAnArray) {
  ASSERT_TRUE(tree("[[1]]").is_array());
  ASSERT_TRUE(tree("[[1]]").as_array()[0].is_array());
  EXPECT_EQ(tree("[]").as_array().size(), 0U);
}

TEST(ToTree, KeepsWholeNumbersWhole) {
  EXPECT_EQ(tree("-9223372036854775808").as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(tree("9223372036854775808").as_uint64(), 9223372036854775808U);
  EXPECT_EQ(tree("18446744073709551615").as_uint64(), 18446744073709551615U);
  EXPECT_EQ(tree("18446744073709551616").as_double(), 18446744073709551616.0);
  EXPECT_TRUE(tree("1.0").is_double());
}

TEST(ToTree, RoundsOtherNumbersCorrectly) {
  EXPECT_EQ(tree("0.2").as_double(), 0.2);
  EXPECT_EQ(tree("0.6931471805599453").as_double(), 0.6931471805599453);
  EXPECT_TRUE(std::signbit(tree("-0").as_double()));
}

TEST(ToTree, TakesTheNearestForWhatNoDoubleIs) {
  EXPECT_EQ(tree("1e400").as_double(), std::numeric_limits<double>::max());
  EXPECT_EQ(tree("-1e400").as_double(), -std::numeric_limits<double>::max());
  EXPECT_EQ(tree("1e-400").as_double(), 0.0);
}

TEST(ToTree, GoesAsDeepAsADocumentMay) {
  Json value = tree(std::string(kMaxDepth, '[') + std::string(kMaxDepth, ']'));
  std::size_t depth = 1;
  for (const Json* at = &value; !at->as_array().empty(); at = &at->as_array()[0]) ++depth;
  EXPECT_EQ(depth, kMaxDepth);
}

TEST(AppendTree, WritesEveryKind) {
  const Json value{{"a", {nullptr, true, false, "x\n\"", -1, 18446744073709551615U}},
                   {"b\t", boost::json::object()},
                   {"c", boost::json::array()}};
  EXPECT_EQ(text(value),
            R"({"a":[null,true,false,"x\n\"",-1,18446744073709551615],"b\t":{},"c":[]})");
}

TEST(AppendTree, WritesShortNumbers) {
  EXPECT_EQ(text(Json{0.2, 1.5, 100.0, 1e22, 1e-7, -0.0}), "[0.2,1.5,100,1e+22,1e-07,-0]");
}

TEST(AppendTree, WritesNullForWhatJsonCannotSay) {
  EXPECT_EQ(text(Json{kInfinity, -kInfinity, std::nan("")}), "[null,null,null]");
}

TEST(AppendTree, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(text(Json{{"\xff", "a\xff"}}), "{\"\ufffd\":\"a\ufffd\"}");
}

TEST(AppendTree, PlacesCommasWhereAStringLooksLikeAnOpening) {
  EXPECT_EQ(text(Json{"[", "{"}), R"(["[","{"])");
}

}  // namespace
}  // namespace omnillm::json
