// One feature of a request or of an answer at a time, so that every ordered pair of protocols can
// be asked what becomes of it.

#ifndef OMNILLM_TESTS_CODEC_SUPPORT_PROBES_H_
#define OMNILLM_TESTS_CODEC_SUPPORT_PROBES_H_

#include <functional>
#include <string>
#include <vector>

#include "omnillm/protocol.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/stream_event.h"

namespace omnillm::testing_support {

struct RequestProbe {
  std::string name;  // as documents say it: "image by URL"
  // A request with this feature, as the source would have parsed it: signatures and raw parts carry
  // its origin.
  std::function<LlmRequest(WireFormat source)> make;
  // What a request says about this feature, in one spelling for every protocol.
  std::function<std::string(const LlmRequest&)> says;
};

struct ResponseProbe {
  std::string name;
  std::function<LlmResponse(WireFormat source)> make;
  std::function<std::string(const LlmResponse&)> says;
};

[[nodiscard]] const std::vector<RequestProbe>& request_probes();
[[nodiscard]] const std::vector<ResponseProbe>& response_probes();

// The events of an answer that comes in small pieces.
[[nodiscard]] std::vector<LlmStreamEvent> events_of(const LlmResponse& response);

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_CODEC_SUPPORT_PROBES_H_
