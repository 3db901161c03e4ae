#include "json/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace omnillm::json {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

std::string refusal_of(std::string text, std::size_t max_depth = kMaxDepth) {
  Document document;
  const auto done = document.parse(std::move(text), max_depth);
  if (done) return "accepted";
  EXPECT_EQ(done.error().kind(), ErrorKind::Protocol);
  EXPECT_FALSE(document.root());
  return done.error().message();
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + "1" + std::string(depth, ']');
}

constexpr std::string_view kSample =
    R"({"model":"m\u00e9","n":[1,-2.5e+3,true,false,null,{}],"deep":{"a":[[]],"":"x"}, "t" : 0})";

TEST(DocumentParse, ReadsEachKindOfValue) {
  Document document;
  ASSERT_TRUE(document.parse(std::string(kSample)));
  const Value root = document.root();
  EXPECT_EQ(root.kind(), Kind::Object);
  EXPECT_EQ(root.raw(), kSample);
  EXPECT_EQ(root["model"].str(), "m\u00e9");
  EXPECT_EQ(root["n"].raw(), "[1,-2.5e+3,true,false,null,{}]");
  EXPECT_EQ(root["n"].size(), 6U);
  EXPECT_EQ(root["deep"]["a"].raw(), "[[]]");
  EXPECT_EQ(root["t"].raw(), "0");
}

TEST(DocumentParse, RefusesATextThatEndsAnywhereTooEarly) {
  for (std::size_t size = 0; size < kSample.size(); ++size)
    EXPECT_NE(refusal_of(std::string(kSample.substr(0, size))), "accepted") << size;
}

TEST(DocumentParse, SaysWhatIsWrongAtWhichByte) {
  EXPECT_EQ(refusal_of(R"({"a":1 "b":2})"), "not JSON: expected a comma or }, at byte 7");
  EXPECT_EQ(refusal_of("[1"), "not JSON: the text ends too early, at byte 2");
  EXPECT_EQ(refusal_of("\"abc"), "not JSON: the string has no end, at byte 4");
  EXPECT_EQ(refusal_of("[1,]"), "not JSON: expected a value, at byte 3");
}

TEST(DocumentParse, AcceptsWhatTheGrammarAllows) {
  for (const char* text :
       {"0", "-0", "1e400", "-1.5E-10", "0.0", "10", "\"\"", "true", " null ", "[]", "[ ]", "{ }",
        "[1 , 2]", "\r\n\t [\r\n1\t]\n", R"("\"\\\/\b\f\n\r\t\u0000\uABCD\uabcd")", "\"\x7f\"",
        R"({"":{"":[]}})", "123456789012345678901234567890"})
    EXPECT_EQ(refusal_of(text), "accepted") << text;
}

TEST(DocumentParse, RefusesWhatTheGrammarDoesNotAllow) {
  for (const char* text : {"",
                           " ",
                           "-",
                           "+1",
                           "01",
                           "-01",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "0x1",
                           "NaN",
                           "nul",
                           "nulL",
                           "truefalse",
                           "True",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{,}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "'a'",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "\"\t\"",
                           "\"\n\"",
                           "]",
                           "}",
                           "[}",
                           "{]",
                           "1 2",
                           "[] []",
                           "/*c*/1",
                           "1//c",
                           "\"\\",
                           "[1]]",
                           ",",
                           ":",
                           "- 1",
                           "1 .5",
                           "\xef\xbb",
                           "\f1",
                           "\xc2\xa0"
                           "1",
                           "\"\\u",
                           "-a",
                           "{\"a\" 1}",
                           "Infinity"})
    EXPECT_NE(refusal_of(text), "accepted") << text;
}

TEST(DocumentParse, RefusesAZeroByteAnywhere) {
  for (const auto& text : {"\0"s, "1\0"s, "\"\0\""s, "[\0]"s, "{\"a\":1}\0"s, "tru\0"s, "1.\0"s})
    EXPECT_NE(refusal_of(text), "accepted");
}

