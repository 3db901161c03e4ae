#ifndef OMNILLM_SIM_TEXT_TABLE_H_
#define OMNILLM_SIM_TEXT_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnillm::sim {

// Colours of a terminal, or nothing.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}

  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return wrap("31", text); }
  [[nodiscard]] std::string warn(std::string_view text) const { return wrap("33", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;

  bool on_;
};

// Lines of cells under each other. The first column stands left, the others right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head) : head_(std::move(head)) {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string print(const Paint& paint) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;
};

// A small chart, one character a value, from nothing to the largest of them.
[[nodiscard]] std::string sparkline(std::span<const std::int64_t> values);

// How many columns a UTF-8 text takes; each character is taken to be one wide.
[[nodiscard]] std::size_t width_of(std::string_view text);
// Cut to a width, with an ellipsis where something is missing.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);
// Broken between words into lines of a width; the ones after the first begin with `indent`, and the
// first one stands behind `before` columns of something else.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view indent,
                                  std::size_t before = 0);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_TEXT_TABLE_H_
