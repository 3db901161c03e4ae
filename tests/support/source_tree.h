// Where the repository stands, for tests that read its pages, fixtures and scenarios.

#ifndef OMNILLM_TESTS_SUPPORT_SOURCE_TREE_H_
#define OMNILLM_TESTS_SUPPORT_SOURCE_TREE_H_

#include <string>
#include <string_view>

namespace omnillm {

// in_source_tree("docs/errors.md"): its absolute path.
[[nodiscard]] std::string in_source_tree(std::string_view path);

}  // namespace omnillm

#endif  // OMNILLM_TESTS_SUPPORT_SOURCE_TREE_H_
