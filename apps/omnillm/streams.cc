#include "streams.h"

#include <array>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <istream>

namespace omnillm::app {
namespace {

constexpr std::size_t kMost = std::size_t{64} << 20;

Result<std::string> read_all(std::istream& in, const std::string& name) {
  std::string text;
  std::array<char, 64 * 1024> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMost) return fail(ErrorKind::Configuration, name + " is beyond 64 MiB");
  }
  if (in.bad()) return fail(ErrorKind::Configuration, "cannot read " + name);
  return text;
}

}  // namespace

Result<std::string> read_input(const std::string& name) {
  if (name.empty() || name == "-") return read_all(std::cin, "standard input");
  std::ifstream file(name, std::ios::binary);
  // A directory opens like a file, and fails at the first byte.
  if (!file || (file.peek() == std::ifstream::traits_type::eof() && file.bad()))
    return fail(ErrorKind::Configuration, "cannot read " + name);
  file.clear();
  return read_all(file, name);
}

bool write_output(std::string_view bytes) {
  std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::cout.flush();
  return static_cast<bool>(std::cout);
}

}  // namespace omnillm::app
