// Floor: 0 base
//
// Result<T> is what every fallible function of OmniLLM returns: a T, or the Error that says why
// not.
//
//   Result<Money> price = Money::parse("0.0075");
//   if (!price) return tl::unexpected(price.error());
//
// It is tl::expected, so it has the interface of std::expected: value(), error(), and_then(),
// transform(), value_or(). value() throws tl::bad_expected_access for people who prefer exceptions.

#ifndef OMNILLM_RESULT_H_
#define OMNILLM_RESULT_H_

#include <tl/expected.hpp>
#include <utility>

#include "omnillm/error.h"

namespace omnillm {

template <class T>
using Result = tl::expected<T, Error>;

// Shorthand for returning a failure: `return fail(ErrorKind::Configuration, "tpm must be
// positive");`
template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(Args&&... args) {
  return tl::unexpected<Error>(Error(std::forward<Args>(args)...));
}

}  // namespace omnillm

#endif  // OMNILLM_RESULT_H_
