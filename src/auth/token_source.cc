#include "auth/token_source.h"

#include <algorithm>
#include <cassert>
#include <coroutine>
#include <utility>

#include "auth/wiped.h"
#include "net/await.h"

namespace omnillm::auth {

namespace {

constexpr std::size_t kLargestAnswer = std::size_t{64} << 10;

// What a failure on the way is to somebody who wanted to send something else.
tl::unexpected<Error> not_fetched(std::string_view who, const Error& why) {
  const bool is_ours = why.kind() == ErrorKind::Configuration;
  return fail(is_ours ? ErrorKind::Configuration : ErrorKind::Network,
              "cannot fetch a token from " + std::string(who) + ": " + why.message());
}

}  // namespace

// Somebody on some loop who waits for the fetch of another.
struct TokenSource::Waiter {
  Waiter(EventLoop& runs_on, std::coroutine_handle<> handle) : loop(runs_on), waiting(handle) {}

  EventLoop& loop;
  std::coroutine_handle<> waiting;  // touched on the loop's thread only
  // Under the mutex of the source until the waiter is woken.
  std::list<std::shared_ptr<Waiter>>::iterator place{};
  bool is_listed = true;
  std::optional<Outcome> outcome{};  // empty: look again
};

// Awaited by whoever wants a token: what can be said at once, the right to ask, or, after a wait,
// what somebody else was answered. To look and to stand in line is one step, so that no answer
// comes in between.
class TokenSource::Turn {
 public:
  struct Result {
    std::optional<Outcome> outcome{};
    bool leads = false;  // neither: look again
  };

  Turn(TokenSource& source, EventLoop& loop) : source_(source), loop_(loop) {}
  Turn(const Turn&) = delete;
  ~Turn() {
    if (!waiter_) return;
    // Somebody may have posted already: then there is nobody left to be resumed.
    waiter_->waiting = {};
    const MutexLock lock(&source_.mu_);
    if (waiter_->is_listed) source_.waiters_.erase(waiter_->place);
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    const Instant now = source_.clock_.now();
    const MutexLock lock(&source_.mu_);
    result_.outcome = source_.outcome_now(now);
    if (result_.outcome) return false;
    if (!source_.fetching_) {
      source_.fetching_ = result_.leads = true;
      return false;
    }
    waiter_ = std::make_shared<Waiter>(loop_, waiting);
    waiter_->place = source_.waiters_.insert(source_.waiters_.end(), waiter_);
    return true;
  }
  Result await_resume() {
    if (waiter_) result_.outcome = std::move(waiter_->outcome);
    return std::move(result_);
  }

 private:
  TokenSource& source_;
  EventLoop& loop_;
  Result result_{};
  std::shared_ptr<Waiter> waiter_{};
};

// The right to ask. Lost without an outcome, by a task that is destroyed, it goes to whoever of the
// waiting looks first.
class TokenSource::Lead {
 public:
  explicit Lead(TokenSource& source) : source_(&source), asked_(source.clock_.now()) {}
  Lead(const Lead&) = delete;
  ~Lead() {
    if (!source_) return;
    const MutexLock lock(&source_->mu_);
    source_->fetching_ = false;
    source_->wake_all(std::nullopt);
  }

  Outcome finish(Result<GrantedToken> fetched) {
    TokenSource& source = *std::exchange(source_, nullptr);
    const MutexLock lock(&source.mu_);
    Outcome outcome = source.keep(std::move(fetched), asked_);
    source.fetching_ = false;
    source.wake_all(outcome);
    return outcome;
  }

