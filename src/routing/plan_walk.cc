#include <algorithm>

#include "omnillm/routing.h"
#include "routing/same_target.h"

namespace omnillm {

bool moves_on(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::NoKey:
    case ErrorKind::ProviderLimit:
    case ErrorKind::Quota:
    case ErrorKind::Auth:
    case ErrorKind::Permission:
    case ErrorKind::NotFound:
    case ErrorKind::Overloaded:
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Protocol:
      return true;
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
    case ErrorKind::Configuration:
    case ErrorKind::BadRequest:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
    case ErrorKind::Cancelled:
    case ErrorKind::Storage:
      return false;
  }
  return false;
}

const Candidate* PlanWalk::first() {
  for (std::size_t i = 0; i < plan_->size(); ++i)
    if ((*plan_)[i].gates.empty()) return take(i);
  return nullptr;
}

const Candidate* PlanWalk::after(ErrorKind kind) {
  if (current_ >= plan_->size()) return nullptr;
  for (std::size_t i = 0; i < plan_->size(); ++i)
    if (((tried_ >> i) & 1U) == 0 && leads_to(i, kind)) return take(i);
  return nullptr;
}

// Steps that both stand in are behind us; each further one has to be opened by this error.
bool PlanWalk::leads_to(std::size_t to, ErrorKind kind) const {
  const auto& here = (*plan_)[current_].gates;
  const auto& there = (*plan_)[to].gates;
  const auto parted = std::mismatch(there.begin(), there.end(), here.begin(), here.end()).first;
  if (parted == there.end()) return moves_on(kind);
  return std::all_of(parted, there.end(),
                     [kind](const Candidate::Gate& gate) { return gate.on.contains(kind); });
}

const Candidate* PlanWalk::take(std::size_t index) {
  current_ = index;
  // The same target can stand in a plan twice, once behind an error and once not.
  for (std::size_t i = 0; i < plan_->size(); ++i)
    if (routing::same_target((*plan_)[i], (*plan_)[index])) tried_ |= 1U << i;
  return &(*plan_)[index];
}

}  // namespace omnillm
