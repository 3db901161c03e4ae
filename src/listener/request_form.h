// A request as it came, in the form that codecs take.

#ifndef OMNILLM_LISTENER_REQUEST_FORM_H_
#define OMNILLM_LISTENER_REQUEST_FORM_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm::listener {

struct Target {
  std::string path{};  // percent-encoded, as it came
  std::vector<std::pair<std::string, std::string>> query{};

  [[nodiscard]] const std::string* parameter(std::string_view name) const;
};
// Of "/v1/models?limit=2". Escapes of the query that are none stay as they are.
[[nodiscard]] Target read_target(std::string_view target);

// A multipart body is read, any other stays as it came. Errors: BadRequest.
[[nodiscard]] Result<TransportRequest> to_transport(std::string_view method, Target target,
                                                    Headers headers, std::string body);

}  // namespace omnillm::listener

#endif  // OMNILLM_LISTENER_REQUEST_FORM_H_
