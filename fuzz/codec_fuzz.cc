// Bodies and streams of one protocol, which the build names, from anybody. The first byte says what
// they are: 'q' a request, 'a' an answer or an error, anything else a stream.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr auto kFormat = omnillm::WireFormat::OMNILLM_FUZZED_FORMAT;
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (*data == 'q')
    omnillm::fuzz::check_request(kFormat, rest);
  else if (*data == 'a')
    omnillm::fuzz::check_answer(kFormat, rest);
  else
    omnillm::fuzz::check_stream(kFormat, rest);
  return 0;
}
