#include "http/chars.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::http {
namespace {

TEST(CharsTest, FindAControlCharacterWhereverItStands) {
  for (std::size_t size = 0; size < 40; ++size)
    for (std::size_t at = 0; at < size; ++at)
      for (const char c : {'\0', '\r', '\n', '\x1f', '\x7f'}) {
        std::string text(size, 'x');
        text[at] = c;
        for (std::size_t from = 0; from <= at; ++from) EXPECT_EQ(find_control(text, from), at);
        EXPECT_EQ(find_control(text, at + 1), size);
      }
}

TEST(CharsTest, TakeEveryByteForWhatItIs) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool control = (byte < 0x20 && c != '\t') || byte == 0x7f;
    for (std::size_t size = 1; size < 20; ++size)
      EXPECT_EQ(is_field_value(std::string(size, c)), !control) << byte;
  }
}

TEST(CharsTest, LetATabPass) {
  const std::string text = "a\tb\t\t\t\t\t\t\t\t\tc\td\re";
  EXPECT_EQ(find_control(text, 0), text.find('\r'));
}

TEST(CharsTest, CompareWithoutCase) {
  EXPECT_TRUE(equals_lower("Content-LENGTH", "content-length"));
  EXPECT_FALSE(equals_lower("Content-Lengt", "content-length"));
  EXPECT_FALSE(equals_lower("Content_Length", "content-length"));
}

TEST(CharsTest, ReadHexadecimalDigits) {
  EXPECT_EQ(hex_value('0'), 0);
  EXPECT_EQ(hex_value('9'), 9);
  EXPECT_EQ(hex_value('a'), 10);
  EXPECT_EQ(hex_value('F'), 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '+'}) EXPECT_EQ(hex_value(c), -1);
}

}  // namespace
}  // namespace omnillm::http
