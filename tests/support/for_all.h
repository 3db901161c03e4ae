// Runs a RapidCheck property as a Google Test, many times and reproducibly.
//
//   expect_for_all(1'000, [] {
//     const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
//     ...RC_ASSERT(...)
//   });
//
// The seed is fixed, so that a change is judged by the same cases as the one before; RC_PARAMS in
// the environment (say "max_success=20000") chooses other cases and more of them.

#ifndef OMNILLM_TESTS_SUPPORT_FOR_ALL_H_
#define OMNILLM_TESTS_SUPPORT_FOR_ALL_H_

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <sstream>
#include <utility>

namespace omnillm::testing_support {

template <class Testable>
void expect_for_all(int cases, Testable&& testable) {
  rc::detail::TestMetadata metadata;
  metadata.description = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.maxSuccess = cases;
    params.seed = 20'240'607;
  }
  const auto result = rc::detail::checkTestable(std::forward<Testable>(testable), metadata, params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << text.str();
}

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_SUPPORT_FOR_ALL_H_
