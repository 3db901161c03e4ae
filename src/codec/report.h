// What the functions of transcode.h share: how they report, and how long a body they expect.

#ifndef OMNILLM_CODEC_REPORT_H_
#define OMNILLM_CODEC_REPORT_H_

#include <cstddef>
#include <string_view>
#include <utility>

#include "omnillm/conversion.h"
#include "omnillm/protocol.h"

namespace omnillm::codec {

// What a body comes to in another protocol, about: room that is there from the beginning need not
// grow.
[[nodiscard]] inline std::size_t room_for(std::string_view body) {
  return body.size() + body.size() / 8 + 512;
}

// The canonical form of what generates is shaped like OpenAI's Responses, so that protocol alone is
// not bridged to it, as long as nothing gets lost. The other endpoints are bridged only on the way
// from one format to another.
template <class T>
[[nodiscard]] ConversionReport<T> report_of(T value, WireFormat format, LossLog& losses,
                                            bool changes_format = false) {
  ConversionReport<T> report{.value = std::move(value),
                             .canonical_endpoint = canonical_endpoint_kind(format),
                             .wire_format = format,
                             .lossy = losses.lossy()};
  report.losses = losses.take();
  report.loss_reasons = loss_reasons(report.losses);
  const bool is_canonical = format == WireFormat::OpenAiResponses && !report.lossy;
  report.bridged = changes_format || (is_generation(format) && !is_canonical);
  return report;
}

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_REPORT_H_
