// A piece of YAML as the JSON that says the same, and the way back from a place in that JSON.

#ifndef OMNILLM_YAML_JSON_FORM_H_
#define OMNILLM_YAML_JSON_FORM_H_

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace omnillm::yaml {

// Plain scalars are what they look like: null, true, a number by JSON's grammar, or a string;
// quoted ones are strings. Empty for names that are no scalars, and for more than `most_bytes` of
// JSON, which aliases make of little YAML. Members that stand twice stand twice in it.
[[nodiscard]] std::optional<std::string> json_form(const YAML::Node& node, std::size_t most_bytes);

// What a JSON pointer into json_form(node) leads to; where that is missing, what it is missing in.
struct PlaceInYaml {
  YAML::Mark mark{};
  std::string path{};  // ".fallback[0].weight"
};
[[nodiscard]] PlaceInYaml find_in(const YAML::Node& node, std::string_view pointer);

}  // namespace omnillm::yaml

#endif  // OMNILLM_YAML_JSON_FORM_H_
