// What holds for every codec whatever bytes it reads.

#ifndef OMNILLM_FUZZ_CODEC_CHECKS_H_
#define OMNILLM_FUZZ_CODEC_CHECKS_H_

#include <string_view>

#include "omnillm/protocol.h"

namespace omnillm::fuzz {

// A request that is read can be written, and what is written can be read. The first time may settle
// a spelling; from then on nothing changes.
void check_request(WireFormat format, std::string_view body);
// The same for an answer; and as an error the body has a sentence, and can be written.
void check_answer(WireFormat format, std::string_view body);
// A stream says the same wherever it is cut, ends once, and can be written again; how it ends, and
// from the second time on what it says, stay the same.
void check_stream(WireFormat format, std::string_view body);

}  // namespace omnillm::fuzz

#endif  // OMNILLM_FUZZ_CODEC_CHECKS_H_
