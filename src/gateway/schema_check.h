// Whether a value keeps to a JSON schema, as far as schemas for models go: type, enum, const,
// properties, required, additionalProperties, items and anyOf. Every other keyword is passed over:
// what it forbids is let through.

#ifndef OMNILLM_GATEWAY_SCHEMA_CHECK_H_
#define OMNILLM_GATEWAY_SCHEMA_CHECK_H_

#include <cstddef>
#include <string>
#include <vector>

#include "json/document.h"

namespace omnillm::gateway {

inline constexpr std::size_t kMostProblems = 8;

// What is wrong with the value, for a model to read: "/age: expected an integer". Empty when it
// keeps to the schema; at most kMostProblems of them.
[[nodiscard]] std::vector<std::string> schema_problems(json::Value schema, json::Value value);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_SCHEMA_CHECK_H_
