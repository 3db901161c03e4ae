// JSON whose numbers keep their text, for configuration that must be read exactly.

#ifndef OMNILLM_REGISTRY_EXACT_JSON_H_
#define OMNILLM_REGISTRY_EXACT_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/result.h"

namespace omnillm::registry {

struct ExactMember;

// A JSON value. Members stand in the order they were written.
struct ExactJson {
  enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

  Kind kind = Kind::Null;
  bool boolean = false;
  std::string text;  // of a string, unescaped; of a number, as written
  std::vector<ExactJson> items;
  std::vector<ExactMember> members;
};

struct ExactMember {
  std::string name;
  ExactJson value;
};

// Reads one JSON document. A name that an object has twice is refused: readers disagree about which
// one counts. Errors: Configuration, saying what and at which byte.
[[nodiscard]] Result<ExactJson> parse_exact_json(std::string_view text);

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_EXACT_JSON_H_
