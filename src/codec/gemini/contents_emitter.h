// Writes a conversation as `systemInstruction` and `contents`.
//
// There are two roles and they take turns: neighbours of one role become one content. What the
// system says stands apart from the conversation. A content that came from this protocol is written
// as it stands for as long as it still says what its message says.

#ifndef OMNILLM_CODEC_GEMINI_CONTENTS_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_CONTENTS_EMITTER_H_

#include "codec/gemini/part_emitter.h"
#include "json/writer.h"
#include "omnillm/request.h"

namespace omnillm::codec::gemini {

// Requires: context.conversation.
void write_system_instruction(const LlmRequest& request, EmitContext& context, json::Writer& out);
void write_contents(EmitContext& context, json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_CONTENTS_EMITTER_H_
