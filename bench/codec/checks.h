// That ours and the rival's conversions say the same, before either is timed. Throws WrongAnswer.

#ifndef OMNILLM_BENCH_CODEC_CHECKS_H_
#define OMNILLM_BENCH_CODEC_CHECKS_H_

namespace omnillm::bench {

void check_requests();
void check_responses();
void check_streams();

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_CODEC_CHECKS_H_
