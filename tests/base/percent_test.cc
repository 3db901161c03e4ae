#include "base/percent.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm {
namespace {

TEST(PercentEncode, LeavesNothingThatCouldEndASegment) {
  EXPECT_EQ(percent_encode("gpt-4.1_mini~x"), "gpt-4.1_mini~x");
  EXPECT_EQ(percent_encode("a/b:c?d#e%f g\xC3\xA4"), "a%2Fb%3Ac%3Fd%23e%25f%20g%C3%A4");
}

TEST(PercentEncode, LeavesWhatItIsToldToLeave) {
  EXPECT_EQ(percent_encode("a:b,c/d", ":,"), "a:b,c%2Fd");
}

TEST(PercentDecode, GivesBackWhatWasEncoded) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every.push_back(static_cast<char>(byte));
  EXPECT_EQ(percent_decode(percent_encode(every)), every);
  EXPECT_EQ(percent_decode("a%2fb"), "a/b");
}

TEST(PercentDecode, RefusesHalfAnEscape) {
  for (const std::string text : {"%", "a%2", "%zz", "%2", "%%20"})
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

}  // namespace
}  // namespace omnillm
