// Small values as JSON in a column, and back. What cannot be read back is damaged: Storage.

#ifndef OMNILLM_STORE_STORED_JSON_H_
#define OMNILLM_STORE_STORED_JSON_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/result.h"

namespace omnillm::store {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

// ["a","b"]. Bytes that are not UTF-8 become U+FFFD, here and below.
[[nodiscard]] std::string texts_to_json(const std::vector<std::string>& texts);
[[nodiscard]] Result<std::vector<std::string>> texts_from_json(std::string_view json);

// [["name","value"]]
[[nodiscard]] std::string pairs_to_json(const TextPairs& pairs);
[[nodiscard]] Result<TextPairs> pairs_from_json(std::string_view json);

// {"limit_nanos":5000000000,"period":"day","time_zone":"UTC","hardness":"hard","alert_percent":[],
// "shared":false}
[[nodiscard]] std::string budget_to_json(const Budget& budget);
[[nodiscard]] Result<Budget> budget_from_json(std::string_view json);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_STORED_JSON_H_
