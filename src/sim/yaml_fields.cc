#include "sim/yaml_fields.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/quantity.h"

namespace omnillm::sim {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr std::size_t kDeepestFlow = 32;
constexpr std::size_t kDeepestIndent = 128;
constexpr std::size_t kMostDashes = 32;
constexpr std::size_t kMostShown = 8;

std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::string out = "'";
  for (const char c : text.substr(0, kMost)) out += c >= 0 && c < ' ' ? '?' : c;
  return out + (text.size() > kMost ? "...'" : "'");
}

// yaml-cpp goes one call deeper for every level, so the depth is bounded before it looks. Brackets
// inside quotes are counted too; no scenario needs so many.
bool is_too_deep(std::string_view text) {
  std::size_t open = 0, indent = 0, markers = 0;
  bool at_start = true;
  for (const char c : text) {
    if (c == '\n') {
      indent = markers = 0;
      at_start = true;
      continue;
    }
    if (at_start && (c == ' ' || c == '-' || c == '?' || c == ':' || c == '\t')) {
      ++indent;
      if (c != ' ') ++markers;
    } else {
      at_start = false;
    }
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > kDeepestFlow || indent > kDeepestIndent || markers > kMostDashes) return true;
  }
  return false;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t swap = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({swap, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

std::string joined(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace

void Problems::add(const YAML::Mark& where, std::string_view what) {
  if (found_.size() < 10 * kMostShown)
    found_.push_back(
        {.line = where.line + 1, .column = where.column + 1, .what = std::string(what)});
}

Error Problems::to_error() const {
  std::vector<Found> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Found& a, const Found& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostShown, sorted.size()); ++i) {
    if (i > 0) text += '\n';
    text += file_ + ':' + std::to_string(sorted[i].line) + ':' + std::to_string(sorted[i].column) +
            ": " + sorted[i].what;
  }
  if (sorted.size() > kMostShown)
    text += "\n(and " + std::to_string(sorted.size() - kMostShown) + " more)";
  return Error(ErrorKind::Configuration, text);
}

Result<YAML::Node> read_yaml(std::string_view text, std::string_view file) {
  Problems problems(file);
  if (text.size() > kMostBytes)
    problems.add({}, "the file is larger than 256 KiB; a scenario is a page or two");
  else if (is_too_deep(text))
    problems.add({}, "the file is nested more than 32 levels deep; a scenario needs five");
  if (!problems.empty()) return tl::unexpected(problems.to_error());
  try {
    return YAML::Load(std::string(text));
  } catch (const YAML::Exception& error) {
    problems.add(error.mark, "this is not YAML: " + error.msg);
  } catch (const std::exception& error) {
    problems.add({}, std::string("this is not YAML: ") + error.what());
  }
  return tl::unexpected(problems.to_error());
}

std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> known) {
  constexpr std::size_t kLongest = 40;
  if (name.size() > kLongest) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

Fields::Fields(const YAML::Node& node, std::string_view what, Problems& problems)
    : node_(node), what_(what), problems_(problems) {
  if (!node_.IsMap() && !node_.IsNull()) {
    complain(what_ + " must be a list of members, like \"name: value\"");
    node_ = YAML::Node();
  }
}

YAML::Node Fields::get(std::string_view name) {
  asked_.emplace_back(name);
  if (!node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  // By hand: operator[] would add the member to the document.
  for (const auto& member : node_)
    if (member.first.IsScalar() && member.first.Scalar() == name) return member.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

bool Fields::has(std::string_view name) { return get(name).IsDefined(); }

void Fields::complain(std::string_view name, std::string_view what) {
  const YAML::Node node = get(name);
  problems_.add(node.IsDefined() ? node.Mark() : node_.Mark(), what);
}

std::optional<std::string> Fields::text(std::string_view name, std::string_view example) {
  const YAML::Node node = get(name);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar()) return node.Scalar();
  std::string what = quoted(name) + (node.IsNull() ? " is empty" : " must be a single value");
  problems_.add(node.Mark(), what.append("; write ").append(example));
  return std::nullopt;
}

template <class T, class Parse>
bool Fields::read_with(std::string_view name, T& out, std::string_view example, Parse parse) {
  const auto written = text(name, example);
  if (!written) return false;
  if (auto value = parse(*written)) {
    out = *value;
    return true;
  }
  std::string what = quoted(name) + " cannot be " + quoted(*written);
  complain(name, what.append("; write ").append(example));
  return false;
}

void Fields::read(std::string_view name, std::string& out) {
  read_with(name, out, "a short text of one line", [](const std::string& s) {
    const bool good = s.size() <= 1'000 && std::none_of(s.begin(), s.end(), [](char c) {
                        return (c >= 0 && c < ' ' && c != '\n') || c == 127;
                      });
    return good ? std::optional(s) : std::nullopt;
  });
}

