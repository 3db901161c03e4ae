// The contestants that several scenarios share.

#ifndef OMNILLM_BENCH_SCOREBOARD_CONTESTANTS_H_
#define OMNILLM_BENCH_SCOREBOARD_CONTESTANTS_H_

#include <memory>

#include "rival/engine.h"
#include "scoreboard/our_engine.h"
#include "support/rounds.h"

namespace omnillm::bench {

// Do the workers of a contestant meet at one word, or has each its own?
enum class Words { Private, Shared };

// The floor: read a word, compare and swap it, until it worked.
[[nodiscard]] Contestant bare_cas(int threads, Words words = Words::Private);

[[nodiscard]] Contestant ours(OurEngine& engine, int threads);

// The rival, at the same requests. `refused`, if given, counts its refusals.
[[nodiscard]] Contestant theirs(rival::Engine& engine, int threads,
                                std::atomic<std::int64_t>* refused = nullptr);

// A rival with `keys` keys whose limits are never reached. Its windows forget after 5 ms, so that
// it is measured in its steady state: a timestamp leaves the queue for every one that enters.
[[nodiscard]] std::unique_ptr<rival::Engine> make_rival(std::size_t keys);

// Leaves all keys of the rival but `spared` cooling down for an hour. Those stand evenly between
// the others, where a scan finds them soonest. Requires: `spared` divides the number of keys, or is
// 0.
void block_all_but(rival::Engine& engine, std::size_t spared);

// Throws WrongAnswer unless nothing is held in it.
void expect_conserved(rival::Engine& engine);

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_CONTESTANTS_H_
