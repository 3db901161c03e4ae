// Reading YAML mappings by the names of their members, and telling the author about every mistake
// with line, column and what to write instead.

#ifndef OMNILLM_YAML_FIELDS_H_
#define OMNILLM_YAML_FIELDS_H_

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "yaml/document.h"

namespace omnillm::yaml {

// The name among `known` that `name` was probably meant to be.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> known);

// One mapping. Each member is asked for by name; done() complains about the ones nobody asked for.
//
//   Fields fields(node, "pool", problems);
//   fields.read("max_waiting", config.max_waiting, {1, 1'000'000});
//   fields.done();
//
// A member that is missing leaves what it would have set alone. What looks like a credential is not
// repeated in a message.
class Fields {
 public:
  // Complaints call a member by its name: "'max_waiting' cannot be 'x'".
  Fields(const YAML::Node& node, std::string_view what, Problems& problems);
  // Complaints call a member by its path: "providers[0].pool.max_waiting: cannot be 'x'". `path` is
  // that of the mapping, empty for the document.
  Fields(const YAML::Node& node, std::string_view what, std::string path, Problems& problems);

  // Undefined when missing. Counts as asked for.
  [[nodiscard]] YAML::Node get(std::string_view name);
  [[nodiscard]] bool has(std::string_view name);

  struct Range {
    std::int64_t least = 0;
    std::int64_t most = 1'000'000'000'000;
  };
  void read(std::string_view name, std::string& out);
  void read(std::string_view name, bool& out);
  void read(std::string_view name, Duration& out);
  void read(std::string_view name, Money& out);
  void read(std::string_view name, std::int64_t& out, Range range);
  void read(std::string_view name, std::optional<std::int64_t>& out, Range range);
  void read(std::string_view name, std::optional<Duration>& out);
  void read(std::string_view name, std::optional<Money>& out);
  void read_share(std::string_view name, std::int64_t& out);
  void read_share(std::string_view name, std::optional<std::int64_t>& out);
  void read_rate(std::string_view name, Duration& out);
  void read_price(std::string_view name, std::int64_t& out);
  void read_number(std::string_view name, double& out);
  // One of `names`; `out` becomes its place.
  void read_choice(std::string_view name, std::span<const std::string_view> names,
                   std::size_t& out);

  // The scalar that a member is; empty when it is missing. A mapping or list in its place is a
  // mistake, and `example` says what to write.
  [[nodiscard]] std::optional<std::string> text(std::string_view name, std::string_view example);

  void complain(std::string_view what);
  void complain(std::string_view name, std::string_view what);
  // "providers[0].pool.max_waiting"
  [[nodiscard]] std::string path_of(std::string_view name) const;
  void done();

  [[nodiscard]] Problems& problems() { return problems_; }
  [[nodiscard]] int line() const { return node_.Mark().line + 1; }

 private:
  // What a complaint about a member of ours begins with.
  [[nodiscard]] std::string subject(std::string_view name) const;
  // The same about a mapping.
  void add_here(const YAML::Mark& where, std::string_view what);
  template <class T, class Parse>
  bool read_with(std::string_view name, T& out, std::string_view example, Parse parse);

  YAML::Node node_;
  std::string what_;
  std::optional<std::string> path_{};
  Problems& problems_;
  std::vector<std::string> asked_;
};

// What somebody wrote, fit for a message: one line, not too long, no credential in it.
[[nodiscard]] std::string quoted(std::string_view text);

// Calls `read(node)` for each item of a list, or once when the member is a single mapping.
template <class Read>
void each_item(Fields& fields, std::string_view name, Read read) {
  constexpr std::size_t kMostItems = 1'000;
  const YAML::Node node = fields.get(name);
  if (!node.IsDefined() || node.IsNull()) return;
  if (!node.IsSequence()) return read(node);
  if (node.size() > kMostItems)
    return fields.complain(name, "there are more than a thousand of them");
  for (const auto& item : node) read(item);
}

}  // namespace omnillm::yaml

#endif  // OMNILLM_YAML_FIELDS_H_
