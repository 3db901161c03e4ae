// Settings of a request that Messages has no member for.

#ifndef OMNILLM_CODEC_ANTHROPIC_REQUEST_LOSSES_H_
#define OMNILLM_CODEC_ANTHROPIC_REQUEST_LOSSES_H_

#include "omnillm/conversion.h"
#include "omnillm/request.h"

namespace omnillm::codec::anthropic {

void report_unsaid(const LlmRequest& request, bool keep_extensions, LossLog& losses);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_REQUEST_LOSSES_H_
