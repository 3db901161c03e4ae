#include "omnillm/admission.h"

#include <memory>
#include <utility>

#include "base/hot.h"
#include "pool/feedback.h"
#include "pool/pool_core.h"
#include "pool/request_path.h"

namespace omnillm {

Admission& Admission::operator=(Admission&& other) noexcept {
  if (this == &other) return *this;
  if (active()) settle_by_what_is_known();
  reservation_ = std::move(other.reservation_);
  lease_ = std::move(other.lease_);
  clock_ = other.clock_;
  seen_ = other.seen_;
  refused_ = other.refused_;
  return *this;
}

[[gnu::noinline]] void Admission::settle_by_what_is_known() noexcept {
  const Instant now = clock_->now();
  if (!lease_.sent() || refused_)
    std::move(*this).release(now);
  else if (seen_)
    std::move(*this).settle(now, *seen_);
  else  // sent, then silence: whatever was held is gone
    std::move(*this).settle(now,
                            {.tokens = lease_.reserved_tokens(), .cost = reservation_.amount()});
}

void Admission::failed(Instant now, const CallFailure& failure) {
  lease_.report_failure(now, failure);
  refused_ = pool::charges_nothing(failure.kind);
}

void Admission::settle(Instant now, ActualUse actual) && {
  // Money first: a key that comes free lets the next caller in, who shall find the money there too.
  std::move(reservation_).settle(actual.cost);
  pool::PoolCore::settle_now(lease_, now, actual.tokens);
}

void Admission::release(Instant now) && {
  std::move(reservation_).release();
  std::move(lease_).release(now);
}

namespace {

const ScopePath kNobody;

}  // namespace

Admitter::Admitted Admitter::try_admit(const AdmissionRequest& request, Instant now,
                                       WallTime wall) {
  return pool_.core_->is_idle(now) ? admit_quickly(request, now, wall)
                                   : admit_with_care(request, now, wall);
}

// Both parts are made where they stay, and there is one result: this is the way of every request,
// and a move costs as much as taking a key.
OMNILLM_HOT Admitter::Admitted Admitter::admit_quickly(const AdmissionRequest& request, Instant now,
                                                       WallTime wall) {
  Admitted admitted(tl::in_place, &clock_);
  const ScopePath& scopes = request.scopes != nullptr ? *request.scopes : kNobody;
  if (!ledger_.reserve_into(admitted->reservation_, scopes, request.bound, wall) ||
      !pool_.core_->take_quickly(request.key(), now, admitted->lease_)) [[unlikely]]
    admit_slowly(request, now, wall, admitted);
  return admitted;
}

[[gnu::noinline]] Admitter::Admitted Admitter::admit_with_care(const AdmissionRequest& request,
                                                               Instant now, WallTime wall) {
  // No money need move while it is known that no key can serve.
  PoolRefusal refusal;
  if (pool_.core_->known_refusal(request.key(), now, &refusal))
    return tl::unexpected(AdmissionRefusal(refusal));
  Admitted admitted(tl::in_place, &clock_);
  admit_slowly(request, now, wall, admitted);
  return admitted;
}

// Takes what `admitted` does not hold yet, or says why not.
[[gnu::noinline]] void Admitter::admit_slowly(const AdmissionRequest& request, Instant now,
                                              WallTime wall, Admitted& admitted) {
  if (!admitted->reservation_.active()) {
    auto held =
        ledger_.reserve(request.scopes != nullptr ? *request.scopes : kNobody, request.bound, wall);
    if (!held) {
      admitted = tl::unexpected(AdmissionRefusal(held.error()));
      return;
    }
    admitted->reservation_ = *std::move(held);
  }
  auto lease = pool_.try_acquire(request.key(), now);
  if (lease)
    admitted->lease_ = *std::move(lease);
  else
    admitted = tl::unexpected(AdmissionRefusal(lease.error()));
}

KeyPool::WaitId Admitter::admit(const AdmissionRequest& request, KeyPool::WaitOptions options,
                                Done done) {
  auto held = ledger_.reserve(request.scopes != nullptr ? *request.scopes : kNobody, request.bound,
                              clock_.wall());
  if (!held) {
    done(tl::unexpected(AdmissionRefusal(held.error())));
    return {};
  }
  return pool_.acquire(request.key(), options,
                       [held = *std::move(held), done = std::move(done),
                        clock = &clock_](KeyPool::Acquired lease) mutable {
                         if (!lease) {
                           std::move(held).release();
                           return done(tl::unexpected(AdmissionRefusal(lease.error())));
                         }
                         Admitted admitted(tl::in_place, clock);
                         admitted->reservation_ = std::move(held);
                         admitted->lease_ = *std::move(lease);
                         done(std::move(admitted));
                       });
}

bool Admitter::cancel(KeyPool::WaitId id) { return pool_.cancel(id); }

Error Admitter::to_error(const AdmissionRefusal& refusal, Instant now) const {
  if (const auto* budget = std::get_if<BudgetRefusal>(&refusal)) return budget->to_error(ledger_);
  return std::get<PoolRefusal>(refusal).to_error(now);
}

}  // namespace omnillm
