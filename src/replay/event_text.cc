#include "replay/event_text.h"

#include <array>
#include <cstddef>
#include <vector>

#include "replay/json_sanitizer.h"

namespace omnillm::replay {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kData = "data";

struct Line {
  std::string_view text;  // without its end
  std::string_view end;   // CR, LF, CRLF; empty at the end of the text
};

// Takes the first line off.
Line take_line(std::string_view& text) {
  const std::size_t at = text.find_first_of("\r\n");
  if (at == std::string_view::npos) {
    const Line last{text, {}};
    text = {};
    return last;
  }
  const std::size_t size = text.substr(at).starts_with("\r\n") ? 2 : 1;
  const Line line{text.substr(0, at), text.substr(at, size)};
  text.remove_prefix(at + size);
  return line;
}

bool is_field(std::string_view line, std::string_view name) {
  return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ':');
}

// How much of a data line stands in front of its value.
std::size_t value_at(std::string_view line) {
  if (line.size() == kData.size()) return line.size();
  const std::size_t colon = kData.size();
  return colon + (line.substr(colon).starts_with(": ") ? 2 : 1);
}

// The data lines of one event, put back as they came unless something has to go.
class Data {
 public:
  void add(const Line& line) { lines_.push_back(line); }

  void flush(const Redactor& redactor, std::string& out) {
    if (lines_.empty()) return;
    const std::string joined = join();
    const std::string clean = sanitize_string(joined, redactor);
    if (clean == joined)
      for (const Line& line : lines_) (out += line.text) += line.end;
    else
      write(clean, out);
    lines_.clear();
  }

 private:
  [[nodiscard]] std::string join() const {
    std::string joined;
    for (const Line& line : lines_) {
      if (!joined.empty() || &line != lines_.data()) joined += '\n';
      joined += line.text.substr(value_at(line.text));
    }
    return joined;
  }

  void write(std::string_view clean, std::string& out) const {
    const std::string_view head = lines_.front().text.substr(0, value_at(lines_.front().text));
    const std::string_view end = lines_.front().end.empty() ? "\n" : lines_.front().end;
    for (std::size_t at = 0;;) {
      const std::size_t next = clean.find('\n', at);
      ((out += head.size() == kData.size() ? "data: " : head) += clean.substr(at, next - at));
      if (next == std::string_view::npos) break;
      out += end;
      at = next + 1;
    }
    out += lines_.back().end;
  }

  std::vector<Line> lines_;
};

}  // namespace

bool looks_like_events(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  constexpr std::array<std::string_view, 3> kFields{"event", "id", "retry"};
  while (!text.empty()) {
    const Line line = take_line(text);
    if (line.text.starts_with("data:")) return true;
    bool field = line.text.empty() || line.text.front() == ':';
    for (const std::string_view name : kFields) field = field || is_field(line.text, name);
    if (!field) return false;
  }
  return false;
}

std::string sanitize_events(std::string_view text, const Redactor& redactor) {
  std::string out;
  if (text.starts_with(kByteOrderMark)) {
    out += kByteOrderMark;
    text.remove_prefix(kByteOrderMark.size());
  }
  Data data;
  while (!text.empty()) {
    const Line line = take_line(text);
    if (is_field(line.text, kData)) {
      data.add(line);
      continue;
    }
    data.flush(redactor, out);
    (out += redactor.plain(line.text)) += line.end;
  }
  data.flush(redactor, out);
  return out;
}

std::string sanitize_lines(std::string_view text, const Redactor& redactor) {
  std::string out;
  std::string between;
  while (!text.empty()) {
    const Line line = take_line(text);
    const bool may_be_json = line.text.starts_with('{') || line.text.starts_with('[');
    const auto json = may_be_json ? sanitize_json(line.text, redactor) : std::nullopt;
    if (!json) {
      (between += line.text) += line.end;
      continue;
    }
    out += redactor.plain(between);
    between.clear();
    (out += *json) += line.end;
  }
  return out += redactor.plain(between);
}

}  // namespace omnillm::replay
