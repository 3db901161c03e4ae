// Whether one of many names stands there twice, in bounded time whatever the names are.

#ifndef OMNILLM_JSON_NAME_CHECK_H_
#define OMNILLM_JSON_NAME_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace omnillm::json {

class NameCheck {
 public:
  // Which names go together with which `id` is the caller's to know; ids grow.
  void add(std::string_view name, std::uint32_t id) { names_.push_back({name, id}); }

  // The id of a name that stood there before; empty when all are different.
  [[nodiscard]] std::optional<std::uint32_t> second();
  // The same, without the hash table: what remains when somebody chose the names to collide.
  [[nodiscard]] std::optional<std::uint32_t> second_by_sorting();

 private:
  struct Named {
    std::string_view name;
    std::uint32_t id;
  };

  std::vector<Named> names_;
};

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_NAME_CHECK_H_
