#include <gtest/gtest.h>

#include <string>

#include "json/writer.h"

namespace omnillm::json {
namespace {

using namespace std::string_literals;

std::string escaped(std::string_view plain) {
  std::string out;
  EXPECT_TRUE(append_escaped(plain, out));
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  append_unescaped(text, out);
  return out;
}

TEST(Escape, LeavesWhatJsonCanHold) {
  EXPECT_EQ(escaped(""), "");
  EXPECT_EQ(escaped("caf\u00e9 / \x7f \U0001f600 \u2028"), "caf\u00e9 / \x7f \U0001f600 \u2028");
}

TEST(Escape, UsesTheShortestEscapes) {
  EXPECT_EQ(escaped("\"\\\b\f\n\r\t"), R"(\"\\\b\f\n\r\t)");
  EXPECT_EQ(escaped("\0\x1f\x0b"s), R"(\u0000\u001f\u000b)");
}

TEST(Escape, AppendsToWhatIsThere) {
  std::string out = "x";
  ASSERT_TRUE(append_escaped("a\nb", out));
  EXPECT_EQ(out, "xa\\nb");
}

TEST(Escape, AppendsNothingWhenTheTextIsNotUtf8) {
  std::string out = "x";
  EXPECT_FALSE(append_escaped("a\n\xff", out));
  EXPECT_FALSE(append_escaped(std::string(40, 'a') + "\xed\xa0\x80" + std::string(40, 'b'), out));
  EXPECT_EQ(out, "x");
}

TEST(Escape, FindsASpecialByteAtEveryPlace) {
  for (std::size_t size = 0; size < 70; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      std::string plain(size, 'a');
      plain[at] = '"';
      std::string expected(size, 'a');
      expected.replace(at, 1, "\\\"");
      ASSERT_EQ(escaped(plain), expected);
      ASSERT_EQ(unescaped(expected), plain);
    }
}

TEST(Unescape, KnowsEveryEscape) {
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(\u0041\u00e9\u20AC\u20ac\u0000)"), "A\u00e9\u20ac\u20ac\0"s);
}

TEST(Unescape, JoinsAPairOfSurrogates) {
  EXPECT_EQ(unescaped(R"(\ud83d\ude00)"), "\U0001f600");
  EXPECT_EQ(unescaped(R"(\uDBFF\uDFFF)"), "\U0010ffff");
}

TEST(Unescape, PutsTheReplacementForALoneSurrogate) {
  EXPECT_EQ(unescaped(R"(\ud800)"), "\ufffd");
  EXPECT_EQ(unescaped(R"(\udc00x)"), "\ufffdx");
  EXPECT_EQ(unescaped(R"(\ud800\n12345)"), "\ufffd\n12345");
  EXPECT_EQ(unescaped(R"(\ud800\u0041)"),
            "\ufffd"
            "A");
  EXPECT_EQ(unescaped(R"(\ud800xudc00)"), "\ufffdxudc00");
  EXPECT_EQ(unescaped(R"(\ud83d\ud83d\ude00)"), "\ufffd\U0001f600");
}

TEST(Unescape, GivesBackEveryCharacterThatWasEscaped) {
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  EXPECT_EQ(unescaped(escaped(all + "\u00e9" + all)), all + "\u00e9" + all);
}

}  // namespace
}  // namespace omnillm::json
