#include "http/request_head.h"

#include <algorithm>

#include "http/chars.h"

namespace omnillm::http {

namespace {

constexpr std::size_t kLongestMethod = 32;
constexpr std::string_view kVersion = "HTTP/1.";

// What may stand in a Host: a name, an address, a port. Which hosts are ours is not known here.
bool is_host(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

bool same_host(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

}  // namespace

void RequestHead::clear() {
  fields_.clear();
  part_ = Part::Start;
  begin_ = at_ = 0;
}

Parsed<std::optional<std::size_t>> RequestHead::parse(std::string_view bytes) {
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
    method_ = bytes.substr(begin_, method_size_);
    target_ = bytes.substr(target_at_, target_size_);
    if (const auto good = check(); !good) return tl::unexpected(good.error());
    part_ = Part::Complete;
  }
  return at_;
}

Parsed<bool> RequestHead::incomplete_start(std::string_view bytes) const {
  if (bytes.size() - begin_ > limits_.max_start_line)
    return refuse(414, "the request line is too long");
  return false;
}

Parsed<bool> RequestHead::parse_start(std::string_view bytes) {
  if (begin_ == 0 && bytes.starts_with("\r\n")) begin_ = 2;
  if (bytes == "\r") return false;
  std::size_t i = begin_;
  while (i < bytes.size() && is_token_char(bytes[i])) ++i;
  method_size_ = i - begin_;
  if (method_size_ > kLongestMethod) return refuse(501, "the method is too long");
  if (i == bytes.size()) return false;
  if (bytes[i] != ' ' || method_size_ == 0) return refuse(400, "a malformed method");
  target_at_ = ++i;
  while (i < bytes.size() && is_target_char(bytes[i])) ++i;
  target_size_ = i - target_at_;
  if (i == bytes.size()) return incomplete_start(bytes);
  if (bytes[i] != ' ' || target_size_ == 0) return refuse(400, "a malformed target");
  const std::string_view version = bytes.substr(++i, kVersion.size() + 3);
  if (!version.starts_with(kVersion.substr(0, version.size())))
    return version.starts_with("HTTP/") && version.size() > 5 && is_digit(version[5])
               ? refuse(505, "a version other than HTTP/1.0 and HTTP/1.1")
               : refuse(400, "a malformed request line");
  if (version.size() > kVersion.size()) {
    const char minor = version[kVersion.size()];
    if (!is_digit(minor)) return refuse(400, "a malformed request line");
    if (minor > '1') return refuse(505, "a version other than HTTP/1.0 and HTTP/1.1");
    minor_version_ = minor - '0';
  }
  const std::string_view end = version.substr(std::min(version.size(), kVersion.size() + 1));
  if (!std::string_view("\r\n").starts_with(end)) return refuse(400, "a malformed request line");
  if (end.size() < 2) return incomplete_start(bytes);
  at_ = i + version.size();
  if (at_ - begin_ > limits_.max_start_line) return refuse(414, "the request line is too long");
  return true;
}

Parsed<void> RequestHead::check() {
  const HeadFields::Meaning& meaning = fields_.meaning();
  if (meaning.length_repeated) return refuse(400, "two lengths");
  if (meaning.host_repeated) return refuse(400, "two hosts");
  if (!meaning.host && minor_version_ == 1) return refuse(400, "no host");
  if (meaning.host && !is_host(*meaning.host)) return refuse(400, "a malformed host");
  if (meaning.chunked && minor_version_ == 0) return refuse(400, "a transfer encoding in HTTP/1.0");
  if (meaning.expect && !equals_lower(*meaning.expect, "100-continue"))
    return refuse(417, "an expectation other than 100-continue");
  return check_target();
}

Parsed<void> RequestHead::check_target() {
  if (method_ == "CONNECT") return refuse(501, "CONNECT");
  if (target_.starts_with('/')) return {};
  if (target_ == "*" && method_ == "OPTIONS") return {};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_lower(target_.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = target_.substr(scheme.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || !same_host(rest.substr(0, slash), host()))
      return refuse(400, "a target for another host");
    target_ = rest.substr(slash);
    return {};
  }
  return refuse(400, "a malformed target");
}

std::string_view RequestHead::path() const { return target_.substr(0, target_.find('?')); }

std::string_view RequestHead::query() const {
  const std::size_t mark = target_.find('?');
  return mark == std::string_view::npos ? std::string_view() : target_.substr(mark + 1);
}

BodyFraming RequestHead::framing() const {
  const HeadFields::Meaning& meaning = fields_.meaning();
  if (meaning.chunked) return BodyFraming::chunked();
  if (meaning.content_length && *meaning.content_length > 0)
    return BodyFraming::of_length(*meaning.content_length);
  return BodyFraming::none();
}

bool RequestHead::keep_alive() const {
  const HeadFields::Meaning& meaning = fields_.meaning();
  return !meaning.close && (minor_version_ == 1 || meaning.keep_alive);
}

bool RequestHead::expects_continue() const {
  return fields_.meaning().expect.has_value() && minor_version_ == 1;
}

}  // namespace omnillm::http
