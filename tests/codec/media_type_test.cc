#include "codec/media_type.h"

#include <gtest/gtest.h>

namespace omnillm::codec {
namespace {

TEST(MediaType, IsReadFromTheSuffixOfAnAddress) {
  EXPECT_EQ(media_type_of_name("https://example.com/a/cat.PNG?size=2#top"), "image/png");
  EXPECT_EQ(media_type_of_name("report.pdf"), "application/pdf");
  EXPECT_EQ(media_type_of_name("https://example.com/v1.5/cat"), "");
  EXPECT_EQ(media_type_of_name("archive.unheard-of"), "");
  EXPECT_EQ(media_type_of_name(""), "");
}

TEST(MediaType, IsReadFromTheBeginningOfData) {
  EXPECT_EQ(media_type_of_base64("iVBORw0KGgo="), "image/png");
  EXPECT_EQ(media_type_of_base64("JVBERi0xLjc="), "application/pdf");
  EXPECT_EQ(media_type_of_base64("UklGRgAAAABXRUJQVlA4IA=="), "image/webp");
  EXPECT_EQ(media_type_of_base64("UklGRv////9XQVZFZm10IA=="), "audio/wav");
  EXPECT_EQ(media_type_of_base64("UklGRg=="), "");
  EXPECT_EQ(media_type_of_base64("aGVsbG8="), "");
}

}  // namespace
}  // namespace omnillm::codec
