#include "omnillm/error_kinds.h"

namespace omnillm {

std::string ErrorKinds::to_string() const {
  std::string out;
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    if (!contains(kind)) continue;
    if (!out.empty()) out += ", ";
    out += omnillm::to_string(kind);
  }
  return out;
}

}  // namespace omnillm
