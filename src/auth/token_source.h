// A token that is fetched when it is needed, kept while it is good, and fetched once for everybody.
//
//   TokenSource source(service_account_grant(account), transport, clock);
//   if (auto token = source.cached()) return use(*token);         // nearly always
//   auto token = co_await source.token(loop);                     // Result<TokenRef>
//
// Whoever finds no good token asks the grant; whoever comes meanwhile, on whatever loop, waits for
// that one answer. If the asking task is destroyed, one of those who wait asks in its place. Some
// minutes before a token ends refresh() has a task that fetches the next, while the old one serves.
// After a failure nobody asks until a growing while has passed: callers get the failure at once,
// with the time left as retry_after.

#ifndef OMNILLM_AUTH_TOKEN_SOURCE_H_
#define OMNILLM_AUTH_TOKEN_SOURCE_H_

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/token_grant.h"
#include "base/mutex.h"
#include "limit/backoff.h"
#include "net/event_loop.h"
#include "net/task.h"
#include "omnillm/clock.h"
#include "omnillm/result.h"
#include "omnillm/rng.h"
#include "omnillm/secret.h"
#include "omnillm/transport.h"

namespace omnillm::auth {

using TokenRef = std::shared_ptr<const Secret>;

struct TokenPolicy {
  // Before its end a token is not given out any more; less for one that is short-lived.
  Duration reserve = std::chrono::seconds(60);
  // Before its end the next one is fetched. Metadata servers give out the same token until five
  // minutes before.
  Duration refresh_ahead = std::chrono::minutes(4);
  // Of a token whose answer does not say.
  Duration unknown_lifetime = std::chrono::minutes(5);
  // Between a successful fetch and the next.
  Duration shortest_pause = std::chrono::seconds(10);
  // The whole of one fetch.
  Duration timeout = std::chrono::seconds(20);
  limit::BackoffConfig backoff{.base = std::chrono::seconds(1), .cap = std::chrono::minutes(1)};
};

// Thread safety: any threads and loops may use one object at once; each task belongs to the thread
// of its loop.
// Lifetime: transport and clock must outlive it; it must outlive its tasks.
class TokenSource {
 public:
  TokenSource(std::unique_ptr<TokenGrant> grant, Transport& transport, const Clock& clock,
              TokenPolicy policy = {}, Rng rng = Rng::from_system());
  TokenSource(const TokenSource&) = delete;
  ~TokenSource();

  // A token that is good now; null when there is none.
  [[nodiscard]] TokenRef cached() const;

  // The same, fetched if need be. Errors: Auth, when we are refused a token; Network, when there is
  // no answer or none that makes sense; Configuration.
  [[nodiscard]] net::Task<Result<TokenRef>> token(EventLoop& loop);

  // Whether the next token should be fetched while this one serves, and nobody does.
  [[nodiscard]] bool refresh_due() const;
  // Does that, if it is still due when it starts. Whoever finds it due starts it and keeps it while
  // doing its own work; to destroy it halfway is no harm. A failure is kept for later.
  [[nodiscard]] net::Task<void> refresh(EventLoop& loop);

  // The provider did not take this token: it is not given out any more.
  void reject(std::string_view token);

 private:
  struct Waiter;
  class Lead;
  class Turn;
  using Outcome = Result<TokenRef>;

  // What can be said without asking or waiting.
  [[nodiscard]] std::optional<Outcome> outcome_now(Instant now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Whether the caller is to ask for the next token.
  [[nodiscard]] bool begin_refresh();
  [[nodiscard]] net::Task<Result<GrantedToken>> fetch(EventLoop& loop);

  [[nodiscard]] bool is_refresh_due(Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  [[nodiscard]] TokenRef good_token(Instant now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Outcome keep(Result<GrantedToken> fetched, Instant asked) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  Outcome keep_failure(Error error, Instant now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void wake_all(const std::optional<Outcome>& outcome) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::unique_ptr<TokenGrant> grant_;  // used by whoever set fetching_
  Transport& transport_;
  const Clock& clock_;
  const TokenPolicy policy_;

  mutable Mutex mu_;
  TokenRef token_ ABSL_GUARDED_BY(mu_);
  Instant fetched_at_ ABSL_GUARDED_BY(mu_){};
  Instant good_until_ ABSL_GUARDED_BY(mu_){};
  Instant refresh_at_ ABSL_GUARDED_BY(mu_){};
  bool fetching_ ABSL_GUARDED_BY(mu_) = false;
  std::optional<Error> failure_ ABSL_GUARDED_BY(mu_);  // of the last fetch
  int failures_ ABSL_GUARDED_BY(mu_) = 0;              // in a row
  Instant retry_at_ ABSL_GUARDED_BY(mu_){};
  std::list<std::shared_ptr<Waiter>> waiters_ ABSL_GUARDED_BY(mu_);
  Rng rng_ ABSL_GUARDED_BY(mu_);
};

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_TOKEN_SOURCE_H_
