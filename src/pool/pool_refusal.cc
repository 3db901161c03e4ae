// Why nobody can serve, and when somebody can.

#include <algorithm>
#include <string>

#include "pool/orders.h"
#include "pool/pool_core.h"

namespace omnillm::pool {
namespace {

constexpr std::int64_t kScanCount = 0xff;

void count(KeyState state, std::int32_t keys, PoolRefusal* refusal) {
  switch (state) {
    case KeyState::Ready:
      refusal->short_of_tokens += keys;
      return;
    case KeyState::Cooling:
      refusal->cooling += keys;
      return;
    case KeyState::Open:
    case KeyState::Probing:
      refusal->breaker_open += keys;
      return;
    case KeyState::Quarantined:
      refusal->quarantined += keys;
      return;
    case KeyState::Empty:
      refusal->limited += keys;
      return;
    case KeyState::Removed:
      return;
  }
}

}  // namespace

void PoolCore::remember_shortage(std::int64_t tokens, Instant until) {
  // Released, so that a reader that sees these sees the mark, or what replaces it, afterwards.
  short_tokens_.store(tokens, std::memory_order_release);
  short_retry_.store(nanos_of(until), std::memory_order_release);
  // The mark is gone if somebody gave something back while we looked.
  std::int64_t mark = kScanning;
  short_until_.compare_exchange_strong(mark, (nanos_of(until) & ~kScanCount) | ++scans_, kStrict);
}

bool PoolCore::known_shortage(std::int64_t tokens, Instant now, PoolRefusal* refusal) const {
  const std::int64_t until = short_until_.load(std::memory_order_acquire);
  // Without the count, which could make it later than the instant that the refusal names.
  if ((until & ~kScanCount) <= nanos_of(now)) [[likely]]
    return false;
  const std::int64_t least = short_tokens_.load(std::memory_order_acquire);
  const Instant retry(Duration(short_retry_.load(std::memory_order_acquire)));
  if (tokens < least || tokens > largest_.load(kRelaxed)) return false;
  if (short_until_.load(std::memory_order_acquire) != until) return false;
  count_keys(refusal);
  if (retry != Instant::max()) refusal->retry_at = retry;
  return true;
}

bool PoolCore::known_refusal(const KeyRequest& request, Instant now, PoolRefusal* refusal) const {
  const bool needs_care = waiting_.load(kRelaxed) != 0 || endpoint_blocked_.load(kRelaxed) ||
                          nanos_of(now) >= wakes_.next();
  return !needs_care && known_shortage(request.tokens, now, refusal);
}

// The same as count() for every key.
void PoolCore::count_keys(PoolRefusal* refusal) const {
  const auto keys = [this](KeyState state) {
    return counts_[static_cast<std::size_t>(state)].load(kRelaxed);
  };
  refusal->short_of_tokens = keys(KeyState::Ready);
  refusal->limited = keys(KeyState::Empty);
  refusal->cooling = keys(KeyState::Cooling);
  refusal->breaker_open = keys(KeyState::Open) + keys(KeyState::Probing);
  refusal->quarantined = keys(KeyState::Quarantined);
}

PoolRefusal PoolCore::all_blocked(Instant now) const {
  PoolRefusal refusal;
  count_keys(&refusal);
  const std::int64_t next = wakes_.next();
  if (next != WakeQueue::kNever && next != sweep_at_.load(kRelaxed))
    refusal.retry_at = std::max(now, Instant(Duration(next)));
  return refusal;
}

PoolRefusal PoolCore::behind_the_line() const {
  PoolRefusal refusal = all_blocked(clock_.now());
  refusal.queued_ahead = static_cast<std::int32_t>(waiting_.load(kRelaxed));
  return refusal;
}

Instant PoolCore::next_fit(std::uint32_t i, Instant now, std::int64_t tokens) const {
  Instant fit = hot_[i].gate.next_fit(now, tokens);
  if (const Extras* extras = cold_[i].extras()) {
    if (extras->group != nullptr) fit = std::max(fit, extras->group->gate.next_fit(now, tokens));
    if (extras->day_tokens) fit = std::max(fit, extras->day_tokens->next_fit(now, tokens));
    if (extras->day_requests) fit = std::max(fit, extras->day_requests->next_fit(now, 1));
  }
  return fit;
}

bool PoolCore::has_place(std::uint32_t i) const {
  const Extras* extras = cold_[i].extras();
  return hot_[i].gate.has_place() &&
         (extras == nullptr || extras->group == nullptr || extras->group->gate.has_place());
}

PoolCore::Shortage PoolCore::explain(const KeyRequest& request, Instant now) const {
  Shortage shortage;
  PoolRefusal& refusal = shortage.refusal;
  const AllowedKeys allowed = allowed_for(request.model);
  bool any_could = false;
  for (std::uint32_t i = 0; i < used_.load(kRelaxed); ++i) {
    const ColdKey& cold = cold_[i];
    if (cold.removed) continue;
    if (!allowed(i)) {
      ++refusal.not_for_this_model;
      continue;
    }
    if (request.tokens > hot_[i].gate.largest_request()) {
      ++refusal.too_small;
      continue;
    }
    any_could = true;
    const Standing standing = details(i).health.standing(now);
    const Instant fit = next_fit(i, now, request.tokens);
    const bool small_fits = next_fit(i, now, 1) <= now && has_place(i);
    const bool healthy = standing.state == KeyState::Ready;
    count(healthy && !small_fits ? KeyState::Empty : standing.state, 1, &refusal);
    // A place comes back when a call ends, which nobody knows; everything else has its instant.
    if (has_place(i))
      shortage.earliest = std::min(shortage.earliest, std::max(standing.until, fit));
  }
  if (!any_could)
    refusal.cause =
        refusal.too_small > 0 ? PoolRefusal::Cause::TooLarge : PoolRefusal::Cause::NoKeys;
  if (shortage.earliest != Instant::max()) refusal.retry_at = std::max(now, shortage.earliest);
  return shortage;
}

}  // namespace omnillm::pool

