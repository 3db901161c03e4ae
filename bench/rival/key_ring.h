#ifndef OMNILLM_BENCH_RIVAL_KEY_RING_H_
#define OMNILLM_BENCH_RIVAL_KEY_RING_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rival/request_window.h"

namespace omnillm::bench::rival {

// Milliseconds of the calendar, read anew at every call: how this design asks whether a key is
// still cooling.
inline std::int64_t wall_ms() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

// A key, its counters, and when it may be used again. Everything is public: the ring beside it is
// its only user.
struct Key {
  Key(std::string its_label, std::int64_t its_tpm, std::size_t rpm,
      std::chrono::nanoseconds window_length)
      : label(std::move(its_label)), tpm(its_tpm), window(rpm, window_length) {}

  [[nodiscard]] bool available() {
    if (dead.load(std::memory_order_relaxed)) return false;
    const std::int64_t now = wall_ms();
    return passed(cool_down_until, now) && passed(failure_cool_down_until, now);
  }

  // One compare-and-swap; losing it counts as "no room".
  [[nodiscard]] bool try_reserve(std::int64_t tokens) {
    std::int64_t held = tokens_in_flight.load(std::memory_order_relaxed);
    if (held + tokens > tpm) return false;
    return tokens_in_flight.compare_exchange_strong(held, held + tokens, std::memory_order_acq_rel,
                                                    std::memory_order_relaxed);
  }

  void cool_down(std::chrono::milliseconds how_long) {
    const std::int64_t until = wall_ms() + how_long.count();
    if (cool_down_until.load() < until) cool_down_until.store(until);
  }

  const std::string label;
  const std::int64_t tpm;
  std::atomic<std::int64_t> tokens_in_flight{0};
  std::atomic<bool> dead{false};
  std::atomic<std::int64_t> cool_down_until{0};
  std::atomic<std::int64_t> failure_cool_down_until{0};
  std::atomic<std::int32_t> failures{0};
  RequestWindow window;

 private:
  static bool passed(std::atomic<std::int64_t>& until, std::int64_t now) {
    const std::int64_t instant = until.load(std::memory_order_acquire);
    if (instant == 0) return true;
    if (now < instant) return false;
    until.store(0, std::memory_order_release);
    return true;
  }
};

// A hold on a key's tokens; they go back when it dies.
class Lease {
 public:
  Lease(std::shared_ptr<Key> key, std::int64_t tokens) : key_(std::move(key)), tokens_(tokens) {}
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (key_) key_->tokens_in_flight.fetch_sub(tokens_, std::memory_order_acq_rel);
  }

  Key& key() { return *key_; }
  void report_success() { key_->failures.store(0, std::memory_order_relaxed); }

 private:
  std::shared_ptr<Key> key_;
  std::int64_t tokens_;
};

// Chooses a key: from a random start the first that is available and has room, giving up after five
// available ones.
//
// Thread safety: every member may be called by any threads at once.
class KeyRing {
 public:
  static constexpr int kMostAttempts = 5;

  explicit KeyRing(std::vector<std::shared_ptr<Key>> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] std::optional<Lease> acquire(std::int64_t tokens) {
    const std::size_t size = keys_.size();
    std::size_t place = random_below(size);
    int attempts = 0;
    for (std::size_t seen = 0; seen < size; ++seen) {
      const std::shared_ptr<Key>& key = keys_[place];
      if (++place == size) place = 0;
      if (!key->available()) continue;
      if (key->try_reserve(tokens)) return Lease(key, tokens);
      if (++attempts >= kMostAttempts) break;
    }
    return std::nullopt;
  }

  Key& key(std::size_t place) { return *keys_[place]; }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  // A Mersenne twister a thread: cheaper than the ChaCha generator such an engine would have in
  // Rust, so the rival gains by it.
  static std::size_t random_below(std::size_t bound) {
    thread_local std::mt19937_64 generator{std::random_device{}()};
    const auto wide = static_cast<unsigned __int128>(generator()) * bound;
    return static_cast<std::size_t>(wide >> 64);
  }

  std::vector<std::shared_ptr<Key>> keys_;
};

}  // namespace omnillm::bench::rival

#endif  // OMNILLM_BENCH_RIVAL_KEY_RING_H_
