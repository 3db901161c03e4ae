#include "omnillm/environment.h"

#include <string_view>

extern "C" char** environ;

namespace omnillm {

ProcessEnvironment::ProcessEnvironment() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables_.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
}

std::optional<std::string> ProcessEnvironment::get(const std::string& name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> FixedEnvironment::get(const std::string& name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

}  // namespace omnillm
