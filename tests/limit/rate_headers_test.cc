#include "limit/rate_headers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace omnillm::limit {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{1'717'761'600s};  // 2024-06-07T12:00:00Z

RateHeaders read(std::vector<HeaderField> headers) { return read_rate_headers(kNow, headers); }

TEST(RateHeadersOfOpenAi, AreReadWhole) {
  const RateHeaders rates = read({{"x-ratelimit-limit-requests", "60"},
                                  {"x-ratelimit-limit-tokens", "150000"},
                                  {"x-ratelimit-remaining-requests", "59"},
                                  {"x-ratelimit-remaining-tokens", "149984"},
                                  {"x-ratelimit-reset-requests", "1s"},
                                  {"x-ratelimit-reset-tokens", "6m0s"}});
  EXPECT_EQ(rates, (RateHeaders{.limit_requests = 60,
                                .remaining_requests = 59,
                                .reset_requests = 1s,
                                .limit_tokens = 150'000,
                                .remaining_tokens = 149'984,
                                .reset_tokens = 6min}));
}

TEST(RateHeadersOfGroq, HaveFractionsOfSeconds) {
  const RateHeaders rates = read({{"retry-after", "2"},
                                  {"x-ratelimit-limit-requests", "14400"},
                                  {"x-ratelimit-reset-requests", "2m59.56s"},
                                  {"x-ratelimit-reset-tokens", "7.66s"}});
  EXPECT_EQ(rates.limit_requests, 14'400);
  EXPECT_EQ(rates.reset_requests, 179'560ms);
  EXPECT_EQ(rates.reset_tokens, 7'660ms);
  EXPECT_EQ(rates.retry_after, 2s);
}

TEST(RateHeadersOfAnthropic, AreReadWhole) {
  const RateHeaders rates =
      read({{"anthropic-ratelimit-requests-limit", "50"},
            {"anthropic-ratelimit-requests-remaining", "49"},
            {"anthropic-ratelimit-requests-reset", "2024-06-07T12:00:01Z"},
            {"anthropic-ratelimit-tokens-limit", "40000"},
            {"anthropic-ratelimit-tokens-remaining", "39000"},
            {"anthropic-ratelimit-tokens-reset", "2024-06-07T12:00:02Z"},
            {"anthropic-ratelimit-input-tokens-limit", "30000"},
            {"anthropic-ratelimit-input-tokens-remaining", "29000"},
            {"anthropic-ratelimit-input-tokens-reset", "2024-06-07T12:00:03Z"},
            {"anthropic-ratelimit-output-tokens-limit", "8000"},
            {"anthropic-ratelimit-output-tokens-remaining", "7000"},
            {"anthropic-ratelimit-output-tokens-reset", "2024-06-07T12:00:04Z"},
            {"retry-after", "12"}});
  EXPECT_EQ(rates, (RateHeaders{.limit_requests = 50,
                                .remaining_requests = 49,
                                .reset_requests = 1s,
                                .limit_tokens = 40'000,
                                .remaining_tokens = 39'000,
                                .reset_tokens = 2s,
                                .limit_input_tokens = 30'000,
                                .remaining_input_tokens = 29'000,
                                .reset_input_tokens = 3s,
                                .limit_output_tokens = 8'000,
                                .remaining_output_tokens = 7'000,
                                .reset_output_tokens = 4s,
                                .retry_after = 12s}));
}

TEST(RateHeadersOfAnthropic, InputTokensStandInForTokensThatAreNotGiven) {
  const RateHeaders rates = read({{"anthropic-ratelimit-input-tokens-limit", "30000"},
                                  {"anthropic-ratelimit-input-tokens-remaining", "29000"}});
  EXPECT_EQ(rates.limit_tokens, 30'000);
  EXPECT_EQ(rates.remaining_tokens, 29'000);
}

TEST(RateHeadersOfAzure, WhatIsMinusOneIsMissing) {
  const RateHeaders rates = read({{"x-ratelimit-limit-tokens", "-1"},
                                  {"x-ratelimit-remaining-tokens", "-1"},
                                  {"x-ratelimit-reset-tokens", "-1"},
                                  {"x-ratelimit-reset-requests", "10"}});
  EXPECT_EQ(rates, RateHeaders{.reset_requests = 10s});
}

TEST(RateHeadersRetry, MillisecondsAreMorePreciseThanSecondsAndThoseThanAmazons) {
  const HeaderField amazon{"x-amz-retry-after", "300"}, seconds{"retry-after", "2"},
      milliseconds{"retry-after-ms", "1250"};
  EXPECT_EQ(read({amazon}).retry_after, 300ms);
  EXPECT_EQ(read({amazon, seconds}).retry_after, 2s);
  EXPECT_EQ(read({seconds, amazon, milliseconds}).retry_after, 1250ms);
}

TEST(RateHeadersRetry, WhatCannotBeReadGivesWayToWhatCan) {
  EXPECT_EQ(read({{"retry-after-ms", "soon"}, {"retry-after", "2"}}).retry_after, 2s);
}

TEST(RateHeadersDate, IsTheClockThatInstantsAreMeasuredOn) {
  // Our clock is an hour behind the server's; Date comes last.
  const RateHeaders rates = read({{"retry-after", "Fri, 07 Jun 2024 13:00:30 GMT"},
                                  {"anthropic-ratelimit-tokens-reset", "2024-06-07T13:00:10Z"},
                                  {"Date", "Fri, 07 Jun 2024 13:00:00 GMT"}});
  EXPECT_EQ(rates.retry_after, 30s);
  EXPECT_EQ(rates.reset_tokens, 10s);
}

TEST(RateHeadersDate, WithoutAReadableOneOurClockServes) {
  EXPECT_EQ(read({{"retry-after", "Fri, 07 Jun 2024 12:00:30 GMT"}, {"date", "today"}}).retry_after,
            30s);
}

TEST(RateHeadersNames, AreReadInAnyCase) {
  EXPECT_EQ(read({{"X-RateLimit-Remaining-Tokens", "7"}}).remaining_tokens, 7);
  EXPECT_EQ(read({{"Anthropic-Ratelimit-Requests-Remaining", "7"}}).remaining_requests, 7);
  EXPECT_EQ(read({{"RETRY-AFTER", "7"}}).retry_after, 7s);
}

TEST(RateHeadersNames, OthersAreLeftAlone) {
  EXPECT_EQ(read({{"x-ratelimit-", "1"},
                  {"x-ratelimit-limit", "1"},
                  {"x-ratelimit-limit-", "1"},
                  {"x-ratelimit-limit-images", "1"},
                  {"x-ratelimit-used-tokens", "1"},
                  {"x-ratelimit-limit-input-tokens", "1"},
                  {"anthropic-ratelimit-", "1"},
                  {"anthropic-ratelimit-tokens", "1"},
                  {"anthropic-ratelimit-unified-limit", "1"},
                  {"anthropic-ratelimit-tokens-used", "1"},
                  {"retry-afte", "1"},
                  {"retry-after-", "1"},
                  {"", "1"}}),
            RateHeaders{});
}

TEST(RateHeadersValues, OfTheSameHeaderTwiceTheFirstCounts) {
  EXPECT_EQ(read({{"x-ratelimit-remaining-tokens", "7"}, {"x-ratelimit-remaining-tokens", "8"}})
                .remaining_tokens,
            7);
}

TEST(RateHeadersValues, ThatAreNotCountsAreMissing) {
  for (const char* bad : {"", "-7", "+7", "7.5", "7 tokens", "0x7", "unlimited", "7,7",
                          "9999999999999999999", "99999999999999999999999999"})
    EXPECT_EQ(read({{"x-ratelimit-remaining-tokens", bad}}), RateHeaders{}) << bad;
  EXPECT_EQ(read({{"x-ratelimit-remaining-tokens", " 999999999999999999 "}}).remaining_tokens,
            999'999'999'999'999'999);
}

TEST(RateHeadersSource, MayBeAnythingThatNamesItsHeaders) {
  const std::multimap<std::string, std::string> headers{{"retry-after", "3"}};
  const RateHeaders rates = read_rate_headers(kNow, [&](auto&& see) {
    for (const auto& [name, value] : headers) see(name, value);
  });
  EXPECT_EQ(rates.retry_after, 3s);
}

}  // namespace
}  // namespace omnillm::limit
