#include "server/caller_limiter.h"

#include <algorithm>
#include <chrono>

namespace omnillm::server {

namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

Result<void> check(const std::string& who, std::string_view what,
                   const std::optional<std::int64_t>& limit) {
  if (!limit || *limit > 0) return {};
  return fail(ErrorKind::Configuration,
              who + ": " + std::string(what) + " must be positive; leave it out for no limit");
}

Error too_much(const std::string& who, std::string_view what, std::optional<Duration> when) {
  Error error(ErrorKind::OwnLimit, who + " has used up its " + std::string(what));
  return when ? std::move(error).with_retry_after(*when) : error;
}

}  // namespace

CallerLimiter::CallerLimiter(std::string who, const CallerLimits& limits)
    : who_(std::move(who)), limits_(limits) {}

Result<std::shared_ptr<CallerLimiter>> CallerLimiter::create(std::string who,
                                                             const CallerLimits& limits) {
  for (auto ok : {check(who, "requests_per_minute", limits.requests_per_minute),
                  check(who, "tokens_per_minute", limits.tokens_per_minute),
                  check(who, "at_once", limits.at_once)})
    if (!ok) return tl::unexpected(std::move(ok.error()));
  std::shared_ptr<CallerLimiter> made(new CallerLimiter(std::move(who), limits));
  const auto bucket = [&](const std::optional<std::int64_t>& units,
                          std::optional<limit::TokenBucket>& into) -> Result<void> {
    if (!units) return {};
    auto rate = limit::Rate::per(*units, kMinute);
    if (!rate) return tl::unexpected(std::move(rate.error()));
    into.emplace(*rate);
    return {};
  };
  if (auto ok = bucket(limits.requests_per_minute, made->requests_); !ok)
    return tl::unexpected(std::move(ok.error()));
  if (auto ok = bucket(limits.tokens_per_minute, made->tokens_); !ok)
    return tl::unexpected(std::move(ok.error()));
  if (limits.at_once) made->gate_.emplace(*limits.at_once);
  return made;
}

Result<CallerLimiter::Leave> CallerLimiter::enter(const std::shared_ptr<CallerLimiter>& limiter,
                                                  Instant now, std::int64_t estimated_tokens) {
  CallerLimiter& l = *limiter;
  if (l.gate_ && !l.gate_->try_enter())
    return tl::unexpected(too_much(l.who_, "calls at once", std::chrono::seconds(1)));
  // From here on the gate is left with it.
  Leave leave(limiter, std::nullopt, 0);
  if (l.tokens_) {
    // A request that is larger than what a minute holds goes through when the minute is untouched.
    leave.taken_ = std::clamp<std::int64_t>(estimated_tokens, 0, *l.limits_.tokens_per_minute);
    leave.tokens_ = l.tokens_->try_take(now, leave.taken_);
    if (!leave.tokens_)
      return tl::unexpected(
          too_much(l.who_, "tokens of this minute", l.tokens_->time_until(now, leave.taken_)));
  }
  if (l.requests_ && !l.requests_->try_take(now, 1)) {
    leave.used(now, 0);
    return tl::unexpected(
        too_much(l.who_, "requests of this minute", l.requests_->time_until(now, 1)));
  }
  return leave;
}

CallerLimiter::Left CallerLimiter::left(Instant now) const {
  Left left{.request_limit = limits_.requests_per_minute, .token_limit = limits_.tokens_per_minute};
  if (requests_) left.requests = requests_->available(now);
  if (tokens_) left.tokens = tokens_->available(now);
  return left;
}

CallerLimiter::Leave::Leave(std::shared_ptr<CallerLimiter> limiter,
                            std::optional<limit::TokenBucket::Taken> tokens, std::int64_t taken)
    : limiter_(std::move(limiter)), tokens_(tokens), taken_(taken) {}

CallerLimiter::Leave::~Leave() {
  if (limiter_ && limiter_->gate_) limiter_->gate_->leave();
}

void CallerLimiter::Leave::used(Instant now, std::int64_t tokens) {
  if (!tokens_) return;
  if (tokens < taken_)
    limiter_->tokens_->give_back(now, *tokens_, taken_ - std::max<std::int64_t>(tokens, 0));
  else if (tokens > taken_)
    limiter_->tokens_->charge(now, tokens - taken_);
  tokens_.reset();
}

}  // namespace omnillm::server
