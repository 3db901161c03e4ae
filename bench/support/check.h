// Answers are checked before anything is timed: a fast wrong answer is worth nothing.

#ifndef OMNILLM_BENCH_SUPPORT_CHECK_H_
#define OMNILLM_BENCH_SUPPORT_CHECK_H_

#include <cstdint>
#include <stdexcept>
#include <string>

namespace omnillm::bench {

// A contestant gave a wrong answer; the scoreboard stops and says which.
class WrongAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void expect(bool holds, const std::string& what) {
  if (!holds) throw WrongAnswer(what);
}

inline void expect_equal(std::int64_t got, std::int64_t wanted, const std::string& what) {
  if (got == wanted) return;
  throw WrongAnswer(what + ": " + std::to_string(got) + " instead of " + std::to_string(wanted));
}

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_CHECK_H_
