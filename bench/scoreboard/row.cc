#include "scoreboard/row.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>

namespace omnillm::bench {
namespace {

// Three digits or so: what a benchmark knows.
std::string figure(double value) {
  std::array<char, 32> text{};
  const double size = std::fabs(value);
  const int decimals = size >= 100 || value == std::floor(value) ? 0 : size >= 10 ? 1 : 2;
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string figure_or_dash(const std::optional<double>& value) {
  return value ? figure(*value) : "-";
}

std::string percent(const std::optional<double>& share) {
  return share ? figure(std::round(*share * 100)) + " %" : "-";
}

std::string goal_text(const std::optional<Goal>& goal) {
  if (!goal) return "-";
  return (goal->sense == Goal::Sense::AtMost ? "<= " : ">= ") + figure(goal->target);
}

using Line = std::array<std::string, 12>;
using Widths = std::array<std::size_t, 12>;

Line line_of(const Row& row) {
  return {row.name,
          figure(row.value),
          row.unit,
          figure_or_dash(row.rival),
          row.ratio() ? figure(*row.ratio()) : "-",
          figure_or_dash(row.cas),
          goal_text(row.goal),
          row.goal ? figure_or_dash(row.goal->stretch) : "-",
          !row.goal     ? "-"
          : row.holds() ? "yes"
                        : "NO",
          percent(row.spread),
          figure_or_dash(row.best),
          figure_or_dash(row.best_ratio())};
}

void print_line(std::ostream& out, const Line& line, const Widths& widths) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string padding(widths[i] - line[i].size(), ' ');
    const bool is_text = i == 0 || i == 2;
    out << (i == 0 ? "" : "  ") << (is_text ? line[i] + padding : padding + line[i]);
  }
  out << '\n';
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// JSON has no infinities; a figure that is not a number is an error of ours and reads as null.
std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

void print_member(std::ostream& out, const char* name, const std::optional<double>& value) {
  if (value) out << ", \"" << name << "\": " << number(*value);
}

void print_object(std::ostream& out, const Row& row) {
  out << "  {\"name\": " << quoted(row.name) << ", \"value\": " << number(row.value)
      << ", \"unit\": " << quoted(row.unit)
      << ", \"goal\": " << (row.goal ? number(row.goal->target) : "null")
      << ", \"holds\": " << (row.holds() ? "true" : "false");
  if (row.goal) {
    const bool at_most = row.goal->sense == Goal::Sense::AtMost;
    out << ", \"sense\": " << (at_most ? "\"at most\"" : "\"at least\"");
    print_member(out, "stretch", row.goal->stretch);
  }
  print_member(out, "rival", row.rival);
  print_member(out, "ratio", row.ratio());
  print_member(out, "cas", row.cas);
  print_member(out, "spread", row.spread);
  print_member(out, "best", row.best);
  print_member(out, "rival_best", row.rival_best);
  print_member(out, "best_ratio", row.best_ratio());
  out << '}';
}

}  // namespace

void print_table(std::ostream& out, const std::vector<Row>& rows) {
  std::vector<Line> lines = {{"figure", "ours", "unit", "rival", "ratio", "bare CAS", "goal",
                              "stretch", "holds", "spread", "best", "ratio"}};
  for (const Row& row : rows) lines.push_back(line_of(row));
  Widths widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  for (const Line& line : lines) print_line(out, line, widths);
}

void print_json(std::ostream& out, const std::vector<Row>& rows) {
  out << "[\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    print_object(out, rows[i]);
    out << (i + 1 < rows.size() ? ",\n" : "\n");
  }
  out << "]\n";
}

}  // namespace omnillm::bench
