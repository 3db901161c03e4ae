#include "http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "http/chars.h"

namespace omnillm::http {

namespace {

constexpr std::size_t kLongestHost = 253, kLongestLabel = 63;

tl::unexpected<Error> malformed(const char* why) {
  return fail(ErrorKind::Configuration, std::string("not a URL we can call: ") + why);
}

bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

// A label that a resolver may take for a number: then all of the host is an address, or nothing.
bool is_numeric(std::string_view label) {
  if (label.starts_with("0x") || label.starts_with("0X")) return true;
  return std::all_of(label.begin(), label.end(), is_digit);
}

bool is_ipv4(std::string_view host) {
  std::array<unsigned char, 4> bytes{};
  return ::inet_pton(AF_INET, std::string(host).c_str(), bytes.data()) == 1;
}

// The address as it is usually written.
std::optional<std::string> ipv6(std::string_view host) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_pton(AF_INET6, std::string(host).c_str(), bytes.data()) != 1) return std::nullopt;
  ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return std::string(text.data());
}

Result<std::string> read_name(std::string_view host) {
  if (host.size() > kLongestHost) return malformed("its host is too long");
  std::string_view rest = host, label;
  for (;;) {
    const std::size_t dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!is_label(label)) return malformed("its host is malformed");
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (is_numeric(label) && !is_ipv4(host))
    return malformed("its host is an address that is not written as four decimal numbers");
  std::string out(host);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

Result<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0)
    return malformed("its port is malformed");
  return port;
}

// Where the authority begins; 0 for another scheme.
std::size_t behind_scheme(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (equals_lower(url.substr(0, scheme.size()), scheme)) return scheme.size();
  return 0;
}

}  // namespace

Result<Origin> Origin::parse(std::string_view text) {
  const std::size_t begin = behind_scheme(text);
  if (begin == 0) return malformed("it begins with neither https:// nor http://");
  Origin origin;
  origin.secure = begin == std::string_view("https://").size();
  origin.port = origin.secure ? 443 : 80;
  std::string_view rest = text.substr(begin);
  if (rest.find('@') != std::string_view::npos) return malformed("it holds a user or a password");
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return malformed("its host is malformed");
    auto address = ipv6(rest.substr(1, end - 1));
    if (!address) return malformed("its host is malformed");
    origin.host = *std::move(address);
    rest.remove_prefix(end + 1);
    if (!rest.empty() && rest.front() != ':') return malformed("its host is malformed");
  } else {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    auto host = read_name(rest.substr(0, colon));
    if (!host) return tl::unexpected(host.error());
    origin.host = *std::move(host);
    rest.remove_prefix(colon);
  }
  if (rest.empty()) return origin;
  const auto port = read_port(rest.substr(1));
  if (!port) return tl::unexpected(port.error());
  origin.port = *port;
  return origin;
}

bool Origin::is_address() const { return is_ipv6() || is_ipv4(host); }

std::string Origin::authority() const {
  if (port != (secure ? 443 : 80)) return host_and_port();
  return is_ipv6() ? "[" + host + "]" : host;
}

std::string Origin::host_and_port() const {
  return (is_ipv6() ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<UrlParts> split_url(std::string_view url) {
  const std::size_t begin = behind_scheme(url);
  if (begin == 0) return malformed("it begins with neither https:// nor http://");
  const std::size_t end = std::min(url.find_first_of("/?#\\", begin), url.size());
  const std::string_view target = url.substr(end);
  if (target.find('#') != std::string_view::npos) return malformed("it holds a fragment");
  if (!std::all_of(target.begin(), target.end(), is_target_char))
    return malformed("it holds a character that should be percent-encoded");
  return UrlParts{url.substr(0, end), target};
}

Result<Url> Url::parse(std::string_view text) {
  const auto parts = split_url(text);
  if (!parts) return tl::unexpected(parts.error());
  auto origin = Origin::parse(parts->origin);
  if (!origin) return tl::unexpected(origin.error());
  std::string target(parts->target);
  if (!target.starts_with('/')) target.insert(target.begin(), '/');
  return Url{*std::move(origin), std::move(target)};
}

}  // namespace omnillm::http
