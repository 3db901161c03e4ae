#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  omnillm::fuzz::check_answer(omnillm::WireFormat::OpenAiChatCompletions,
                              {reinterpret_cast<const char*>(data), size});
  return 0;
}
