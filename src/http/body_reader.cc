#include "http/body_reader.h"

#include <algorithm>

#include "http/chars.h"

namespace omnillm::http {

namespace {

// Of all extensions and trailers of one body. Nobody whom we talk to sends any.
constexpr std::size_t kMaxWaste = std::size_t{16} << 10;
// Beyond this a further digit would not fit.
constexpr std::uint64_t kMaxBeforeDigit = std::numeric_limits<std::uint64_t>::max() >> 8;

constexpr std::string_view kTooLong = "the body is too long";

}  // namespace

BodyReader::BodyReader(BodyFraming framing, std::uint64_t max_bytes) : allowed_(max_bytes) {
  switch (framing.kind) {
    case BodyFraming::Kind::None:
      state_ = State::Done;
      break;
    case BodyFraming::Kind::Length:
      rest_ = framing.length;
      state_ = rest_ == 0 ? State::Done : State::Length;
      break;
    case BodyFraming::Kind::Chunked:
      state_ = State::Size;
      break;
    case BodyFraming::Kind::UntilClose:
      rest_ = kNoLimit;
      state_ = State::UntilClose;
      break;
  }
}

Parsed<std::string_view> BodyReader::take(std::string_view& bytes) {
  while (!bytes.empty()) {
    switch (state_) {
      case State::Done:
        return std::string_view();
      case State::Length:
        return take_data(bytes, State::Done);
      case State::UntilClose:
        return take_data(bytes, State::UntilClose);
      case State::Data:
        return take_data(bytes, State::DataReturn);
      default: {
        const auto taken = take_byte(bytes.front());
        if (!taken) return tl::unexpected(taken.error());
        bytes.remove_prefix(1);
      }
    }
  }
  return std::string_view();
}

Parsed<std::string_view> BodyReader::take_data(std::string_view& bytes, State next) {
  // A length that is announced is refused before the first byte of it.
  if (state_ == State::Length && rest_ > allowed_) return refuse(413, kTooLong);
  const std::uint64_t count = std::min<std::uint64_t>(rest_, bytes.size());
  if (count > allowed_) return refuse(413, kTooLong);
  allowed_ -= count;
  if (state_ != State::UntilClose) rest_ -= count;
  const std::string_view data = bytes.substr(0, static_cast<std::size_t>(count));
  bytes.remove_prefix(data.size());
  if (rest_ == 0) state_ = next;
  return data;
}

Parsed<void> BodyReader::waste() {
  if (++wasted_ > kMaxWaste) return refuse(400, "too much between the chunks");
  return {};
}

// One byte of what is not data.
Parsed<void> BodyReader::take_byte(char c) {
  switch (state_) {
    case State::Size:
      return take_size(c);
    case State::Extension:
      if (c == '\r') {
        state_ = State::SizeLineFeed;
        return {};
      }
      if (is_control(c) && c != '\t') return refuse(400, "a malformed chunk extension");
      return waste();
    case State::SizeLineFeed:
      return c == '\n' ? end_size_line() : refuse(400, "a malformed chunk size");
    case State::DataReturn:
      if (c != '\r') return refuse(400, "a chunk longer than its size");
      state_ = State::DataLineFeed;
      return {};
    case State::DataLineFeed:
      if (c != '\n') return refuse(400, "a chunk longer than its size");
      state_ = State::Size;
      has_digit_ = false;
      return {};
    default:
      return take_trailer(c);
  }
}

Parsed<void> BodyReader::take_size(char c) {
  if (const int digit = hex_value(c); digit >= 0) {
    if (rest_ > kMaxBeforeDigit) return refuse(400, "a chunk size that nothing has");
    rest_ = rest_ * 16 + static_cast<std::uint64_t>(digit);
    // A size of a thousand zeros says nothing with many bytes.
    if (has_digit_ && rest_ == 0) return waste();
    has_digit_ = true;
    return {};
  }
  if (!has_digit_ || (c != ';' && c != '\r')) return refuse(400, "a malformed chunk size");
  state_ = c == ';' ? State::Extension : State::SizeLineFeed;
  return {};
}

Parsed<void> BodyReader::end_size_line() {
  if (rest_ > allowed_) return refuse(413, kTooLong);
  state_ = rest_ == 0 ? State::TrailerStart : State::Data;
  return {};
}

Parsed<void> BodyReader::take_trailer(char c) {
  switch (state_) {
    case State::TrailerStart:
      if (c == '\r') {
        state_ = State::LastLineFeed;
        return {};
      }
      if (!is_token_char(c)) return refuse(400, "a malformed trailer");
      state_ = State::TrailerName;
      return waste();
    case State::TrailerName:
      if (c == ':')
        state_ = State::TrailerValue;
      else if (!is_token_char(c))
        return refuse(400, "a malformed trailer");
      return waste();
    case State::TrailerValue:
      if (c == '\r')
        state_ = State::TrailerLineFeed;
      else if (is_control(c) && c != '\t')
        return refuse(400, "a malformed trailer");
      return waste();
    case State::TrailerLineFeed:
      if (c != '\n') return refuse(400, "a malformed trailer");
      state_ = State::TrailerStart;
      return waste();
    default:  // LastLineFeed
      if (c != '\n') return refuse(400, "a malformed end of the chunks");
      state_ = State::Done;
      return {};
  }
}

Parsed<void> BodyReader::end_of_connection() {
  if (state_ == State::UntilClose) state_ = State::Done;
  if (state_ == State::Done) return {};
  return refuse(400, "the connection ended in the middle of the body");
}

}  // namespace omnillm::http