void Fields::read(std::string_view name, bool& out) {
  read_with(name, out, "true or false", [](const std::string& s) -> std::optional<bool> {
    if (s == "true" || s == "yes") return true;
    if (s == "false" || s == "no") return false;
    return std::nullopt;
  });
}

void Fields::read(std::string_view name, Duration& out) {
  read_with(name, out, "a time like 250ms, 30s or 1m30s", parse_duration);
}

void Fields::read(std::string_view name, std::optional<Duration>& out) {
  Duration value{};
  if (read_with(name, value, "a time like 250ms, 30s or 1m30s", parse_duration)) out = value;
}

void Fields::read(std::string_view name, Money& out) {
  read_with(name, out, "dollars, like 50 or 12.50", [](const std::string& s) {
    const auto money = Money::parse(s);
    return money && !money->is_negative() ? std::optional(*money) : std::nullopt;
  });
}

void Fields::read(std::string_view name, std::optional<Money>& out) {
  if (!has(name)) return;
  Money value{};
  read(name, value);
  out = value;
}

void Fields::read(std::string_view name, std::int64_t& out, Range range) {
  std::int64_t value = out;
  if (!read_with(name, value, "a whole number like 500, 90_000 or 90k", parse_count)) return;
  if (value < range.least || value > range.most)
    complain(name, quoted(name) + " must be from " + show_count(range.least) + " to " +
                       show_count(range.most));
  else
    out = value;
}

void Fields::read(std::string_view name, std::optional<std::int64_t>& out, Range range) {
  if (!has(name)) return;
  std::int64_t value = range.least;
  read(name, value, range);
  out = value;
}

void Fields::read_share(std::string_view name, std::int64_t& out) {
  read_with(name, out, "a share like 50% or 0.5", parse_share);
}

void Fields::read_share(std::string_view name, std::optional<std::int64_t>& out) {
  std::int64_t value = 0;
  if (read_with(name, value, "a share like 50% or 0.5", parse_share)) out = value;
}

void Fields::read_rate(std::string_view name, Duration& out) {
  read_with(name, out, "a rate like 20/s or 1200/min", parse_rate);
}

void Fields::read_price(std::string_view name, std::int64_t& out) {
  read_with(name, out, "dollars per million tokens with at most six decimals, like 2.50",
            parse_price);
}

void Fields::read_number(std::string_view name, double& out) {
  read_with(name, out, "a number like 0.8", parse_number);
}

void Fields::read_choice(std::string_view name, std::span<const std::string_view> names,
                         std::size_t& out) {
  const auto written = text(name, joined(names));
  if (!written) return;
  const auto found = std::find(names.begin(), names.end(), *written);
  if (found != names.end()) {
    out = static_cast<std::size_t>(found - names.begin());
    return;
  }
  std::string what = quoted(name) + " cannot be " + quoted(*written) + "; ";
  if (const auto near = nearest_name(*written, names))
    what += "did you mean " + quoted(*near) + "?";
  else
    what += "write " + joined(names);
  complain(name, what);
}

void Fields::done() {
  if (!node_.IsMap()) return;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  std::vector<std::string> seen;
  for (const auto& member : node_) {
    const std::string name = member.first.IsScalar() ? member.first.Scalar() : "";
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      problems_.add(member.first.Mark(), quoted(name) + " stands here a second time");
    seen.push_back(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string what = what_ + " has no member " + quoted(name);
    if (const auto near = nearest_name(name, known))
      what += "; did you mean " + quoted(*near) + "?";
    problems_.add(member.first.Mark(), what);
  }
}

}  // namespace omnillm::sim
