#include "codec/error_text.h"

#include <gtest/gtest.h>

namespace omnillm::codec {
namespace {

TEST(ErrorText, OfAPageIsItsTitle) {
  EXPECT_EQ(message_of_text(502, "<html><head><TITLE>\n502 Bad Gateway </title></head>"),
            "502 Bad Gateway");
  EXPECT_EQ(message_of_text(502, "<html>"), "the provider answered 502 without saying why");
}

TEST(ErrorText, IsCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "ü";
  const std::string message = message_of_text(500, text);
  EXPECT_LT(message.size(), text.size());
  EXPECT_TRUE(message.ends_with("ü..."));
}

TEST(ErrorText, IsFoundInWhateverHoldsIt) {
  json::Document body;
  ASSERT_TRUE(body.parse(R"([{"detail":[{"msg":"a"},{"msg":"b"}]}])"));
  EXPECT_EQ(message_of_json(body.root()), "a; b");
}

TEST(ErrorText, TellsTheKind) {
  EXPECT_EQ(kind_of_error(429, "insufficient_quota", "", ""), ErrorKind::Quota);
  EXPECT_EQ(kind_of_error(400, "", "", "This model's maximum context length is 8192"),
            ErrorKind::ContextLength);
  EXPECT_EQ(kind_of_error(500, "", "", "maximum context length"), ErrorKind::Server);
  EXPECT_EQ(kind_of_error(0, "", "", ""), ErrorKind::Server);
}

}  // namespace
}  // namespace omnillm::codec
