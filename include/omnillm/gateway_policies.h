// Floor: 4 gateway

#ifndef OMNILLM_GATEWAY_POLICIES_H_
#define OMNILLM_GATEWAY_POLICIES_H_

#include "omnillm/clock.h"

namespace omnillm {

// How often a call that failed is tried again. What is retried where is one table, docs/errors.md;
// nothing is retried once the first byte of a reply has reached the caller.
struct RetryPolicy {
  // Times a call is sent at most, over all providers. Refusals of a key that say nothing about the
  // request (unknown, without credit, at its limit) are not counted among them.
  int max_attempts = 3;
  // Retries may be this share of the requests of the last ten seconds, and a few more, for each
  // provider: an outage is never multiplied.
  int budget_percent = 20;
  int budget_minimum = 3;
  // Between two tries of the same provider: doubling, jittered, at least what the provider says.
  Duration backoff = std::chrono::milliseconds(500);
  Duration longest_backoff = std::chrono::seconds(8);
  // Who asks for a longer wait than this is not waited for.
  Duration longest_hint = std::chrono::seconds(120);
};

struct TimeoutPolicy {
  Duration connect = std::chrono::seconds(10);
  Duration first_byte = std::chrono::seconds(120);  // of the answer's head
  Duration idle = std::chrono::seconds(60);         // between two pieces of the answer
  Duration call = std::chrono::seconds(120);        // everything, when the answer comes whole
  Duration stream = std::chrono::hours(1);          // everything, when it comes as a stream
};

}  // namespace omnillm

#endif  // OMNILLM_GATEWAY_POLICIES_H_