TEST(DocumentParse, CarriesAnEscapedZero) {
  Document document;
  ASSERT_TRUE(document.parse(R"("a\u0000b")"));
  EXPECT_EQ(document.root().str(), "a\0b"s);
}

TEST(DocumentParse, RefusesTextThatIsNotUtf8) {
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82",
        "\xf0\x9f\x98", "\xe2\x28\xa1"}) {
    EXPECT_THAT(refusal_of("[\"ok\",\""s + bad + "\"]"), HasSubstr("not UTF-8, at byte 7"));
    EXPECT_THAT(refusal_of("{\"" + std::string(50, 'a') + bad + "\":1}"), HasSubstr("byte 52"));
  }
}

TEST(DocumentParse, AcceptsEveryLengthOfUtf8) {
  EXPECT_EQ(refusal_of("\"\u00e9\u20ac\U0001f600\""), "accepted");
}

TEST(DocumentParse, CarriesLoneSurrogates) {
  Document document;
  ASSERT_TRUE(document.parse(R"(["\ud800","x\udc00y","\ud83d\ude00","\ud800\ud800\udc00"])"));
  EXPECT_EQ(document.root().raw(), R"(["\ud800","x\udc00y","\ud83d\ude00","\ud800\ud800\udc00"])");
  std::string said;
  for (const Value element : document.root().elements()) said += element.str() + "|";
  EXPECT_EQ(said, "\ufffd|x\ufffdy|\U0001f600|\ufffd\U00010000|");
}

TEST(DocumentParse, SkipsOneByteOrderMark) {
  Document document;
  ASSERT_TRUE(document.parse("\xef\xbb\xbf {\"a\":1}"));
  EXPECT_EQ(document.root().raw(), "{\"a\":1}");
  EXPECT_NE(refusal_of("\xef\xbb\xbf\xef\xbb\xbf{}"), "accepted");
}

TEST(DocumentParse, RefusesANameThatStandsTwiceInOneObject) {
  EXPECT_EQ(refusal_of(R"({"a":1,"b":2,"a":3})"),
            "not JSON: a name stands twice in one object: \"a\", at byte 13");
  EXPECT_THAT(refusal_of(R"([{"x":{"":1,"":2}}])"), HasSubstr("stands twice"));
  EXPECT_EQ(refusal_of(R"({"a":{"a":[{"a":1}]}})"), "accepted");
}

TEST(DocumentParse, ComparesNamesByWhatTheySay) {
  EXPECT_THAT(refusal_of(R"({"model":1,"mod\u0065l":2})"),
              HasSubstr("twice in one object: \"model\""));
  EXPECT_THAT(refusal_of(R"({"mod\u0065l":1,"x":0,"\u006dodel":2})"), HasSubstr("stands twice"));
  EXPECT_EQ(refusal_of(R"({"a\/b":1,"a\\/b":2})"), "accepted");
}

