#include "auth/url_parts.h"

#include <gtest/gtest.h>

namespace omnillm::auth {
namespace {

TEST(SplitUrl, FindsThePartsWithoutDecodingThem) {
  const auto url = split_url("https://api.example.com:444/v1/a%2Fb?x=1?y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin, "https://api.example.com:444");
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->authority, "api.example.com:444");
  EXPECT_EQ(url->path, "/v1/a%2Fb");
  EXPECT_EQ(url->query, "x=1?y");
}

TEST(SplitUrl, TakesAnAddressWithoutPath) {
  EXPECT_EQ(split_url("https://a.example")->path, "");
  EXPECT_EQ(split_url("https://a.example?b")->query, "b");
  EXPECT_EQ(split_url("https://a.example?b")->origin, "https://a.example");
}

TEST(SplitUrl, LeavesThePortOutOfHostWhereTheSchemeImpliesIt) {
  EXPECT_EQ(split_url("https://a.example:443/")->host_field(), "a.example");
  EXPECT_EQ(split_url("http://a.example:80/")->host_field(), "a.example");
  EXPECT_EQ(split_url("http://a.example:443/")->host_field(), "a.example:443");
  EXPECT_EQ(split_url("http://[::1]:8080/")->host_field(), "[::1]:8080");
}

TEST(SplitUrl, RefusesWhatIsNoAddressOrHidesItsHost) {
  for (const char* url :
       {"", "a.example", "ftp://a.example/", "https://", "https:///x", "https://:1/",
        "https://user@a.example/", "https://a.example\\@b.example/", "https://a b/",
        "https://a.example/#b", "https://a.example/\r\nX: 1"})
    EXPECT_FALSE(split_url(url)) << url;
}

}  // namespace
}  // namespace omnillm::auth
