// Between our texts and the tree of Boost.JSON.

#ifndef OMNILLM_JSON_TREE_H_
#define OMNILLM_JSON_TREE_H_

#include <string>

#include "json/document.h"
#include "omnillm/json.h"

namespace omnillm::json {

// Whole numbers that fit stay whole, others become the nearest double; -0 is a double, the only one
// of them that knows it. Missing is null.
[[nodiscard]] Json to_tree(Value value);

// Appends the tree as text. Doubles that no JSON number says become null, and bytes that are not
// UTF-8 become U+FFFD.
void append_tree(const Json& value, std::string& out);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_TREE_H_
