#include "registry/provider_match.h"

#include <gtest/gtest.h>

namespace omnillm::registry {
namespace {

TEST(Fits, StarsStandForAnything) {
  EXPECT_TRUE(fits("gpt-*", "gpt-4o"));
  EXPECT_TRUE(fits("gpt-*", "GPT-"));
  EXPECT_TRUE(fits("*.a.*", "us.a.b"));
  EXPECT_TRUE(fits("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(fits("**", ""));
  EXPECT_FALSE(fits("gpt-*", "my-gpt-4"));
  EXPECT_FALSE(fits("sonar", "sonar-pro"));
  EXPECT_FALSE(fits("a*b", "aXc"));
  EXPECT_FALSE(fits("", "a"));
}

TEST(Fits, TakesNoLongForManyStars) {
  EXPECT_FALSE(fits(std::string(40, '*') + "b", std::string(100'000, 'a')));
}

TEST(HostOfUrl, IsTheHostAlone) {
  EXPECT_EQ(host_of_url("https://User:p@Host.Example:8443/p?q#f"), "host.example:8443");
  EXPECT_EQ(host_of_url("http://host:80"), "host");
  EXPECT_EQ(host_of_url("https://host:80"), "host:80");
  EXPECT_EQ(host_of_url("host./x"), "host");
  EXPECT_EQ(host_of_url(""), "");
}

TEST(PlainProviderName, LeavesSpellingOut) {
  EXPECT_EQ(plain_provider_name("Vertex_AI"), "vertexai");
  EXPECT_EQ(plain_provider_name("x.ai"), "xai");
}

}  // namespace
}  // namespace omnillm::registry
