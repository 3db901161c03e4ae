// The waiting line: who waits is served in order, as soon as something comes back or time has
// passed.

#include <algorithm>
#include <set>

#include "pool/orders.h"
#include "pool/pool_core.h"

namespace omnillm::pool {
namespace {

// Waiting helps only if something can change before the deadline: an instant that is known, or a
// call in flight that gives back.
bool hopeless(const PoolRefusal& refusal, Instant deadline) {
  if (refusal.cause != PoolRefusal::Cause::Busy) return true;
  const bool calls_may_end = refusal.limited + refusal.short_of_tokens > 0;
  return !calls_may_end && refusal.retry_at && *refusal.retry_at > deadline;
}

PoolRefusal refused_for(PoolRefusal refusal, PoolRefusal::Cause cause) {
  refusal.cause = cause;
  return refusal;
}

}  // namespace

std::uint64_t PoolCore::acquire(const KeyRequest& request, KeyPool::WaitOptions options,
                                KeyPool::Done done) {
  const Instant now = clock_.now();
  std::optional<Acquired> outcome;
  std::uint64_t id = 0;
  {
    MutexLock lock(&line_mu_);
    // Announced before the attempt: who gives back from here on comes to serve the line.
    waiting_.store(line_.size() + 1, kStrict);
    if (line_.size() == 0) outcome = take(request, now);
    if (outcome && !*outcome && !hopeless(outcome->error(), options.deadline)) outcome.reset();
    if (outcome && !*outcome && outcome->error().cause == PoolRefusal::Cause::Busy)
      outcome = tl::unexpected(refused_for(outcome->error(), PoolRefusal::Cause::Deadline));
    if (!outcome && line_.size() >= config_.max_waiting)
      outcome = tl::unexpected(refused_for(all_blocked(now), PoolRefusal::Cause::LineFull));
    if (!outcome && options.deadline <= now)
      outcome = tl::unexpected(refused_for(all_blocked(now), PoolRefusal::Cause::Deadline));
    if (!outcome)
      id = line_.join(options.priority, {.tokens = request.tokens,
                                         .model = std::string(request.model),
                                         .avoid = request.avoid,
                                         .deadline = options.deadline,
                                         .done = std::move(done)});
    waiting_.store(line_.size(), kStrict);
  }
  if (outcome)
    done(std::move(*outcome));
  else
    serve_line(now);
  return id;
}

bool PoolCore::cancel_wait(std::uint64_t id) {
  std::optional<Waiter> waiter;
  {
    MutexLock lock(&line_mu_);
    waiter = line_.leave(id);
    waiting_.store(line_.size(), kStrict);
  }
  if (!waiter) return false;
  const Instant now = clock_.now();
  waiter->done(tl::unexpected(refused_for(all_blocked(now), PoolRefusal::Cause::Cancelled)));
  serve_line(now);  // the next may be smaller
  return true;
}

void PoolCore::serve_line(Instant now) {
  std::vector<std::pair<KeyPool::Done, Acquired>> served;
  {
    MutexLock lock(&line_mu_);
    if (serving_) {  // on this thread, from inside a callback, or on another: it will go round
                     // again
      serve_again_ = true;
      return;
    }
    serving_ = true;
  }
  for (;;) {
    {
      MutexLock lock(&line_mu_);
      serve_again_ = false;
      serve_once(now, &served);
      if (served.empty()) {
        serving_ = false;
        return;
      }
    }
    for (auto& [done, outcome] : served) done(std::move(outcome));
    served.clear();
    now = std::max(now, clock_.now());
  }
}

void PoolCore::serve_once(Instant now, std::vector<std::pair<KeyPool::Done, Acquired>>* served) {
  while (auto expired = line_.take_expired(now))
    served->emplace_back(
        std::move(expired->done),
        tl::unexpected(refused_for(all_blocked(now), PoolRefusal::Cause::Deadline)));

  // In order. Who cannot be served holds up everybody behind who wants the same model; where keys
  // have lists of models, others may pass.
  Instant next = line_.next_deadline();
  std::set<std::string> held_up;
  for (auto place = line_.queue().begin(); place != line_.queue().end();) {
    const Waiter& waiter = place->second;
    if (held_up.count(waiter.model) != 0) {
      ++place;
      continue;
    }
    Acquired outcome = take(waiter.request(), now);
    if (!outcome && !hopeless(outcome.error(), waiter.deadline)) {
      if (outcome.error().retry_at) next = std::min(next, *outcome.error().retry_at);
      if (models_.load(std::memory_order_acquire) == nullptr) break;
      held_up.insert(waiter.model);
      ++place;
      continue;
    }
    if (!outcome && outcome.error().cause == PoolRefusal::Cause::Busy)
      outcome = tl::unexpected(refused_for(outcome.error(), PoolRefusal::Cause::Deadline));
    const auto served_place = place++;
    served->emplace_back(std::move(line_.take(served_place).done), std::move(outcome));
  }
  waiting_.store(line_.size(), kStrict);
  arm_timer(line_.size() == 0 ? Instant::max() : next);
}

void PoolCore::arm_timer(Instant when) {
  if (when == timer_at_) return;
  if (timer_at_ != Instant::max()) scheduler_.cancel(timer_);
  timer_at_ = when;
  if (when == Instant::max()) return;
  timer_ = scheduler_.call_at(when, [alive = alive_, when] {
    MutexLock lock(&alive->mu);
    PoolCore* const core = alive->core;
    if (core == nullptr) return;
    {
      MutexLock line(&core->line_mu_);
      if (core->timer_at_ == when) core->timer_at_ = Instant::max();
    }
    // The pool's clock may be coarser than the scheduler's; the instant has come all the same.
    core->serve_line(std::max(when, core->clock_.now()));
  });
}

PoolCore::~PoolCore() {
  {
    MutexLock lock(&alive_->mu);
    alive_->core = nullptr;
  }
  std::vector<Waiter> left;
  {
    MutexLock lock(&line_mu_);
    if (timer_at_ != Instant::max()) scheduler_.cancel(timer_);
    while (line_.size() != 0) left.push_back(line_.take(line_.queue().begin()));
    waiting_.store(0, kStrict);
  }
  PoolRefusal refusal;
  refusal.cause = PoolRefusal::Cause::Cancelled;
  for (Waiter& waiter : left) waiter.done(tl::unexpected(refusal));
}

}  // namespace omnillm::pool
