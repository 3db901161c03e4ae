// The file of a service account: refused, or good enough to sign with.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "auth/google_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto account = auth::ServiceAccount::parse(Secret(text));
  if (!account) {
    if (account.error().kind() != ErrorKind::Configuration) std::abort();
    return 0;
  }
  if (account->client_email().empty() || !account->token_uri().starts_with("https://"))
    std::abort();
  const auto assertion = account->assertion(WallTime(std::chrono::seconds(1'767'225'600)));
  if (!assertion || !assertion->reveal().starts_with("eyJ")) std::abort();
  return 0;
}
