// What holds for every codec whatever bytes it reads.

#ifndef OMNILLM_FUZZ_CODEC_CHECKS_H_
#define OMNILLM_FUZZ_CODEC_CHECKS_H_

#include <string_view>

#include "omnillm/protocol.h"

namespace omnillm::fuzz {

// A request that is read can be written, and what is written can be read. Written twice, it is the
// same.
void check_request(WireFormat format, std::string_view body);
// The same for an answer; and as an error the body has a sentence, and an error is written that
// is read as one of the same kind.
void check_answer(WireFormat format, std::string_view body);
// A stream says the same wherever it is cut, ends once, and can be written again.
void check_stream(WireFormat format, std::string_view body);

}  // namespace omnillm::fuzz

#endif  // OMNILLM_FUZZ_CODEC_CHECKS_H_