TEST(DocumentParse, FindsANameTwiceAmongThousands) {
  std::string text = "{\"n0\":0";
  for (int i = 1; i < 5'000; ++i) text += ",\"n" + std::to_string(i) + "\":0";
  EXPECT_EQ(refusal_of(text + "}"), "accepted");
  EXPECT_THAT(refusal_of(text + ",\"n4321\":1}"), HasSubstr("twice in one object: \"n4321\""));
}

TEST(DocumentParse, DoesNotRepeatALongNameInItsMessage) {
  const std::string name(65, 'x');
  const std::string message = refusal_of("{\"" + name + "\":1,\"" + name + "\":2}");
  EXPECT_EQ(message, "not JSON: a name stands twice in one object, at byte 71");
}

TEST(DocumentParse, KeepsManyNamesWithEscapesApart) {
  std::string text = "{\"\\u00410\":0";
  for (int i = 1; i < 70'000; ++i)
    text += ",\"\\u0041" + std::to_string(i) + "\":" + std::to_string(i);
  Document document;
  ASSERT_TRUE(document.parse(text + "}"));
  int n = 0;
  for (const Member member : document.root().members()) {
    ASSERT_EQ(member.name, "A" + std::to_string(n));
    ASSERT_EQ(member.value.to_int64(), n++);
  }
  EXPECT_EQ(n, 70'000);
}

TEST(DocumentParse, RefusesWhatNestsDeeperThanTheLimit) {
  EXPECT_EQ(refusal_of(nested(256)), "accepted");
  EXPECT_EQ(refusal_of(nested(257)), "not JSON: nested deeper than 256 levels, at byte 256");
  EXPECT_EQ(refusal_of("{\"a\":{}}", 1), "not JSON: nested deeper than 1 levels, at byte 5");
  EXPECT_EQ(refusal_of("1", 0), "accepted");
  EXPECT_THAT(refusal_of(std::string(100'000, '[')), HasSubstr("nested deeper"));
}

TEST(DocumentParse, ReadsAHundredThousandLevelsWhenAllowed) {
  EXPECT_EQ(refusal_of(nested(100'000), 100'000), "accepted");
}

TEST(DocumentParse, CountsDepthNotContainers) {
  std::string text = "[[]";
  for (int i = 0; i < 1'000; ++i) text += ",[{}]";
  EXPECT_EQ(refusal_of(text + "]", 3), "accepted");
}

TEST(DocumentParse, ForgetsWhatWasReadBefore) {
  Document document;
  ASSERT_TRUE(document.parse(R"({"\u0061":[1,2,3]})"));
  ASSERT_TRUE(document.parse(R"({"\u0062":1})"));
  EXPECT_EQ(document.root().size(), 1U);
  EXPECT_EQ(document.root()["b"].raw(), "1");
  ASSERT_FALSE(document.parse("["));
  EXPECT_FALSE(document.root());
}

TEST(DocumentParse, LeavesPiecesOfWhatWasReadBeforeAlone) {
  Document document;
  ASSERT_TRUE(document.parse(R"(["one",[1]])"));
  const Text text = (*document.root().elements().begin()).text();
  const JsonText whole = document.root().json();
  ASSERT_TRUE(document.parse(R"(["two",[2]])"));
  EXPECT_EQ(text, "one");
  EXPECT_EQ(whole.text(), R"(["one",[1]])");
  EXPECT_EQ(document.root().raw(), R"(["two",[2]])");
}

TEST(DocumentParse, ReadsOneTextAfterTheOtherOfAnyLength) {
  Document document;
  for (const std::size_t size : {3U, 100'000U, 0U, 600U, 70'000U, 5U}) {
    const std::string text = '"' + std::string(size, 'x') + '"';
    ASSERT_TRUE(document.parse(std::string_view(text)));
    EXPECT_EQ(document.root().escaped().size(), size);
  }
}

TEST(DocumentParse, RefusesWhereThereIsNoText) {
  Document document;
  EXPECT_FALSE(document.parse(std::shared_ptr<const std::string>()));
  EXPECT_FALSE(Document().root());
}

TEST(DocumentParse, SkipsLongRunsOfSpace) {
  const std::string space(100, ' ');
  Document document;
  ASSERT_TRUE(document.parse(space + "[" + space + "\n1\r" + space + ",\t2" + space + "]" + space));
  EXPECT_EQ(document.root().size(), 2U);
}

TEST(DocumentParse, FindsTheEndOfAStringOfEveryLength) {
  Document document;
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string inside(size, 'x');
    ASSERT_TRUE(document.parse("[\"" + inside + "\",\"" + inside + "\\n\"]")) << size;
    EXPECT_EQ(document.root().elements().begin().operator*().str(), inside);
    EXPECT_NE(refusal_of("[\"" + inside + "\x1f" + inside + "\"]"), "accepted") << size;
  }
}

}  // namespace
}  // namespace omnillm::json
