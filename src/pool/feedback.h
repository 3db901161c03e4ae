// What a failed call says about its key and about the endpoint: the code of the table in
// docs/errors.md.

#ifndef OMNILLM_POOL_FEEDBACK_H_
#define OMNILLM_POOL_FEEDBACK_H_

#include <cstdint>

#include "omnillm/error.h"

namespace omnillm::pool {

enum class KeyEffect : std::uint8_t {
  None,        // says nothing about the key
  CoolDown,    // at its limit: wait as long as the provider says
  Deny,        // may not use this model: wait longer each time
  Quarantine,  // not known, or out of credit: stand aside for minutes, then hours, then days
  Breaker,     // counts towards its circuit breaker
};

struct Effect {
  KeyEffect key = KeyEffect::None;
  bool endpoint = false;  // counts towards the breaker of the provider's endpoint

  friend bool operator==(const Effect&, const Effect&) = default;
};

constexpr Effect effect_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::ProviderLimit:
      return {KeyEffect::CoolDown, false};
    case ErrorKind::Permission:
      return {KeyEffect::Deny, false};
    case ErrorKind::Quota:
    case ErrorKind::Auth:
      return {KeyEffect::Quarantine, false};
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Protocol:
      return {KeyEffect::Breaker, true};
    case ErrorKind::Overloaded:
      return {KeyEffect::None, true};
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
    case ErrorKind::NoKey:
    case ErrorKind::Configuration:
    case ErrorKind::BadRequest:
    case ErrorKind::NotFound:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
    case ErrorKind::Cancelled:
    case ErrorKind::Storage:
      return {};
  }
  return {};
}

// Whether a failure of this kind was an answer of the provider to a request of the caller's making:
// proof that key and endpoint work.
constexpr bool answered(ErrorKind kind) {
  return kind == ErrorKind::BadRequest || kind == ErrorKind::NotFound ||
         kind == ErrorKind::ContextLength || kind == ErrorKind::ContentPolicy;
}

// Whether a call that ended so costs nothing for certain: the provider answered that it did not do
// the work. A broken connection, a passed deadline, a cancellation or bytes nobody understands do
// not say.
constexpr bool charges_nothing(ErrorKind kind) {
  return kind != ErrorKind::Network && kind != ErrorKind::Timeout && kind != ErrorKind::Cancelled &&
         kind != ErrorKind::Protocol;
}

}  // namespace omnillm::pool

#endif  // OMNILLM_POOL_FEEDBACK_H_
