// Writes the parts of a conversation, of a request or of a candidate.

#ifndef OMNILLM_CODEC_GEMINI_PART_EMITTER_H_
#define OMNILLM_CODEC_GEMINI_PART_EMITTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "codec/pointer.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/message.h"
#include "omnillm/request.h"

namespace omnillm::codec::gemini {

// What the parts of one body share. Lifetime: refers to all it is given.
struct EmitContext {
  LossLog& losses;
  const Dialect& dialect;
  // Whose the members are that no canonical field has; empty: anybody's.
  std::optional<WireFormat> origin{};
  // Of a request: where names of tools are found, and up to which turn.
  const Conversation* conversation = nullptr;
  std::size_t turn = 0;

  [[nodiscard]] bool is_request() const { return conversation != nullptr; }
  [[nodiscard]] bool takes_extensions() const { return !origin || *origin == kOwnFormat; }

  static constexpr WireFormat kOwnFormat = WireFormat::GeminiGenerateContent;
};

// "top_k is dropped when bridging to gemini_generate_content"
[[nodiscard]] std::string dropped(std::string_view what);

// Reports every member as lost, unless they are written.
void report_extensions(const VendorExtensions& extensions, const Pointer& at, EmitContext& context);

// Writes one part; false, with nothing written, when nothing of it can be said.
[[nodiscard]] bool write_part(const MessagePart& part, const Pointer& at, EmitContext& context,
                              json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_PART_EMITTER_H_
