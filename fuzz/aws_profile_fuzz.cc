// AWS's files: a profile that is there stays the same below a section of somebody else's and with
// the line ends of another system.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/aws_profile.h"

namespace {

using namespace omnillm::auth;

void check(std::string_view text, AwsFile file) {
  const auto first = find_aws_profile(text, file, "default");
  if (!first) {
    if (first.error().kind() != omnillm::ErrorKind::Configuration) std::abort();
    return;
  }
  if (text.starts_with("\xEF\xBB\xBF")) return;
  const auto second = find_aws_profile("[other]\nregion=x\n" + std::string(text), file, "default");
  // What stands in front of the first section belongs to nobody either way.
  if (!second || *second != *first) std::abort();

  std::string dos;
  for (const char c : text) (c == '\n' ? dos += '\r' : dos) += c;
  const auto third = find_aws_profile(dos, file, "default");
  if (!third || *third != *first) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, AwsFile::Credentials);
  check(text, AwsFile::Config);
  return 0;
}
