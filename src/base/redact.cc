#include "base/redact.h"

#include <cstddef>

#include "base/credential_scan.h"

namespace omnillm {

std::string redact_credentials(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (const auto found = find_credential(text, at, Suspicion::Any)) {
    out += text.substr(at, found->begin - at);
    out += "***";
    at = found->end;
  }
  return out += text.substr(at);
}

}  // namespace omnillm
