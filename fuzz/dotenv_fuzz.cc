// A .env file: what is read from it, written down in quotes, is read again as the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "omnillm/dotenv.h"

namespace {

std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto first = omnillm::parse_dotenv(text);
  if (!first) {
    if (first.error().kind() != omnillm::ErrorKind::Configuration) std::abort();
    return 0;
  }
  std::string again;
  for (const auto& [name, value] : *first)
    again += "export " + name + " = " + quoted(value) + "\r\n";
  const auto second = omnillm::parse_dotenv(again);
  if (!second || *second != *first) std::abort();
  return 0;
}
