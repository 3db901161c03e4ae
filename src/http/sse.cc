#include "http/sse.h"

#include <charconv>
#include <cstring>
#include <utility>

namespace omnillm::http {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where the first line end of `text` at or after `from` stands; npos when there is none.
std::size_t find_line_end(std::string_view text, std::size_t from) {
  const auto* first = text.data() + from;
  const std::size_t size = text.size() - from;
  const auto* feed = static_cast<const char*>(std::memchr(first, '\n', size));
  // A carriage return counts only where it comes before the line feed that was found.
  const std::size_t until = feed ? static_cast<std::size_t>(feed - first) : size;
  if (const auto* carriage = static_cast<const char*>(std::memchr(first, '\r', until)))
    return static_cast<std::size_t>(carriage - text.data());
  return feed ? static_cast<std::size_t>(feed - text.data()) : std::string_view::npos;
}

// Takes the first line off a block.
std::string_view take_line(std::string_view& block) {
  const std::size_t end = find_line_end(block, 0);
  const std::string_view line = block.substr(0, end);
  if (end == std::string_view::npos)
    block = {};
  else
    block.remove_prefix(block.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
  return line;
}

std::optional<std::int64_t> digits_only(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

}  // namespace

void SseParser::feed(std::string_view bytes) {
  // What was read is dropped once it is the larger part, so that every byte moves at most once.
  if (begin_ > 0 && begin_ >= buffer_.size() - begin_) {
    buffer_.erase(0, begin_);
    line_begin_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  buffer_.append(bytes);
}

// Looks for the empty line that ends the event at begin_; on success the event is what stands
// between begin_ and block_end_, and line_begin_ is where the next one begins.
bool SseParser::find_block() {
  if (at_start_) {
    const std::string_view head = std::string_view(buffer_).substr(0, kByteOrderMark.size());
    if (head.size() < kByteOrderMark.size() && kByteOrderMark.starts_with(head)) return false;
    if (head == kByteOrderMark) begin_ = line_begin_ = scanned_ = kByteOrderMark.size();
    at_start_ = false;
  }
  for (;;) {
    if (after_carriage_return_ && line_begin_ < buffer_.size()) {
      // The second half of a CRLF belongs to the line before.
      after_carriage_return_ = false;
      if (buffer_[line_begin_] == '\n') {
        if (begin_ == line_begin_) ++begin_;
        ++line_begin_;
        scanned_ = line_begin_;
      }
    }
    const std::size_t end = find_line_end(buffer_, scanned_);
    if (end == std::string_view::npos) {
      scanned_ = buffer_.size();
      return false;
    }
    const bool empty_line = end == line_begin_;
    after_carriage_return_ = buffer_[end] == '\r';
    block_end_ = line_begin_;
    line_begin_ = scanned_ = end + 1;
    if (empty_line) return true;
  }
}

std::optional<SseEvent> SseParser::read_block(std::string_view block) {
  SseEvent event;
  std::size_t data_lines = 0;
  while (!block.empty()) {
    const std::string_view line = take_line(block);
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
      if (++data_lines == 1) {
        event.data = value;
        continue;
      }
      if (data_lines == 2) joined_data_ = event.data;
      joined_data_.append("\n").append(value);
    } else if (name == "event") {
      event.event = value;
    } else if (name == "id") {
      if (value.find('\0') == std::string_view::npos) event.id = value;
    } else if (name == "retry") {
      event.retry_milliseconds = digits_only(value);
    }
  }
  if (data_lines == 0) return std::nullopt;
  if (data_lines > 1) event.data = joined_data_;
  return event;
}

Result<std::optional<SseEvent>> SseParser::next() {
  while (!failed_ && find_block()) {
    const std::string_view block = std::string_view(buffer_).substr(begin_, block_end_ - begin_);
    begin_ = line_begin_;
    failed_ = block.size() > max_event_bytes_;
    if (failed_) break;
    if (std::optional<SseEvent> event = read_block(block)) return event;
  }
  failed_ = failed_ || buffer_.size() - begin_ > max_event_bytes_;
  if (!failed_) return std::optional<SseEvent>();
  return fail(ErrorKind::Protocol, "an event of the stream is larger than " +
                                       std::to_string(max_event_bytes_) + " bytes");
}

Result<std::optional<SseEvent>> SseParser::finish() {
  if (auto event = next(); !event || *event) return event;
  const std::string_view block = std::string_view(buffer_).substr(begin_);
  begin_ = line_begin_ = scanned_ = buffer_.size();
  return read_block(block);
}

void append_sse(std::string_view event, std::string_view data, std::string& out) {
  begin_sse(event, out);
  // A payload that holds line ends is several data lines.
  for (std::size_t end; (end = find_line_end(data, 0)) != std::string_view::npos;) {
    out.append(data.substr(0, end)).append("\ndata: ");
    data.remove_prefix(data.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
  }
  out.append(data);
  end_sse(out);
}

void begin_sse(std::string_view event, std::string& out) {
  if (!event.empty()) out.append("event: ").append(event).push_back('\n');
  out.append("data: ");
}

void end_sse(std::string& out) { out.append("\n\n"); }

void blank_line_ends(std::size_t begin, std::string& out) {
  for (const char line_end : {'\n', '\r'})
    for (std::size_t at = begin; (at = out.find(line_end, at)) != std::string::npos;) out[at] = ' ';
}

}  // namespace omnillm::http
