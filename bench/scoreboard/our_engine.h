#ifndef OMNILLM_BENCH_SCOREBOARD_OUR_ENGINE_H_
#define OMNILLM_BENCH_SCOREBOARD_OUR_ENGINE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "omnillm/admission.h"
#include "support/keep.h"

namespace omnillm::bench {

// What one benchmark request asks for and what it turns out to use.
inline constexpr std::int64_t kEstimatedTokens = 1'000;
inline constexpr std::int64_t kActualTokens = 600;
inline constexpr Money kBound = Money::from_nanos(2'500'000);
inline constexpr Money kCost = Money::from_nanos(1'500'000);

// Limits that no benchmark reaches.
[[nodiscard]] KeyLimits plenty();

// Our engine with its ledger, as a server holds it: one pool of equal keys, and a caller whose
// requests are charged to `scopes` accounts.
//
// Of several scopes the last is the caller's own account, drawn exactly; those above it are shared
// by many threads, and drawn through leases. A single scope is shared.
class OurEngine {
 public:
  struct Setup {
    std::size_t keys = 8;
    KeyLimits limits = plenty();
    std::size_t scopes = 1;
  };
  OurEngine(const Setup& setup, const Clock& clock, Scheduler& scheduler);

  // One request from admission to settlement, every step of it.
  bool serve(Instant now, WallTime wall) {
    auto admitted = admitter_.try_admit(request_, now, wall);
    if (!admitted) {
      keep(admitted.error());
      return false;
    }
    admitted->mark_sent();
    admitted->lease().report_success(now, std::chrono::milliseconds(1));
    std::move(*admitted).settle(now, {.tokens = kActualTokens, .cost = kCost});
    return true;
  }

  // A turn of `operations` requests by one worker, counting what is refused. `now` is read for
  // every request, as whoever holds no loop time does; the calendar, which only budget windows look
  // at, is read once.
  void work(int worker, std::int64_t operations);
  // The same where every request reads both clocks when it is admitted and `now` again when it is
  // settled: a library call without any loop around it.
  void work_reading_all_clocks(int worker, std::int64_t operations);

  // Leaves all keys but `spared` cooling down: the i-th one blocked for an hour and i seconds.
  void block_all_but(std::size_t spared, Instant now, WallTime wall);

  [[nodiscard]] std::int64_t served() const;
  [[nodiscard]] std::int64_t refused() const;
  // Throws WrongAnswer unless the ledger shows exactly what was served, and nothing is held.
  void expect_conserved() const;

  [[nodiscard]] Admitter& admitter() { return admitter_; }
  [[nodiscard]] KeyPool& pool() { return *pool_; }
  [[nodiscard]] const AdmissionRequest& request() const { return request_; }
  // Counts requests that were settled beside serve().
  void note_served(std::int64_t count) { tallies_[0].served += count; }

 private:
  struct alignas(128) Tally {
    std::int64_t served = 0;
    std::int64_t refused = 0;
  };

  const Clock& clock_;
  Ledger ledger_;
  std::vector<AccountId> accounts_;
  std::unique_ptr<KeyPool> pool_;
  Admitter admitter_;
  ScopePath path_;
  AdmissionRequest request_;
  std::array<Tally, 8> tallies_{};
};

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_OUR_ENGINE_H_
