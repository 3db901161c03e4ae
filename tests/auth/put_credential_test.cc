#include "auth/put_credential.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::auth {
namespace {

std::string with_key(std::string url) {
  put_query_parameter("key", "a b", url);
  return url;
}

TEST(PutQueryParameter, AddsItBehindWhatIsThere) {
  EXPECT_EQ(with_key("https://a.example/x"), "https://a.example/x?key=a%20b");
  EXPECT_EQ(with_key("https://a.example/x?alt=sse"), "https://a.example/x?alt=sse&key=a%20b");
  EXPECT_EQ(with_key("https://a.example/x?"), "https://a.example/x?key=a%20b");
  EXPECT_EQ(with_key("https://a.example/x?a&"), "https://a.example/x?a&key=a%20b");
}

TEST(PutQueryParameter, ReplacesOneThatIsThere) {
  EXPECT_EQ(with_key("https://a.example/?key=old"), "https://a.example/?key=a%20b");
  EXPECT_EQ(with_key("https://a.example/?key=old&b=1&key"), "https://a.example/?b=1&key=a%20b");
  EXPECT_EQ(with_key("https://a.example/?b=1&key=old"), "https://a.example/?b=1&key=a%20b");
  EXPECT_EQ(with_key("https://a.example/?monkey=1"), "https://a.example/?monkey=1&key=a%20b");
}

TEST(PutHeader, ReplacesAllFieldsOfThatNameByOne) {
  Headers headers{{"authorization", "a"}, {"Accept", "b"}, {"AUTHORIZATION", "c"}};
  put_header("Authorization", "Bearer ", "k", headers);
  EXPECT_EQ(headers, (Headers{{"Accept", "b"}, {"Authorization", "Bearer k"}}));
}

TEST(PutHeader, TakesValuesOfAnyLength) {
  Headers headers;
  const std::string token(5000, 't');
  put_header("Authorization", "Bearer ", token, headers);
  EXPECT_EQ(headers.find("Authorization"), "Bearer " + token);
}

}  // namespace
}  // namespace omnillm::auth
