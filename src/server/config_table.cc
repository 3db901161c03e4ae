#include "server/config_table.h"

#include <absl/time/time.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "base/redact.h"

namespace omnillm::server {
namespace {

constexpr std::size_t kMostItems = 10'000;

// "metadata" of a list, or one by itself: calls `read(node, path)`.
template <class Read>
void each_of(const Place& place, Read read) {
  if (!place.is_there()) return;
  const YAML::Node node = place.node();
  if (!node.IsSequence()) return read(node, place.path());
  if (node.size() > kMostItems) return place.complain("there are more than ten thousand of them");
  for (std::size_t i = 0; i < node.size(); ++i)
    read(node[i], place.path() + '[' + std::to_string(i) + ']');
}

bool is_one_line(std::string_view text) {
  return text.size() <= 1'000 && text.find_first_of("\r\n") == std::string_view::npos;
}

}  // namespace

void Place::read(std::string& to) const {
  std::string text;
  fields.read(member.name, text);
  if (!is_one_line(text)) return complain("must be a short text of one line");
  if (!text.empty()) to = std::move(text);
}

void Place::read(std::optional<WallTime>& to) const {
  const std::string_view example = "a time like 2027-01-31T23:59:59Z";
  const auto written = fields.text(member.name, example);
  if (!written) return;
  absl::Time time;
  std::string error;
  // The year keeps it within what nanoseconds can count.
  const bool is_time = absl::ParseTime(absl::RFC3339_full, *written, &time, &error) &&
                       time >= absl::UnixEpoch() &&
                       time < absl::FromUnixSeconds(std::int64_t{9'000'000'000});
  if (!is_time)
    return complain("cannot be " + yaml::quoted(*written) + "; write " + std::string(example));
  to = WallTime(std::chrono::nanoseconds(absl::ToUnixNanos(time)));
}

void Place::read(Secret& to) const {
  if (!is_there()) return;
  if (auto found = reading.secret(node(), path())) to = *std::move(found);
}

void Place::read(std::vector<std::string>& to) const {
  each_of(*this, [&](const YAML::Node& item, const std::string& path) {
    if (item.IsScalar() && !item.Scalar().empty() && is_one_line(item.Scalar()))
      to.push_back(item.Scalar());
    else
      reading.complain(item.Mark(), path, "must be a short text of one line");
  });
}

void Place::read(std::vector<int>& to) const {
  each_of(*this, [&](const YAML::Node& item, const std::string& path) {
    int value = 0;
    std::string text = item.IsScalar() ? item.Scalar() : std::string();
    if (!text.empty() && text.back() == '%') text.pop_back();
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc() && stop == end && value >= 1 && value <= 1'000'000 &&
        (to.empty() || to.back() < value))
      to.push_back(value);
    else
      reading.complain(item.Mark(), path,
                       "must be a whole percentage, larger than the one before: [50, 80, 100]");
  });
}

void Place::read(std::vector<std::pair<std::string, std::string>>& to) const {
  if (!is_there()) return;
  const YAML::Node map = node();
  if (!map.IsMap() || map.size() > kMostItems)
    return complain("write names and texts, like {team: search}");
  for (const auto& one : map) {
    const bool good = one.first.IsScalar() && one.second.IsScalar() &&
                      !one.first.Scalar().empty() && is_one_line(one.first.Scalar()) &&
                      is_one_line(one.second.Scalar());
    if (good)
      to.emplace_back(one.first.Scalar(), one.second.Scalar());
    else
      reading.complain(one.first.Mark(), path(), "write names and texts, like {team: search}");
  }
}

std::vector<NamedNode> named_nodes(const Place& place) {
  std::vector<NamedNode> all;
  if (!place.is_there() || place.node().IsNull()) return all;
  const YAML::Node node = place.node();
  if (!node.IsSequence() && !node.IsMap()) {
    place.complain("write a list, or members by name");
    return all;
  }
  if (node.size() > place.reading.left) {
    place.complain("there are too many of them");
    return all;
  }
  place.reading.left -= node.size();
  if (node.IsSequence()) {
    for (std::size_t i = 0; i < node.size(); ++i)
      all.push_back({node[i], place.path() + '[' + std::to_string(i) + ']', {}});
    return all;
  }
  for (const auto& one : node) {
    const std::string name = one.first.IsScalar() ? one.first.Scalar() : std::string();
    if (name.empty() || !is_one_line(name))
      place.reading.complain(one.first.Mark(), place.path(), "a name is a short text of one line");
    else
      all.push_back({one.second, place.path() + '.' + redact_credentials(name), name});
  }
  return all;
}

}  // namespace omnillm::server