namespace omnillm {
namespace {

void mention(std::string& text, std::int32_t keys, std::string_view what) {
  if (keys == 0) return;
  text += text.empty() ? "" : ", ";
  text += std::to_string(keys);
  text += what;
}

}  // namespace

Error PoolRefusal::to_error(Instant now) const {
  std::string keys;
  mention(keys, short_of_tokens, " without enough tokens left");
  mention(keys, limited, " at a limit");
  mention(keys, cooling, " cooling down");
  mention(keys, breaker_open, " failing");
  mention(keys, quarantined, " quarantined");
  mention(keys, too_small, " with a smaller limit");
  mention(keys, not_for_this_model, " not for this model");
  if (keys.empty()) keys = "the pool has no keys";

  const auto make = [&](ErrorKind kind, std::string text) {
    if (queued_ahead > 0) text += "; " + std::to_string(queued_ahead) + " callers wait already";
    Error error(kind, text);
    return retry_at ? std::move(error).with_retry_after(std::max(Duration(0), *retry_at - now))
                    : error;
  };
  switch (cause) {
    case Cause::Busy:
      return make(ErrorKind::NoKey, "no key can serve now: " + keys);
    case Cause::TooLarge:
      return make(ErrorKind::OwnLimit,
                  "no key may serve so many tokens at once; lower max_output_tokens or add a key "
                  "with a higher tpm_limit: " +
                      keys);
    case Cause::NoKeys:
      return make(ErrorKind::NoKey, "no key is there for this model: " + keys);
    case Cause::LineFull:
      return make(ErrorKind::NoKey, "the waiting line is full: " + keys);
    case Cause::Deadline:
      return make(ErrorKind::Timeout, "the deadline comes before a key is free: " + keys);
    case Cause::Cancelled:
      return make(ErrorKind::Cancelled, "the caller left the waiting line");
  }
  return make(ErrorKind::NoKey, keys);
}

}  // namespace omnillm
