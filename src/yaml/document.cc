#include "yaml/document.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace omnillm::yaml {
namespace {

constexpr std::size_t kDeepestFlow = 64;
constexpr std::size_t kDeepestIndent = 128;
constexpr std::size_t kMostDashes = 32;

// yaml-cpp goes one call deeper for every level, so the depth is bounded before it looks. Brackets
// inside quotes are counted too; no file of ours needs so many.
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

YAML::Mark mark_at(int line) {
  YAML::Mark mark;
  mark.line = line;
  return mark;
}

// The line, from zero, on which a second document begins. yaml-cpp would pass over it in silence,
// and its way of loading all of them does not end for some broken files.
std::optional<int> second_document(std::string_view text) {
  bool has_begun = false, has_ended = false;
  int number = 0;
  for (; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const auto is_marker = [line](std::string_view marker) {
      return line.substr(0, 3) == marker && (line.size() == 3 || line[3] == ' ' || line[3] == '\t');
    };
    const std::size_t first = line.find_first_not_of(" \t");
    if (is_marker("---")) {
      if (has_begun) return number;
      has_begun = true;
    } else if (is_marker("...")) {
      has_ended = true;
    } else if (first != std::string_view::npos && line[first] != '#' && line[0] != '%') {
      if (has_ended) return number;
      has_begun = true;
    }
  }
  return std::nullopt;
}

}  // namespace

void Problems::add(const YAML::Mark& where, std::string_view what) {
  if (found_.size() < 10 * most_shown_)
    found_.push_back(
        {.line = where.line + 1, .column = where.column + 1, .what = std::string(what)});
}

Error Problems::to_error() const {
  std::vector<Found> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Found& a, const Found& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(most_shown_, sorted.size()); ++i) {
    if (i > 0) text += '\n';
    text += file_ + ':' + std::to_string(sorted[i].line) + ':' + std::to_string(sorted[i].column) +
            ": " + sorted[i].what;
  }
  if (sorted.size() > most_shown_)
    text += "\n(and " + std::to_string(sorted.size() - most_shown_) + " more)";
  return Error(ErrorKind::Configuration, text);
}

Result<YAML::Node> read_yaml(std::string_view text, std::string_view file, std::size_t most_bytes) {
  Problems problems(file);
  if (text.size() > most_bytes)
    problems.add({}, "the file is larger than " + std::to_string(most_bytes / 1024) + " KiB");
  else if (is_too_deep(text))
    problems.add({},
                 "the file is nested more than " + std::to_string(kDeepestFlow) + " levels deep");
  else if (const auto line = second_document(text))
    problems.add(mark_at(*line), "a second document begins here; a file has one");
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

}  // namespace omnillm::yaml
