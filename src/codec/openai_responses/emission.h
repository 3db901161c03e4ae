// What everything that writes a piece of a body needs to know: where to, and whose it is.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_EMISSION_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_EMISSION_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "codec/pointer.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"

namespace omnillm::codec::openai_responses {

// Lifetime: refers to the writer and the log.
struct Emission {
  enum class Body : std::uint8_t { Request, Answer };

  Emission(json::Writer& writer, LossLog& log, std::optional<WireFormat> origin, Body what)
      : out(writer),
        losses(log),
        ours(origin == WireFormat::OpenAiResponses),
        foreign(origin && !ours),
        is_answer(what == Body::Answer) {}

  json::Writer& out;
  LossLog& losses;
  bool ours;     // it was read from this protocol
  bool foreign;  // it was read from another one; neither: somebody built it
  bool is_answer;

  // Writes the members that no field has, those of another protocol excepted, which are lost.
  // `typed` are the names that fields write.
  void extensions(const VendorExtensions& members, const Pointer& where,
                  std::initializer_list<std::string_view> typed = {});
  void lose_extension(std::string_view name, const Pointer& where);
};

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_EMISSION_H_
