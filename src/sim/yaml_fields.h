// Reading YAML mappings by the names of their members, and telling the author about every mistake
// with line, column and what to write instead. yaml-cpp is seen only behind this file.

#ifndef OMNILLM_SIM_YAML_FIELDS_H_
#define OMNILLM_SIM_YAML_FIELDS_H_

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
#include "omnillm/result.h"

namespace omnillm::sim {

// The mistakes found so far, in the order of the file.
class Problems {
 public:
  explicit Problems(std::string_view file) : file_(file) {}

  void add(const YAML::Mark& where, std::string_view what);
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // All of them, a line each; at most eight.
  [[nodiscard]] Error to_error() const;

 private:
  struct Found {
    int line, column;
    std::string what;
  };
  std::string file_;
  std::vector<Found> found_;
};

// The document of `text`, or what is wrong with it. Bounded in size and depth.
[[nodiscard]] Result<YAML::Node> read_yaml(std::string_view text, std::string_view file);

// The name among `known` that `name` was probably meant to be.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> known);

// One mapping. Each member is asked for by name; done() complains about the ones nobody asked for.
//
//   Fields fields(node, "pool", problems);
//   fields.read("max_waiting", config.max_waiting, {1, 1'000'000});
//   fields.done();
//
// A member that is missing leaves what it would have set alone.
class Fields {
 public:
  Fields(const YAML::Node& node, std::string_view what, Problems& problems);

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

  void complain(std::string_view what) { problems_.add(node_.Mark(), what); }
  void complain(std::string_view name, std::string_view what);
  void done();

  [[nodiscard]] Problems& problems() { return problems_; }
  [[nodiscard]] int line() const { return node_.Mark().line + 1; }

 private:
  // The text of a member; empty when missing. A mapping or list in its place is a mistake.
  [[nodiscard]] std::optional<std::string> text(std::string_view name, std::string_view example);
  template <class T, class Parse>
  bool read_with(std::string_view name, T& out, std::string_view example, Parse parse);

  YAML::Node node_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> asked_;
};

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

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_YAML_FIELDS_H_
