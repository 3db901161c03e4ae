#include "http/response_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace omnillm::http {
namespace {

using testing::Eq;
using testing::Optional;
using AnswerTo = ResponseHead::AnswerTo;

const std::string kAnswer =
    "HTTP/1.1 429 Too Many Requests\r\n"
    "Content-Type: application/json\r\n"
    "Retry-After: 7\r\n"
    "Content-Length: 12\r\n"
    "\r\n";

BodyFraming framing_of(const std::string& bytes, AnswerTo asked = AnswerTo::Anything) {
  ResponseHead head;
  EXPECT_TRUE(head.parse(bytes).value()) << bytes;
  return head.framing(asked);
}
bool keeps(const std::string& bytes) {
  ResponseHead head;
  EXPECT_TRUE(head.parse(bytes).value()) << bytes;
  return head.keep_alive();
}

TEST(ResponseHeadTest, ReadsAHeadCutAtEveryByte) {
  for (std::size_t cut = 0; cut <= kAnswer.size(); ++cut) {
    ResponseHead head;
    const auto first = std::make_unique<std::string>(kAnswer.substr(0, cut));
    if (cut < kAnswer.size()) {
      EXPECT_EQ(head.parse(*first).value(), std::nullopt) << cut;
    }
    ASSERT_THAT(head.parse(kAnswer).value(), Optional(kAnswer.size())) << cut;
    EXPECT_EQ(head.status(), 429);
    EXPECT_THAT(head.find("retry-after"), Optional(Eq("7")));
    EXPECT_EQ(head.framing(), BodyFraming::of_length(12));
    EXPECT_TRUE(head.keep_alive());
  }
}

TEST(ResponseHeadTest, KnowsWhatHasNoBody) {
  const std::string rest = "Content-Length: 5\r\n\r\n";
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\n" + rest), BodyFraming::of_length(5));
  EXPECT_EQ(framing_of("HTTP/1.1 204 No Content\r\n" + rest), BodyFraming::none());
  EXPECT_EQ(framing_of("HTTP/1.1 304 Not Modified\r\n" + rest), BodyFraming::none());
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\n" + rest, AnswerTo::Head), BodyFraming::none());
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\n" + rest, AnswerTo::Connect), BodyFraming::none());
  EXPECT_EQ(framing_of("HTTP/1.1 407 No\r\n" + rest, AnswerTo::Connect), BodyFraming::of_length(5));
  EXPECT_EQ(framing_of("HTTP/1.1 103 Early Hints\r\n\r\n"), BodyFraming::none());
}

TEST(ResponseHeadTest, ReadsToTheEndWhereNothingElseIsSaid) {
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\n\r\n"), BodyFraming::until_close());
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
            BodyFraming::chunked());
  EXPECT_EQ(framing_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), BodyFraming::none());
}

TEST(ResponseHeadTest, KnowsWhetherTheConnectionIsKept) {
  EXPECT_TRUE(keeps("HTTP/1.1 200 OK\r\n\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\n\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.0 200 OK\r\n\r\n"));
  EXPECT_TRUE(keeps("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_TRUE(keeps("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"));
}

TEST(ResponseHeadTest, TrustsNoServerThatAnnouncesABodyWhereNoneCanBe) {
  EXPECT_FALSE(keeps("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

TEST(ResponseHeadTest, BoundsTheStatusLine) {
  ResponseHead head({.max_start_line = 64});
  EXPECT_FALSE(head.parse("HTTP/1.1 200 " + std::string(64, 'x')));
}

}  // namespace
}  // namespace omnillm::http
