// Bodies of the endpoints that are no conversations, from anybody: a request or an answer that is
// understood is written in its own format, and what was written is understood as the same.
//
// The first byte picks the wire format and whether it is a request.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "omnillm/transcode.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_request(WireFormat format, std::string_view body) {
  const auto first = parse_api_request(format, body);
  if (!first) {
    check(first.error().kind() == ErrorKind::BadRequest ||
          first.error().kind() == ErrorKind::Configuration);
    return;
  }
  const auto written = emit_api_request(format, first->value);
  if (!written) return check(written.error().kind() == ErrorKind::BadRequest);
  const auto second = parse_api_request(format, written->value);
  check(second.has_value());
  // What is counted is another codec's request, and its settings are left out.
  const bool is_count = canonical_endpoint_kind(format) == EndpointKind::CountTokens;
  check(is_count || second->value == first->value);
  check(emit_transport_request(format, first->value).has_value());
}

void check_response(WireFormat format, std::string_view body) {
  const auto first = parse_api_response(format, body);
  if (!first) {
    check(first.error().kind() == ErrorKind::Protocol ||
          first.error().kind() == ErrorKind::Configuration);
    return;
  }
  const auto written = emit_transport_response(format, first->value);
  if (!written) return check(written.error().kind() == ErrorKind::Protocol);
  const auto second = parse_transport_response(format, written->value);
  // Base64 can hold vectors that equal nothing, themselves included.
  const bool equals_itself = first->value == first->value;
  check(second.has_value() && (second->value == first->value || !equals_itself));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto formats = all_wire_formats();
  const std::size_t others = formats.size() - generation_formats().size();
  const WireFormat format = formats[generation_formats().size() + (data[0] >> 1) % others];
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] & 1)
    check_response(format, body);
  else
    check_request(format, body);
  return 0;
}
