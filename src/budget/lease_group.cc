#include "budget/lease_group.h"

#include "budget/alert_bell.h"
#include "budget/lease_chunk.h"

namespace omnillm::budget {

LeaseGroup::LeaseGroup(std::span<Account* const> accounts, std::uint32_t threads, Nanos max_lease)
    : count_(accounts.size()),
      threads_(threads),
      max_lease_(max_lease),
      slots_(std::make_unique<Slot[]>(threads)) {
  std::copy(accounts.begin(), accounts.end(), accounts_.begin());
}

void LeaseGroup::link() {
  for (std::size_t i = 0; i < count_; ++i) {
    std::atomic<LeaseLink*>& newest = accounts_[i]->extra->leases;
    links_[i] = {this, newest.load(std::memory_order_relaxed)};
    newest.store(&links_[i], std::memory_order_release);
  }
}

[[gnu::noinline]] bool LeaseGroup::take_slowly(Slot* slot, Nanos amount, Refused& refused) {
  if (exhausted(amount, refused)) return false;
  bool taken = false;
  {
    MutexLock lock(&mu_);
    taken = borrow(slot, amount, refused);
  }
  if (!taken) return take_frozen(amount, refused);
  ring_alerts();
  return true;
}

// Refuses without a lock when an account is full and nobody has anything of it to bring home.
bool LeaseGroup::exhausted(Nanos amount, Refused& refused) const {
  for (Account* account : accounts()) {
    const auto lenders = [&] { return account->extra->lenders.load(std::memory_order_acquire); };
    if (lenders() != 0) continue;
    const Nanos committed = account->committed.load(std::memory_order_acquire);
    if (fits(committed, amount, account->limit.load(std::memory_order_relaxed))) continue;
    if (lenders() != 0) continue;  // it was lent in between
    refused = {account, committed, {}, false};
    return true;
  }
  return false;
}

// Fills the slot and takes from it, or takes exactly what is missing.
bool LeaseGroup::borrow(Slot* slot, Nanos amount, Refused& refused) {
  if (slot == nullptr) return hold_all(amount, refused);
  const Nanos have = slot->have();
  const Nanos chunk = chunk_for(amount);
  if (chunk > 0 && have < amount) {
    lend(*slot);
    if (hold_all(chunk + (amount - have), refused)) {
      slot->set(chunk, 2 * chunk);
      tell_settled(*slot);
      return true;
    }
  }
  const Nanos taken = std::min(have, amount);
  if (!hold_all(amount - taken, refused)) return false;
  slot->set(have - taken, slot->keep());
  return true;
}

// An account refused. Brings home what other threads have of it and asks again while nobody can
// borrow it: what is refused now truly does not fit.
bool LeaseGroup::take_frozen(Nanos amount, Refused& refused) {
  for (std::size_t round = 0; round < 2 * count_; ++round) {
    const Account* const full = refused.account;
    FrozenLeases frozen(*full);
    frozen.call_home();
    if (hold_all(amount, refused)) return true;
    if (refused.account == full) return false;
  }
  return false;
}

[[gnu::noinline]] void LeaseGroup::settle_slowly(Slot* slot, Nanos held, Nanos actual) {
  if (slot != nullptr && actual <= held && keep_some(*slot, held, actual)) {
    ring_alerts();
    return;
  }
  for (Account* account : accounts()) settle_held(*account, held, actual);
  ring_alerts();
  if (actual <= held) return;
  for (Account* account : accounts()) call_home_if_over(*account);
}

// Keeps what was not spent, up to a chunk. False when that is not worth it, or someone else is busy
// with the group: then the accounts are settled exactly.
bool LeaseGroup::keep_some(Slot& slot, Nanos held, Nanos actual) {
  const Nanos chunk = chunk_for(held);
  if (chunk == 0 || !mu_.try_lock()) return false;
  lend(slot);
  slot.set_settled(slot.settled() + actual);
  tell_settled(slot);
  Nanos have = slot.have() + (held - actual);
  if (have > 2 * chunk) {
    for (Account* account : accounts()) give_back(*account, have - chunk);
    have = chunk;
  }
  slot.set(have, 2 * chunk);
  mu_.unlock();
  return true;
}

bool LeaseGroup::hold_all(Nanos amount, Refused& refused) {
  Nanos seen = 0;
  const std::size_t stopped = all_or_none(
      count_,
      [&](std::size_t i) { return try_hold(*accounts_[i], accounts_[i]->limit, amount, seen); },
      [&](std::size_t i) { give_back(*accounts_[i], amount); });
  if (stopped == count_) return true;
  refused = {accounts_[stopped], seen, {}, false};
  return false;
}

Nanos LeaseGroup::chunk_for(Nanos amount) const {
  Nanos remaining = kMaxNanos;
  int lenders = 0;
  for (const Account* account : accounts()) {
    const Nanos limit = account->limit.load(std::memory_order_relaxed);
    const Nanos committed = account->committed.load(std::memory_order_relaxed);
    remaining = std::min(remaining, committed < limit ? limit - committed : 0);
    lenders = std::max(lenders, account->extra->lenders.load(std::memory_order_relaxed));
  }
  return lease_chunk(remaining, lenders, amount, max_lease_);
}

// Counted before anything is lent, so that whoever sees the money gone sees that it can come back.
void LeaseGroup::lend(Slot& slot) {
  if (slot.lent) return;
  slot.lent = true;
  for (Account* account : accounts()) {
    account->extra->lenders.fetch_add(1, std::memory_order_acq_rel);
  }
}

void LeaseGroup::forget_if_empty(Slot& slot) {
  if (slot.have() != 0 || slot.keep() != 0) return;
  slot.lent = false;
  for (Account* account : accounts()) {
    account->extra->lenders.fetch_sub(1, std::memory_order_acq_rel);
  }
}

void LeaseGroup::tell_settled(Slot& slot) {
  const Nanos settled = slot.settled();
  if (settled == 0) return;
  for (Account* account : accounts()) account->settled.fetch_add(settled);
  slot.set_settled(0);
}

void LeaseGroup::ring_alerts() {
  for (Account* account : accounts()) AlertBell::ring_if_due(*account);
}

}  // namespace omnillm::budget
