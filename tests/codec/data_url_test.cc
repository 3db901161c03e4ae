#include "codec/data_url.h"

#include <gtest/gtest.h>

namespace omnillm::codec {
namespace {

TEST(DataUrl, IsAMediaTypeAndItsData) {
  const auto url = parse_data_url(std::string_view("DATA:Image/PNG;charset=x;base64,AAA="));
  ASSERT_TRUE(url);
  EXPECT_EQ(url->media_type, "image/png");
  EXPECT_EQ(url->data, "AAA=");
}

TEST(DataUrl, IsNothingElse) {
  EXPECT_FALSE(parse_data_url(std::string_view("https://example.com/a,b")));
  EXPECT_FALSE(parse_data_url(std::string_view("data:text/plain,hello")));
  EXPECT_FALSE(parse_data_url(std::string_view("data:;base64")));
  EXPECT_FALSE(parse_data_url(std::string_view("")));
}

TEST(DataUrl, IsReadOutOfAnEscapedString) {
  json::Document body;
  ASSERT_TRUE(body.parse(R"("data:image\/png;base64,A\/A=")"));
  const auto url = parse_data_url(body.root());
  ASSERT_TRUE(url);
  EXPECT_EQ(url->media_type, "image/png");
  EXPECT_EQ(url->data, "A/A=");
}

TEST(DataUrl, IsWrittenAsAString) {
  std::string text;
  json::Writer out(text);
  write_data_url("image/png", "AAA=", out);
  EXPECT_EQ(text, "\"data:image/png;base64,AAA=\"");
}

}  // namespace
}  // namespace omnillm::codec
