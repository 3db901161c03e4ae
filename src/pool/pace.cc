#include "pool/pace.h"

namespace omnillm::pool {
namespace {

constexpr Duration kOneMinute = std::chrono::minutes(1);
constexpr int kLongestRest = 16;  // minutes
constexpr int kUnseenRest = 4;    // times as long

std::int64_t share(std::int64_t whole, int pace) {
  return std::max<std::int64_t>(1, whole / kFullPace * pace + whole % kFullPace * pace / kFullPace);
}

BucketShape at_pace(const BucketShape& shape, int pace) {
  return {.per_minute = share(shape.per_minute, pace), .burst = share(shape.burst, pace)};
}

}  // namespace

GateLimits at_pace(const GateLimits& limits, int pace) {
  GateLimits slowed = limits;  // the largest call stays: it still goes through a full bucket
  slowed.tokens = at_pace(limits.tokens, pace);
  slowed.requests = at_pace(limits.requests, pace);
  return slowed;
}

void Pace::saw(Instant now, int left) {
  if (is_full()) return;
  if (now >= grows_at_ && least_left_ != kNothingSeen)
    grow(now, faster(pace_, least_left_), now + kOneMinute);
  // From the first look on, for a whole minute: after a refusal the key was out of use at first,
  // and a minute cut short ends before the provider's does.
  if (least_left_ == kNothingSeen) grows_at_ = std::max(grows_at_, now + kOneMinute);
  least_left_ = std::min(least_left_, left);
  seen_at_ = now;
}

void Pace::answered(Instant now) {
  if (is_full() || now < grows_unseen_at_ || now < seen_at_ + kOneMinute) return;
  const std::int64_t minutes = 1 + (now - grows_unseen_at_) / kOneMinute;
  grow(now, faster_unseen(pace_, minutes), now + kOneMinute);
}

void Pace::grow(Instant now, int pace, Instant next) {
  if (pace > pace_) {
    proven_ = pace_;
    grew_at_ = now;
  }
  pace_ = pace;
  least_left_ = kNothingSeen;
  grows_at_ = grows_unseen_at_ = next;
}

void Pace::refused(Instant now, Instant started) {
  if (started < slowed_at_) return;
  // A fixed minute may be refused at its end for what grew at its beginning.
  const bool grew_too_far = grew_at_ != Instant::min() && now < grew_at_ + 2 * kOneMinute;
  pace_ = grew_too_far ? proven_ : slower(pace_);
  rest_ = grew_too_far ? std::min(2 * rest_, kLongestRest) : 1;
  slowed_at_ = now;
  grew_at_ = Instant::min();
  least_left_ = kNothingSeen;
  grows_at_ = now + kOneMinute * rest_;
  grows_unseen_at_ = now + kOneMinute * rest_ * kUnseenRest;
}

}  // namespace omnillm::pool
