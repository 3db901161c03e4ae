// What of a part the protocol cannot say: reported before anything is written, so that a message
// that has nothing left is not written at all.

#ifndef OMNILLM_CODEC_ANTHROPIC_PART_LOSSES_H_
#define OMNILLM_CODEC_ANTHROPIC_PART_LOSSES_H_

#include <cstdint>

#include "codec/pointer.h"
#include "omnillm/conversion.h"
#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

// Whether a block goes to the provider, who verifies what it signed, or to a client.
enum class Use : std::uint8_t { Request, Answer };

// Whether there is a block for the part. Texts that are empty have none, and lose nothing by it.
[[nodiscard]] bool has_block(const MessagePart& part, Use use);

// Reports what is lost of a part: all of it when it has no block.
void report_losses(const MessagePart& part, Use use, bool keep_extensions, const Pointer& where,
                   LossLog& losses);

// Whether this protocol made the signature. On Bedrock the same models sign in the same way.
[[nodiscard]] bool is_own_signature(const MessagePart& part);

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_PART_LOSSES_H_
