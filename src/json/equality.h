// When two JSON values mean the same.

#ifndef OMNILLM_JSON_EQUALITY_H_
#define OMNILLM_JSON_EQUALITY_H_

#include "json/document.h"

namespace omnillm::json {

// Space, the order of members and the spelling of strings and numbers aside. Does not recurse.
[[nodiscard]] bool same_meaning(Value a, Value b);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_EQUALITY_H_
