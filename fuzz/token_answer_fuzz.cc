// The answer of a token endpoint: the first byte chooses its status. A token can stand in a header,
// its lifetime is one that is granted, and an error does not say what we had sent.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "auth/token_answer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  constexpr std::array kStatuses{200, 201, 302, 400, 401, 429, 500};
  if (size == 0) return 0;
  const int status = kStatuses[data[0] % kStatuses.size()];
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto granted = auth::read_token_answer("a.example", status, body, Secret("Sent+1"));
  if (!granted) {
    const Error& error = granted.error();
    if (error.kind() != ErrorKind::Auth && error.kind() != ErrorKind::Network) std::abort();
    if (error.to_string().find("Sent+1") != std::string::npos) std::abort();
    if (error.message().size() > 1024) std::abort();
    return 0;
  }
  if (status != 200 || granted->token.empty()) std::abort();
  for (const char c : granted->token.reveal())
    if (c <= ' ' || c >= 0x7f) std::abort();
  if (granted->lifetime.value_or(Duration(0)) < Duration(0) ||
      granted->lifetime.value_or(Duration(0)) > std::chrono::hours(24))
    std::abort();
  return 0;
}
