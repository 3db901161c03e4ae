// What a refusal says to people, and which kind of error it is.

#include "pool_fixture.h"

namespace omnillm {
namespace {

constexpr Instant kNow{1h};

Error error_of(PoolRefusal refusal) { return refusal.to_error(kNow); }

TEST(PoolRefusalWords, CountTheKeysByWhatHoldsThemBack) {
  const Error error = error_of({.short_of_tokens = 1,
                                .limited = 2,
                                .cooling = 3,
                                .breaker_open = 4,
                                .quarantined = 5,
                                .too_small = 6,
                                .not_for_this_model = 7});
  EXPECT_EQ(error.kind(), ErrorKind::NoKey);
  for (const char* part : {"2 at a limit", "3 cooling down", "4 failing", "5 quarantined",
                           "6 with a smaller limit", "7 not for this model"})
    EXPECT_NE(error.message().find(part), std::string::npos) << error.message();
}

TEST(PoolRefusalWords, TellWhenToComeBack) {
  const Error error = error_of({.cooling = 1, .retry_at = kNow + 3s});
  EXPECT_EQ(error.retry_after(), std::optional<Duration>(3s));
  EXPECT_EQ(error_of({.cooling = 1, .retry_at = kNow - 3s}).retry_after(),
            std::optional<Duration>(0s));
  EXPECT_FALSE(error_of({.cooling = 1}).retry_after().has_value());
}

TEST(PoolRefusalWords, TellHowManyWaitAlready) {
  const Error error = error_of({.cause = PoolRefusal::Cause::LineFull, .queued_ahead = 12});
  EXPECT_EQ(error.kind(), ErrorKind::NoKey);
  EXPECT_NE(error.message().find("the waiting line is full"), std::string::npos);
  EXPECT_NE(error.message().find("12 callers wait already"), std::string::npos);
}

TEST(PoolRefusalWords, AreOfTheKindThatTheCauseIs) {
  EXPECT_EQ(error_of({.cause = PoolRefusal::Cause::TooLarge}).kind(), ErrorKind::OwnLimit);
  EXPECT_EQ(error_of({.cause = PoolRefusal::Cause::NoKeys}).kind(), ErrorKind::NoKey);
  EXPECT_EQ(error_of({.cause = PoolRefusal::Cause::Deadline}).kind(), ErrorKind::Timeout);
  EXPECT_EQ(error_of({.cause = PoolRefusal::Cause::Cancelled}).kind(), ErrorKind::Cancelled);
}

TEST(KeyNames, AreWhatAReportAndAScenarioSay) {
  EXPECT_EQ(to_string(Enforcement::TokenBucket), "token_bucket");
  EXPECT_EQ(to_string(Enforcement::FixedMinute), "fixed_minute");
  EXPECT_EQ(to_string(Enforcement::SlidingMinute), "sliding_minute");
  EXPECT_EQ(to_string(Enforcement::PerSecond), "per_second");
  EXPECT_EQ(to_string(KeyState::Ready), "ready");
  EXPECT_EQ(to_string(KeyState::Cooling), "cooling");
  EXPECT_EQ(to_string(KeyState::Open), "open");
  EXPECT_EQ(to_string(KeyState::Probing), "probing");
  EXPECT_EQ(to_string(KeyState::Quarantined), "quarantined");
  EXPECT_EQ(to_string(KeyState::Empty), "empty");
  EXPECT_EQ(to_string(KeyState::Removed), "removed");
}

TEST(KeyLeaseThatHoldsNothing, AnswersAndIgnores) {
  KeyLease none;
  EXPECT_EQ(none.label(), "");
  EXPECT_EQ(none.secret(), nullptr);
  none.report_success(kNow, 1s);
  none.report_failure(kNow, {});
  none.observe(kNow, {});
  std::move(none).settle(kNow, 5);
  EXPECT_FALSE(KeyLease().active());
}

}  // namespace
}  // namespace omnillm
