// The rules of sanitizing, ready for use: what names say, and plain text without its credentials.

#ifndef OMNILLM_REPLAY_REDACTOR_H_
#define OMNILLM_REPLAY_REDACTOR_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/credential_names.h"
#include "omnillm/replay.h"

namespace omnillm::replay {

class Redactor {
 public:
  explicit Redactor(const SanitizeRules& rules);

  [[nodiscard]] NameSays says(std::string_view name) const;
  [[nodiscard]] bool is_secret_name(std::string_view name) const {
    return says(name) != NameSays::Nothing;
  }

  // What stands in place of the value of this name: "<redacted:api_key>".
  [[nodiscard]] std::string mark(std::string_view name, std::string_view suffix = {}) const;

  // Text without JSON or events in it.
  [[nodiscard]] std::string plain(std::string_view text) const;

 private:
  class Finders;

  std::vector<std::string> secret_names_;  // bare
  std::vector<std::string> allowed_names_;
  std::vector<Secret> secret_values_;
};

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_REDACTOR_H_
