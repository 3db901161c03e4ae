#include "yaml/fields.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/redact.h"
#include "yaml/quantity.h"

namespace omnillm::yaml {
namespace {

// Letters put in, left out, mistaken, or two neighbours exchanged.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_up, above(b.size() + 1), row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t mistaken = above[j] + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({mistaken, row[j] + 1, above[j + 1] + 1});
      if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
        row[j + 1] = std::min(row[j + 1], two_up[j - 1] + 1);
    }
    two_up = above;
    std::swap(above, row);
  }
  return above[b.size()];
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

std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 60;
  const std::string shown = redact_credentials(text.substr(0, 4 * kMost));
  std::string out = "'";
  for (const char c : std::string_view(shown).substr(0, kMost)) out += c >= 0 && c < ' ' ? '?' : c;
  return out + (shown.size() > kMost ? "...'" : "'");
}

Fields::Fields(const YAML::Node& node, std::string_view what, Problems& problems)
    : node_(node), what_(what), problems_(problems) {
  if (node_.IsMap() || node_.IsNull()) return;
  complain(what_ + " must be a list of members, like \"name: value\"");
  node_ = YAML::Node();
}

Fields::Fields(const YAML::Node& node, std::string_view what, std::string path, Problems& problems)
    : node_(node), what_(what), path_(std::move(path)), problems_(problems) {
  if (node_.IsMap() || node_.IsNull()) return;
  complain(what_ + " must be a list of members, like \"name: value\"");
  node_ = YAML::Node();
}

std::string Fields::path_of(std::string_view name) const {
  const std::string path = path_.value_or("");
  return path.empty() ? std::string(name) : path + '.' + std::string(name);
}

std::string Fields::subject(std::string_view name) const {
  return path_ ? path_of(name) + ':' : quoted(name);
}

void Fields::add_here(const YAML::Mark& where, std::string_view what) {
  const bool has_path = path_ && !path_->empty();
  problems_.add(where, has_path ? *path_ + ": " + std::string(what) : std::string(what));
}

void Fields::complain(std::string_view what) { add_here(node_.Mark(), what); }

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
  problems_.add(node.IsDefined() ? node.Mark() : node_.Mark(),
                path_ ? path_of(name) + ": " + std::string(what) : std::string(what));
}

std::optional<std::string> Fields::text(std::string_view name, std::string_view example) {
  const YAML::Node node = get(name);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar()) return node.Scalar();
  std::string what = subject(name) + (node.IsNull() ? " is empty" : " must be a single value");
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
  std::string what = subject(name) + " cannot be " + quoted(*written);
  problems_.add(get(name).Mark(), what.append("; write ").append(example));
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
    problems_.add(get(name).Mark(), subject(name) + " must be from " + show_count(range.least) +
                                        " to " + show_count(range.most));
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
  std::string what = subject(name) + " cannot be " + quoted(*written) + "; ";
  if (const auto near = nearest_name(*written, names))
    what += "did you mean " + quoted(*near) + "?";
  else
    what += "write " + joined(names);
  problems_.add(get(name).Mark(), what);
}

void Fields::done() {
  if (!node_.IsMap()) return;
  const std::vector<std::string_view> known(asked_.begin(), asked_.end());
  std::vector<std::string> seen;
  for (const auto& member : node_) {
    const std::string name = member.first.IsScalar() ? member.first.Scalar() : "";
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      add_here(member.first.Mark(), quoted(name) + " stands here a second time");
    seen.push_back(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string what = what_ + " has no member " + quoted(name);
    if (const auto near = nearest_name(name, known))
      what += "; did you mean " + quoted(*near) + "?";
    add_here(member.first.Mark(), what);
  }
}

}  // namespace omnillm::yaml
