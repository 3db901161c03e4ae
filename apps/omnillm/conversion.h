// What `omnillm transcode` does, without its command line.

#ifndef OMNILLM_APPS_CONVERSION_H_
#define OMNILLM_APPS_CONVERSION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "omnillm/conversion.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"

namespace omnillm::app {

enum class BodyKind : std::uint8_t { Request, Response, Stream, Error };

struct Conversion {
  BodyKind kind = BodyKind::Request;
  WireFormat from = WireFormat::OpenAiChatCompletions;
  WireFormat to = WireFormat::OpenAiChatCompletions;
  int status = 400;  // of an error's answer

  // Errors: as transcode.h says, and Protocol for a stream that was cut off.
  [[nodiscard]] Result<ConversionReport<std::string>> run(std::string_view body) const;
};

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_CONVERSION_H_
