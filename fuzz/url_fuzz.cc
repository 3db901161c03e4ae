// An address from anybody: what is accepted is made of harmless characters, and written and read
// again it is the same one.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/chars.h"
#include "http/url.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  using namespace omnillm::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto url = Url::parse(text);
  if (!url) {
    check(url.error().kind() == ErrorKind::Configuration);
    return 0;
  }
  const std::string& host = url->origin.host;
  check(!host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == ':';
  }));
  check(url->target.starts_with('/'));
  check(std::all_of(url->target.begin(), url->target.end(), is_target_char));
  const std::string again = std::string(url->origin.secure ? "https://" : "http://") +
                            url->origin.authority() + url->target;
  check(Url::parse(again) == url);
  return 0;
}
