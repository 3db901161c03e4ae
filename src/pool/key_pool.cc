// The public face: leases, and the pool as users see it.

#include <algorithm>
#include <future>
#include <ostream>
#include <utility>

#include "omnillm/pool.h"
#include "pool/pool_core.h"
#include "pool/request_path.h"
#include "pool/seeded_bugs.h"

namespace omnillm {

std::string_view to_string(Enforcement enforcement) {
  switch (enforcement) {
    case Enforcement::TokenBucket:
      return "token_bucket";
    case Enforcement::FixedMinute:
      return "fixed_minute";
    case Enforcement::SlidingMinute:
      return "sliding_minute";
    case Enforcement::PerSecond:
      return "per_second";
  }
  return "unknown";
}

std::string_view to_string(KeyState state) {
  switch (state) {
    case KeyState::Ready:
      return "ready";
    case KeyState::Cooling:
      return "cooling";
    case KeyState::Open:
      return "open";
    case KeyState::Probing:
      return "probing";
    case KeyState::Quarantined:
      return "quarantined";
    case KeyState::Empty:
      return "empty";
    case KeyState::Removed:
      return "removed";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, const KeyConfig& config) {
  return out << "key '" << config.label << "' (" << config.limits.tpm << " tpm, "
             << config.limits.rpm << " rpm)";
}

[[gnu::noinline]] void KeyLease::drop() noexcept {
  if (pool::seeded::kLeaseNotReclaimed) return;
  const Instant now = core_->now();
  if (sent_)
    std::move(*this).settle(now, tokens_);
  else
    std::move(*this).release(now);
}

std::string KeyLease::label() const { return core_ == nullptr ? "" : core_->label(index_); }

std::shared_ptr<const Secret> KeyLease::secret() const {
  return core_ == nullptr ? nullptr : core_->secret(index_);
}

void KeyLease::report_success(Instant now, Duration latency) {
  if (core_ != nullptr) core_->success(*this, now, latency);
}

void KeyLease::report_failure(Instant now, const CallFailure& failure) {
  if (core_ != nullptr) core_->failure(*this, now, failure);
}

void KeyLease::observe(Instant now, const RateObservation& observation) {
  if (core_ != nullptr) core_->observe(*this, now, observation);
}

void KeyLease::settle(Instant now, std::int64_t actual_tokens) && {
  pool::PoolCore::settle_now(*this, now, actual_tokens);
}

void KeyLease::release(Instant now) && {
  pool::PoolCore* core = std::exchange(core_, nullptr);
  if (core == nullptr) return;
  if (sent_)
    core->settle(*this, now, 0);
  else
    core->undo(*this, now);
}

KeyPool::KeyPool(std::unique_ptr<pool::PoolCore> core) : core_(std::move(core)) {}
KeyPool::~KeyPool() = default;

Result<std::unique_ptr<KeyPool>> KeyPool::create(std::vector<KeyConfig> keys, PoolConfig config,
                                                 const Clock& clock, Scheduler& scheduler) {
  const std::size_t room =
      config.max_keys != 0 ? config.max_keys : std::max<std::size_t>(64, 2 * keys.size());
  if (room > pool::ReadySet::kMaxSize && config.max_keys != 0)
    return fail(ErrorKind::Configuration, "max_keys must be at most 262144");
  if (keys.size() > pool::ReadySet::kMaxSize || (config.max_keys != 0 && keys.size() > room))
    return fail(ErrorKind::Configuration, "there are more keys than max_keys allows");
  if (config.circuit_breaker_threshold < 1 || config.circuit_breaker_cooldown <= Duration(0))
    return fail(ErrorKind::Configuration,
                "circuit_breaker_threshold and circuit_breaker_cooldown must be positive");
  const auto capacity =
      static_cast<std::uint32_t>(std::min<std::size_t>(room, pool::ReadySet::kMaxSize));
  auto core = std::make_unique<pool::PoolCore>(config, capacity, clock, scheduler);
  if (auto added = core->add_all(std::move(keys)); !added) return tl::unexpected(added.error());
  return std::unique_ptr<KeyPool>(new KeyPool(std::move(core)));
}

KeyPool::Acquired KeyPool::try_acquire(const KeyRequest& request, Instant now) {
  Acquired result;
  if (!core_->is_idle(now) || !core_->take_quickly(request, now, *result)) [[unlikely]] {
    PoolRefusal refusal;
    if (core_->known_refusal(request, now, &refusal))
      result = tl::unexpected(refusal);
    else
      result = core_->try_acquire(request, now);
  }
  return result;
}

KeyPool::WaitId KeyPool::acquire(const KeyRequest& request, WaitOptions options, Done done) {
  return WaitId{core_->acquire(request, options, std::move(done))};
}

bool KeyPool::cancel(WaitId id) { return core_->cancel_wait(static_cast<std::uint64_t>(id)); }

KeyPool::Acquired KeyPool::acquire_for(const KeyRequest& request, Duration timeout, int priority) {
  std::promise<Acquired> promise;
  auto outcome = promise.get_future();
  acquire(request, {.deadline = core_->now() + timeout, .priority = priority},
          [&promise](Acquired acquired) { promise.set_value(std::move(acquired)); });
  return outcome.get();
}

Result<void> KeyPool::add_key(KeyConfig config) { return core_->add(std::move(config)); }
Result<void> KeyPool::remove_key(std::string_view label) { return core_->remove(label); }
Result<void> KeyPool::rotate_key(std::string_view label, Secret key) {
  return core_->rotate(label, std::move(key));
}
Result<void> KeyPool::set_limits(std::string_view label, const KeyLimits& limits) {
  return core_->set_limits(label, limits);
}
Result<void> KeyPool::revive(std::string_view label) { return core_->revive(label); }

std::vector<KeyStatus> KeyPool::status(Instant now) const { return core_->status(now); }
std::size_t KeyPool::size() const { return core_->size(); }
std::size_t KeyPool::waiting() const { return core_->waiting(); }
bool KeyPool::endpoint_failing() const { return core_->endpoint_failing(); }
std::int64_t KeyPool::in_flight() const { return core_->in_flight(); }

}  // namespace omnillm
