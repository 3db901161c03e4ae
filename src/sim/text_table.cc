#include "sim/text_table.h"

#include <algorithm>

namespace omnillm::sim {
namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }

}  // namespace

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  std::string out = "\x1b[";
  return out.append(code).append("m").append(text).append("\x1b[0m");
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string cut(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  std::size_t end = 0, characters = 0;
  while (end < text.size()) {
    if (starts_character(text[end]) && ++characters >= width) break;
    ++end;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent,
                    std::size_t before) {
  std::string out;
  std::size_t column = before;
  bool at_start = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    if (!at_start && column + 1 + width_of(word) > width) {
      out.append("\n").append(indent);
      column = width_of(indent);
    } else if (!at_start && !word.empty()) {
      out += ' ';
      ++column;
    }
    out.append(word);
    column += width_of(word);
    at_start = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string TextTable::print(const Paint& paint) const {
  std::vector<std::size_t> widths;
  for (const std::string& cell : head_) widths.push_back(width_of(cell));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  const auto line = [&](const std::vector<std::string>& row) {
    std::string out = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - width_of(row[i]), ' ');
      out += i == 0 ? " " + row[i] + pad : "  " + pad + row[i];
    }
    return out.substr(0, out.find_last_not_of(' ') + 1);
  };
  std::string out = paint.dim(line(head_)) + "\n";
  for (const auto& row : rows_) out += line(row) + "\n";
  return out;
}

std::string sparkline(std::span<const std::int64_t> values) {
  constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::int64_t most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::string out;
  for (const std::int64_t value : values) {
    if (value <= 0 || most <= 0)
      out += value <= 0 && most > 0 ? " " : "·";
    else
      out += kBars[static_cast<std::size_t>((value * 8 - 1) / most)];
  }
  return out;
}

}  // namespace omnillm::sim
