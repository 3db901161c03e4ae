#include "http/response_head.h"

#include <algorithm>

#include "http/chars.h"

namespace omnillm::http {

namespace {

// "HTTP/1.1 200": how an answer begins, each 'x' a digit.
constexpr std::string_view kStart = "HTTP/1.x xxx";

}  // namespace

void ResponseHead::clear() {
  fields_.clear();
  part_ = Part::Start;
  at_ = 0;
}

Parsed<std::optional<std::size_t>> ResponseHead::parse(std::string_view bytes) {
  if (part_ == Part::Start) {
    const auto done = parse_start(bytes);
    if (!done) return tl::unexpected(done.error());
    if (!*done) return std::nullopt;
    part_ = Part::Fields;
  }
  if (part_ == Part::Fields) {
    const auto done = fields_.parse(bytes, at_);
    if (!done) return tl::unexpected(done.error());
    if (!*done) return std::nullopt;
    if (fields_.meaning().chunked && minor_version_ == 0)
      return refuse(502, "a transfer encoding in HTTP/1.0");
    part_ = Part::Complete;
  }
  return at_;
}

Parsed<bool> ResponseHead::parse_start(std::string_view bytes) {
  const std::size_t given = std::min(bytes.size(), kStart.size());
  for (std::size_t i = 0; i < given; ++i)
    if (kStart[i] == 'x' ? !is_digit(bytes[i]) : bytes[i] != kStart[i])
      return refuse(502, "an answer that is not HTTP/1.1");
  if (bytes.size() <= kStart.size()) return false;
  if (bytes[7] > '1') return refuse(502, "a version other than HTTP/1.0 and HTTP/1.1");
  minor_version_ = bytes[7] - '0';
  status_ = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
  if (status_ < 100 || status_ > 599) return refuse(502, "a status that does not exist");
  const std::size_t reason = kStart.size();
  if (bytes[reason] != ' ' && bytes[reason] != '\r') return refuse(502, "a malformed status line");
  const std::size_t end = find_control(bytes, reason);
  if (std::min(end, bytes.size()) > limits_.max_start_line)
    return refuse(502, "the status line is too long");
  if (end == bytes.size()) return false;
  if (bytes[end] != '\r') return refuse(502, "a malformed status line");
  if (end + 1 == bytes.size()) return false;
  if (bytes[end + 1] != '\n') return refuse(502, "a malformed status line");
  at_ = end + 2;
  return true;
}

BodyFraming ResponseHead::framing(AnswerTo asked) const {
  if (asked == AnswerTo::Head || never_has_a_body()) return BodyFraming::none();
  if (asked == AnswerTo::Connect && status_ / 100 == 2) return BodyFraming::none();
  const HeadFields::Meaning& meaning = fields_.meaning();
  if (meaning.chunked) return BodyFraming::chunked();
  if (!meaning.content_length) return BodyFraming::until_close();
  if (*meaning.content_length == 0) return BodyFraming::none();
  return BodyFraming::of_length(*meaning.content_length);
}

bool ResponseHead::keep_alive() const {
  const HeadFields::Meaning& meaning = fields_.meaning();
  // A server that announces a body where there can be none may well send one.
  if (never_has_a_body() && (meaning.chunked || meaning.content_length.value_or(0) > 0) &&
      status_ != 304)
    return false;
  return !meaning.close && (minor_version_ == 1 || meaning.keep_alive);
}

}  // namespace omnillm::http
