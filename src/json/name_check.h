// Whether an object has a name twice. Bounded at n log n whatever the names are, and its buffers
// are used again from one object to the next.

#ifndef OMNILLM_JSON_NAME_CHECK_H_
#define OMNILLM_JSON_NAME_CHECK_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace omnillm::json {

class NameCheck {
 public:
  void clear() { names_.clear(); }
  void add(std::string_view name) { names_.push_back(name); }

  // Which name, in the order they were added, stands there a second time; npos when none does.
  [[nodiscard]] std::size_t second();

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  [[nodiscard]] std::size_t second_of_few() const;
  [[nodiscard]] std::size_t second_of_many();

  std::vector<std::string_view> names_;
  std::vector<std::size_t> order_;
};

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_NAME_CHECK_H_
