// The answers that are checked before admission is timed, each on a virtual clock.

#ifndef OMNILLM_BENCH_SCOREBOARD_ADMISSION_CHECKS_H_
#define OMNILLM_BENCH_SCOREBOARD_ADMISSION_CHECKS_H_

#include <cstddef>

namespace omnillm::bench {

// A pool whose keys hold ten requests each admits ten times as many as it has keys, and no more;
// what calls did not use comes back; the ledger shows what was settled.
void check_limits(std::size_t keys);

// With `blocked` of `keys` keys cooling down, every request is served by another.
void check_blocked(std::size_t keys, std::size_t blocked);

// With all keys cooling down the refusal names all of them and the instant the first one is back,
// and at that instant a request is served.
void check_refusal(std::size_t keys);

// The rival keeps its own promises: the cap on tokens in flight, the requests of a window, its
// budget.
void check_rival();

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_ADMISSION_CHECKS_H_