 private:
  TokenSource* source_;
  const Instant asked_;  // a lifetime counts from before the answer was written
};

TokenSource::TokenSource(std::unique_ptr<TokenGrant> grant, Transport& transport,
                         const Clock& clock, TokenPolicy policy, Rng rng)
    : grant_(std::move(grant)), transport_(transport), clock_(clock), policy_(policy), rng_(rng) {}

TokenSource::~TokenSource() {
  const MutexLock lock(&mu_);
  assert(waiters_.empty() && !fetching_);
}

TokenRef TokenSource::good_token(Instant now) const { return now < good_until_ ? token_ : nullptr; }

TokenRef TokenSource::cached() const {
  const Instant now = clock_.now();
  const MutexLock lock(&mu_);
  return good_token(now);
}

bool TokenSource::is_refresh_due(Instant now) const {
  return !fetching_ && now >= refresh_at_ && now >= retry_at_ && good_token(now) != nullptr;
}

bool TokenSource::refresh_due() const {
  const Instant now = clock_.now();
  const MutexLock lock(&mu_);
  return is_refresh_due(now);
}

bool TokenSource::begin_refresh() {
  const Instant now = clock_.now();
  const MutexLock lock(&mu_);
  if (!is_refresh_due(now)) return false;
  return fetching_ = true;
}

std::optional<TokenSource::Outcome> TokenSource::outcome_now(Instant now) const {
  if (TokenRef token = good_token(now)) return token;
  if (!fetching_ && failure_ && now < retry_at_)
    return tl::unexpected(Error(*failure_).with_retry_after(retry_at_ - now));
  return std::nullopt;
}

net::Task<Result<TokenRef>> TokenSource::token(EventLoop& loop) {
  for (;;) {
    Turn::Result turn = co_await Turn(*this, loop);
    if (turn.outcome) co_return std::move(*turn.outcome);
    if (!turn.leads) continue;
    Lead lead(*this);
    Result<GrantedToken> fetched = co_await fetch(loop);
    co_return lead.finish(std::move(fetched));
  }
}

net::Task<void> TokenSource::refresh(EventLoop& loop) {
  if (!begin_refresh()) co_return;
  Lead lead(*this);
  Result<GrantedToken> fetched = co_await fetch(loop);
  // A failure is kept, and told to those who ask when the old token has ended.
  static_cast<void>(lead.finish(std::move(fetched)));
}

net::Task<Result<GrantedToken>> TokenSource::fetch(EventLoop& loop) {
  Result<HttpRequest> request = grant_->request(clock_.wall());
  if (!request) co_return tl::unexpected(std::move(request).error());
  const HttpTimeouts timeouts{.deadline = limit::later(loop.now(), policy_.timeout),
                              .connect = policy_.timeout / 2,
                              .first_byte = policy_.timeout,
                              .idle = policy_.timeout};
  const std::unique_ptr<HttpExchange> exchange =
      transport_.open(loop, std::move(*request), timeouts);
  const Result<HttpHead> head = co_await net::called_back<Result<HttpHead>>(
      [&exchange](auto done) { exchange->head(std::move(done)); });
  if (!head) co_return not_fetched(grant_->who(), head.error());

  Wiped body;
  body.text.reserve(kLargestAnswer);
  for (;;) {
    const Result<std::string_view> piece = co_await net::called_back<Result<std::string_view>>(
        [&exchange](auto done) { exchange->read(std::move(done)); });
    if (!piece) co_return not_fetched(grant_->who(), piece.error());
    if (piece->empty()) break;
    if (piece->size() > kLargestAnswer - body.text.size())
      co_return not_fetched(grant_->who(), Error(ErrorKind::Network, "its answer has no end"));
    body.text.append(*piece);
  }
  co_return grant_->read(head->status, body.text);
}

TokenSource::Outcome TokenSource::keep_failure(Error error, Instant now) {
  failures_ = std::min(failures_ + 1, 32);
  const auto pause = limit::retry_delay(policy_.backoff, failures_, std::nullopt, rng_);
  retry_at_ = limit::later(now, pause.value_or(policy_.backoff.cap));
  failure_ = error;
  return tl::unexpected(std::move(error).with_retry_after(retry_at_ - now));
}

TokenSource::Outcome TokenSource::keep(Result<GrantedToken> fetched, Instant asked) {
  const Instant now = clock_.now();
  if (!fetched) return keep_failure(std::move(fetched).error(), now);
  const Duration lifetime = fetched->lifetime.value_or(policy_.unknown_lifetime);
  if (asked + lifetime <= now)
    return keep_failure(
        Error(ErrorKind::Network, std::string(grant_->who()) + " gave a token that has ended"),
        now);
  token_ = std::make_shared<const Secret>(std::move(fetched->token));
  fetched_at_ = now;
  good_until_ = asked + lifetime - std::min(policy_.reserve, lifetime / 10);
  refresh_at_ = std::max(asked + lifetime - std::min(policy_.refresh_ahead, lifetime / 4),
                         now + policy_.shortest_pause);
  failures_ = 0;
  failure_.reset();
  return token_;
}

void TokenSource::reject(std::string_view token) {
  const MutexLock lock(&mu_);
  if (!token_ || token_->reveal() != token) return;  // a newer one may be good
  token_.reset();
  // If the next one is refused as fast, asking again is not what helps.
  failure_ = Error(ErrorKind::Auth, "the provider refuses the token that " +
                                        std::string(grant_->who()) + " gave us");
  retry_at_ = std::max(retry_at_, fetched_at_ + policy_.shortest_pause);
}

void TokenSource::wake_all(const std::optional<Outcome>& outcome) {
  // Under the mutex: a waiter that leaves, and its loop with it, has to come here first.
  for (const std::shared_ptr<Waiter>& waiter : waiters_) {
    waiter->is_listed = false;
    waiter->outcome = outcome;
    waiter->loop.post([waiter] {
      if (waiter->waiting) std::exchange(waiter->waiting, {}).resume();
    });
  }
  waiters_.clear();
}

}  // namespace omnillm::auth
