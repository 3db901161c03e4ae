// What members of JSON are, judged by what stands beside them.

#ifndef OMNILLM_REPLAY_JSON_SHAPES_H_
#define OMNILLM_REPLAY_JSON_SHAPES_H_

#include <string_view>

#include "json/document.h"

namespace omnillm::replay {

// An object in its place: the name of the member that holds it, empty at the top and in arrays.
struct Place {
  json::Value object{};
  std::string_view name{};
};

// Whether the string `member` is a blob: image, sound or file as base64.
[[nodiscard]] bool is_blob(const Place& place, const json::Member& member);

// Whether a value describes other values instead of being one.
[[nodiscard]] bool looks_like_schema(json::Value value);
// Whether the members of an object in a member of this name are properties, each with a schema.
[[nodiscard]] bool holds_properties(std::string_view name);

// Whether `token`, `key` or `signature` mean something else here than a credential: a piece of text
// with its probability, an attribute to compare with, the proof that a thought is genuine.
[[nodiscard]] bool is_harmless(const Place& place, const json::Member& member);

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_JSON_SHAPES_H_
