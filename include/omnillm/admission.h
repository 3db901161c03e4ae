// Floor: 3 pool

#ifndef OMNILLM_ADMISSION_H_
#define OMNILLM_ADMISSION_H_

#include <variant>

#include "omnillm/budget.h"
#include "omnillm/pool.h"

namespace omnillm {

// What a request asks leave for.
struct AdmissionRequest {
  std::int64_t estimated_tokens = 0;  // for token limits; a guess
  Money bound{};                      // for money; the most the request can cost
  const ScopePath* scopes = nullptr;  // who pays, all of them or none; null: nobody
  std::string_view model = {};
  std::uint32_t avoid = KeyRequest::kNoKey;  // the key that has just failed it

  [[nodiscard]] KeyRequest key() const {
    return {.tokens = estimated_tokens, .model = model, .avoid = avoid};
  }
};

// What a call turned out to cost.
struct ActualUse {
  std::int64_t tokens = 0;
  Money cost{};
};

// Why a request was not admitted.
using AdmissionRefusal = std::variant<BudgetRefusal, PoolRefusal>;

// Leave to make one call: money reserved on every scope of the caller and a lease on a key, as one.
//
//   auto admission = admit(ledger, pool, request, now, wall);
//   if (!admission) ...                                   // nothing is held
//   admission->mark_sent();
//   std::move(*admission).settle(now, {.tokens = 1'234, .cost = bill.total});
//
// It is settled once; the compiler refuses a second time. One that is dropped settles itself:
//   never sent:                 nothing is charged, the request and its tokens are given back;
//   refused by the provider:    nothing is charged (failed() was called, with an answer);
//   sent, something was seen:   what was seen (saw() was called);
//   sent, then silence:         the whole bound, as an estimate.
// Thread safety: one thread at a time; may be moved between threads.
class Admission {
 public:
  Admission(Admission&& other) noexcept = default;
  Admission& operator=(Admission&& other) noexcept;
  ~Admission() {
    if (active()) settle_by_what_is_known();
  }
  // For admitters only: holds nothing yet.
  explicit Admission(const Clock* clock) : clock_(clock) {}

  [[nodiscard]] KeyLease& lease() { return lease_; }
  [[nodiscard]] Money reserved() const { return reservation_.amount(); }

  // The bytes leave now; from here on the provider may charge.
  void mark_sent() { lease_.mark_sent(); }
  // The use seen so far, growing; what a dropped stream is charged.
  void saw(ActualUse so_far) { seen_ = so_far; }
  // The provider refused or failed: tells the key. After an answer that says so, dropping costs
  // nothing; after a connection that broke or a deadline that passed, nobody knows, and it costs
  // what was said above.
  void failed(Instant now, const CallFailure& failure);

  // Charges what was used in fact.
  void settle(Instant now, ActualUse actual) &&;
  // Gives everything back.
  void release(Instant now) &&;

 private:
  friend class Admitter;
  [[nodiscard]] bool active() const { return lease_.active() || reservation_.active(); }
  void settle_by_what_is_known() noexcept;

  Reservation reservation_;
  KeyLease lease_;
  const Clock* clock_ = nullptr;
  std::optional<ActualUse> seen_{};
  bool refused_ = false;
};

// Admits requests to one pool, paid from one ledger.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: ledger, pool and clock must outlive it and its admissions.
class Admitter {
 public:
  Admitter(Ledger& ledger, KeyPool& pool, const Clock& clock)
      : ledger_(ledger), pool_(pool), clock_(clock) {}

  using Admitted = tl::expected<Admission, AdmissionRefusal>;

  // Now or not at all; a refusal holds nothing. Lock-free, and allocates nothing. While no key can
  // serve, that is the answer, whatever the budgets say.
  [[nodiscard]] Admitted try_admit(const AdmissionRequest& request, Instant now, WallTime wall);

  // Waits for a key as KeyPool::acquire does. The money is reserved first and held while waiting,
  // so that who waits is not refused for money at the end.
  using Done = absl::AnyInvocable<void(Admitted)>;
  KeyPool::WaitId admit(const AdmissionRequest& request, KeyPool::WaitOptions options, Done done);
  // Leaves the line: `done` is called with Cause::Cancelled, unless it was or is being called
  // already.
  bool cancel(KeyPool::WaitId id);

  // A sentence a person can act on, with retry_after where an instant is known.
  [[nodiscard]] Error to_error(const AdmissionRefusal& refusal, Instant now) const;

 private:
  Admitted admit_quickly(const AdmissionRequest& request, Instant now, WallTime wall);
  Admitted admit_with_care(const AdmissionRequest& request, Instant now, WallTime wall);
  void admit_slowly(const AdmissionRequest& request, Instant now, WallTime wall,
                    Admitted& admitted);

  Ledger& ledger_;
  KeyPool& pool_;
  const Clock& clock_;
};

}  // namespace omnillm

#endif  // OMNILLM_ADMISSION_H_
