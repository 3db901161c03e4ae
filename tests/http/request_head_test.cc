#include "http/request_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace omnillm::http {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

const std::string kPost =
    "POST /v1/chat/completions?beta=true HTTP/1.1\r\n"
    "Host: localhost:8080\r\n"
    "Content-Type:application/json\r\n"
    "X-Empty:\r\n"
    "X-Padded: \t a b \t\r\n"
    "Content-Length: 12\r\n"
    "\r\n";

void expect_kPost(const RequestHead& head) {
  EXPECT_EQ(head.method(), "POST");
  EXPECT_EQ(head.target(), "/v1/chat/completions?beta=true");
  EXPECT_EQ(head.path(), "/v1/chat/completions");
  EXPECT_EQ(head.query(), "beta=true");
  EXPECT_EQ(head.host(), "localhost:8080");
  EXPECT_EQ(head.framing(), BodyFraming::of_length(12));
  EXPECT_TRUE(head.keep_alive());
  EXPECT_FALSE(head.expects_continue());
  ASSERT_EQ(head.fields().size(), 5U);
  EXPECT_EQ(head.fields()[1].value, "application/json");
  EXPECT_EQ(head.fields()[2].value, "");
  EXPECT_EQ(head.fields()[3].value, "a b");
  EXPECT_THAT(head.find("content-type"), Optional(Eq("application/json")));
  EXPECT_EQ(head.find("accept"), std::nullopt);
}

TEST(RequestHeadTest, ReadsAHeadAndLeavesTheBody) {
  RequestHead head;
  const std::string bytes = kPost + "{\"a\": true }";
  EXPECT_THAT(head.parse(bytes).value(), Optional(kPost.size()));
  expect_kPost(head);
}

// Cut at every byte, and each time the bytes lie somewhere else.
TEST(RequestHeadTest, ReadsAHeadThatComesInTwoPieces) {
  for (std::size_t cut = 0; cut < kPost.size(); ++cut) {
    RequestHead head;
    const auto first = std::make_unique<std::string>(kPost.substr(0, cut));
    EXPECT_EQ(head.parse(*first).value(), std::nullopt) << cut;
    EXPECT_THAT(head.parse(kPost).value(), Optional(kPost.size())) << cut;
    expect_kPost(head);
  }
}

TEST(RequestHeadTest, ReadsAHeadThatComesByteByByte) {
  RequestHead head;
  for (std::size_t size = 0; size < kPost.size(); ++size) {
    const std::string moved = kPost.substr(0, size);
    ASSERT_EQ(head.parse(moved).value(), std::nullopt) << size;
  }
  ASSERT_THAT(head.parse(kPost).value(), Optional(kPost.size()));
  expect_kPost(head);
}

TEST(RequestHeadTest, ReadsTheNextOneAfterIt) {
  RequestHead head;
  ASSERT_TRUE(head.parse(kPost).value());
  head.clear();
  const std::string get = "GET / HTTP/1.1\r\nHost: b\r\nConnection: foo , Close\r\n\r\n";
  ASSERT_THAT(head.parse(get).value(), Optional(get.size()));
  EXPECT_EQ(head.method(), "GET");
  EXPECT_EQ(head.host(), "b");
  EXPECT_EQ(head.framing(), BodyFraming::none());
  EXPECT_FALSE(head.keep_alive());
}

TEST(RequestHeadTest, CopiesItsFields) {
  RequestHead head;
  ASSERT_TRUE(head.parse("GET / HTTP/1.1\r\nHost: b\r\nA: 1\r\na: 2\r\n\r\n").value());
  Headers headers;
  head.copy_fields_to(headers);
  EXPECT_EQ(headers, (Headers{{"Host", "b"}, {"A", "1"}, {"a", "2"}}));
}

TEST(RequestHeadTest, KeepsAnOldConnectionOnlyWhenAsked) {
  RequestHead head;
  ASSERT_TRUE(head.parse("GET / HTTP/1.0\r\n\r\n").value());
  EXPECT_TRUE(head.is_http_1_0());
  EXPECT_FALSE(head.keep_alive());
  head.clear();
  ASSERT_TRUE(head.parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").value());
  EXPECT_TRUE(head.keep_alive());
}

TEST(RequestHeadTest, TakesTheHostOffAnAbsoluteTarget) {
  RequestHead head;
  ASSERT_TRUE(
      head.parse("GET HTTP://Example.com:1/a?b HTTP/1.1\r\nHost: example.COM:1\r\n\r\n").value());
  EXPECT_EQ(head.target(), "/a?b");
}

TEST(RequestHeadTest, SeesThatThePeerWaits) {
  RequestHead head;
  ASSERT_TRUE(head.parse("POST / HTTP/1.1\r\nHost: b\r\nExpect: 100-Continue\r\n"
                         "Transfer-Encoding: Chunked\r\n\r\n")
                  .value());
  EXPECT_TRUE(head.expects_continue());
  EXPECT_EQ(head.framing(), BodyFraming::chunked());
}

class RequestHeadLimits : public testing::Test {
 protected:
  static int refusal(const std::string& bytes, HeadLimits limits) {
    RequestHead head(limits);
    const auto parsed = head.parse(bytes);
    return parsed ? 0 : parsed.error().status;
  }
};

TEST_F(RequestHeadLimits, BoundTheNumberOfFields) {
  const HeadLimits limits{.max_fields = 2};
  const std::string two = "GET / HTTP/1.1\r\nHost: a\r\nb: c\r\n";
  EXPECT_EQ(refusal(two + "\r\n", limits), 0);
  EXPECT_EQ(refusal(two + "d: e\r\n", limits), 431);
}

TEST_F(RequestHeadLimits, BoundTheHeadCompleteOrNot) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  const HeadLimits limits{.max_bytes = start.size() + 2};
  EXPECT_EQ(refusal(start + "\r\n", limits), 0);
  EXPECT_EQ(refusal(start + "\r\n" + std::string(100, 'x'), limits), 0);
  EXPECT_EQ(refusal(start + "b", limits), 0);
  EXPECT_EQ(refusal(start + "bb", limits), 431);
  EXPECT_EQ(refusal(start + "b: c\r\n", limits), 431);
}

TEST_F(RequestHeadLimits, BoundTheRequestLineCompleteOrNot) {
  const HeadLimits limits{.max_start_line = 64};
  const std::string target(64, 'x');
  EXPECT_EQ(refusal("GET /" + target, limits), 414);
  EXPECT_EQ(refusal("GET /" + target + " HTTP/1.1\r\n", limits), 414);
  EXPECT_EQ(refusal("GET /" + target.substr(40) + " HTTP/1.1\r\n", limits), 0);
  EXPECT_EQ(refusal(std::string(40, 'X'), limits), 501);
}

}  // namespace
}  // namespace omnillm::http
