#include "auth/canonical_request.h"

#include <gtest/gtest.h>

#include <vector>

namespace omnillm::auth {
namespace {

TEST(CanonicalPath, EncodesWhatWasEncodedOnceMore) {
  EXPECT_EQ(canonical_path("/model/a%3A0/converse", true), "/model/a%253A0/converse");
}

TEST(CanonicalPath, ResolvesDotsAndEmptySegmentsIfAsked) {
  EXPECT_EQ(canonical_path("", true), "/");
  EXPECT_EQ(canonical_path("/a//b/../c/.", true), "/a/c/");
  EXPECT_EQ(canonical_path("/../..", true), "/");
  EXPECT_EQ(canonical_path("/a//b/../c/.", false), "/a//b/../c/.");
}

TEST(CanonicalQuery, SortsByNameAndThenByValue) {
  EXPECT_EQ(canonical_query("b=2&a-1=x&a=2&a=1&c"), "a=1&a=2&a-1=x&b=2&c=");
}

TEST(CanonicalQuery, EncodesInOneWayHoweverItCame) {
  EXPECT_EQ(canonical_query("k=a%2fb&l=a/b&m=%7e"), "k=a%2Fb&l=a%2Fb&m=~");
  EXPECT_EQ(canonical_query("k=100%"), "k=100%25");
}

TEST(CanonicalRequestTest, LeavesOutFieldsThatChangeOnTheWay) {
  const std::vector<HeaderField> headers{{"User-Agent", "x"},
                                         {"Host", "a.example"},
                                         {"Connection", "close"},
                                         {"Authorization", "old"},
                                         {"X-Amzn-Trace-Id", "y"},
                                         {"Expect", "100-continue"},
                                         {"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(signed_header_names(headers), "host");
}

TEST(CanonicalRequestTest, JoinsFieldsOfOneNameInTheirOrder) {
  const std::vector<HeaderField> headers{{"B", " 2  3 "}, {"a", "x"}, {"b", "1"}, {"C", ""}};
  const auto request =
      canonical_request({.method = "GET", .path = "/", .headers = headers, .payload_hash = "hash"});
  EXPECT_EQ(request.text, "GET\n/\n\na:x\nb:2 3,1\nc:\n\na;b;c\nhash");
}

}  // namespace
}  // namespace omnillm::auth
