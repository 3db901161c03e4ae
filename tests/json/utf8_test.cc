#include "json/utf8.h"

#include <gtest/gtest.h>

#include "json/writer.h"

namespace omnillm::json {
namespace {

std::string encoded(std::uint32_t code_point) {
  char bytes[4];
  return {bytes, put_utf8(code_point, bytes)};
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\u00e9\u20ac\U0001f600"));
  EXPECT_FALSE(is_utf8("a\xff"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
}

TEST(Utf8Prefix, GoesUpToTheFirstByteThatCannotGoOn) {
  EXPECT_EQ(utf8_prefix("ab\u20ac"), 5U);
  EXPECT_EQ(utf8_prefix("ab\xe2\x82"), 2U);
  EXPECT_EQ(utf8_prefix("ab\xe2\x82z"), 2U);
  EXPECT_EQ(utf8_prefix("\xf4\x90\x80\x80"), 0U);
}

TEST(Utf8Prefix, AgreesWithTheFastCheckOnEveryCodePoint) {
  for (std::uint32_t code_point = 0; code_point < 0x112000; code_point += 0x1f) {
    const std::string text = encoded(code_point);
    EXPECT_EQ(utf8_prefix(text) == text.size(), is_utf8(text)) << code_point;
  }
}

TEST(Utf8Prefix, AgreesWithTheFastCheckOnEveryPairOfBytes) {
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b) {
      const std::string text{static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(utf8_prefix(text) == text.size(), is_utf8(text)) << a << ' ' << b;
      ASSERT_EQ(utf8_prefix(text + "\x80") == 3, is_utf8(text + "\x80")) << a << ' ' << b;
      ASSERT_EQ(utf8_prefix(text + "\xbf\x80") == 4, is_utf8(text + "\xbf\x80")) << a << ' ' << b;
    }
}

TEST(ReplaceInvalidUtf8, PutsTheReplacementForEachBadByte) {
  EXPECT_EQ(replace_invalid_utf8("ok"), "ok");
  EXPECT_EQ(replace_invalid_utf8("a\xff"
                                 "b\xc3"),
            "a\ufffdb\ufffd");
  EXPECT_EQ(replace_invalid_utf8("\xe2\x82"), "\ufffd\ufffd");
  EXPECT_EQ(replace_invalid_utf8(""), "");
}

TEST(PutUtf8, UsesOneToFourBytes) {
  EXPECT_EQ(encoded(0), std::string(1, '\0'));
  EXPECT_EQ(encoded(0x7f), "\x7f");
  EXPECT_EQ(encoded(0x80), "\u0080");
  EXPECT_EQ(encoded(0x7ff), "\u07ff");
  EXPECT_EQ(encoded(0x800), "\u0800");
  EXPECT_EQ(encoded(0xffff), "\uffff");
  EXPECT_EQ(encoded(0x10000), "\U00010000");
  EXPECT_EQ(encoded(0x10ffff), "\U0010ffff");
}

}  // namespace
}  // namespace omnillm::json
