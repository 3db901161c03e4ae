#include "transport/proxy_settings.h"

#include <absl/strings/escaping.h>
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "http/chars.h"
#include "http/percent.h"

namespace omnillm::transport {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

// IPv4 as the part of IPv6 that stands for it, so that there is one kind of network.
std::optional<Bytes> address_bytes(const std::string& text) {
  Bytes bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes[10] = bytes[11] = 0xff;
  if (::inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

bool same_bits(const Bytes& a, const Bytes& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
    return false;
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

template <class T>
std::optional<T> read_number(std::string_view text, T most) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most)
    return std::nullopt;
  return number;
}

bool is_this_machine(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const auto bytes = address_bytes(host);
  if (!bytes) return false;
  Bytes loopback{};
  loopback[15] = 1;
  return *bytes == loopback || same_bits(*bytes, *address_bytes("127.0.0.0"), 104);
}

// In lower case, then in upper case; what is set to nothing is not set.
std::string variable(const Environment& environment, std::string name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), http::to_lower);
  if (auto value = environment.get(lower); value && !value->empty()) return *value;
  return environment.get(name).value_or("");
}

tl::unexpected<Error> bad(const std::string& name) {
  return fail(ErrorKind::Configuration, name +
                                            " is no proxy we can use: write http://host:port, or "
                                            "http://user:password@host:port");
}

Result<Secret> basic(std::string_view user_and_password, const std::string& name) {
  auto decoded = http::percent_decode(user_and_password);
  if (!decoded) return bad(name);
  std::string encoded = absl::Base64Escape(*decoded);
  const Secret secret("Basic " + encoded);
  explicit_bzero(decoded->data(), decoded->size());
  explicit_bzero(encoded.data(), encoded.size());
  return secret;
}

Result<std::optional<Proxy>> read_proxy(const Environment& environment, const std::string& name) {
  const std::string value = variable(environment, name);
  if (value.empty()) return std::nullopt;
  std::string_view rest = value;
  if (rest.find("://") == std::string_view::npos) {
    // "proxy:3128" is meant as http.
  } else if (http::equals_lower(rest.substr(0, 7), "http://")) {
    rest.remove_prefix(7);
  } else {
    return bad(name);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Proxy proxy;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    auto authorization = basic(rest.substr(0, at), name);
    if (!authorization) return tl::unexpected(authorization.error());
    proxy.authorization = *std::move(authorization);
    rest.remove_prefix(at + 1);
  }
  auto origin = http::Origin::parse("http://" + std::string(rest));
  if (!origin) return bad(name);
  proxy.at = *std::move(origin);
  return proxy;
}

}  // namespace

Result<ProxySettings> ProxySettings::read(const Environment& environment) {
  ProxySettings settings;
  auto secure = read_proxy(environment, "HTTPS_PROXY");
  if (!secure) return tl::unexpected(secure.error());
  settings.for_https_ = *std::move(secure);
  if (!environment.get("REQUEST_METHOD")) {
    auto plain = read_proxy(environment, "HTTP_PROXY");
    if (!plain) return tl::unexpected(plain.error());
    settings.for_http_ = *std::move(plain);
  }
  const std::string list = variable(environment, "NO_PROXY");
  for (std::string_view rest = list; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view entry = http::trim_blanks(rest.substr(0, comma));
    if (auto exception = read_exception(entry))
      settings.exceptions_.push_back(*std::move(exception));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return settings;
}

// Nothing for what makes no sense: other programs read the same variable, and pass over it too.
std::optional<ProxySettings::Exception> ProxySettings::read_exception(std::string_view entry) {
  Exception exception;
  if (entry.empty()) return std::nullopt;
  if (entry == "*") {
    exception.everything = true;
    return exception;
  }
  if (const std::size_t slash = entry.find('/'); slash != std::string_view::npos) {
    const std::string address(entry.substr(0, slash));
    const auto bytes = address_bytes(address);
    const bool four = address.find(':') == std::string::npos;
    const auto bits = read_number<int>(entry.substr(slash + 1), four ? 32 : 128);
    if (!bytes || !bits || *bits < 0) return std::nullopt;
    exception.network = *bytes;
    exception.network_bits = *bits + (four ? 96 : 0);
    return exception;
  }
  std::string host(entry);
  const std::size_t colon = host.rfind(':');
  const bool bare_ipv6 = colon != std::string::npos && host.find(':') != colon && host[0] != '[';
  if (colon != std::string::npos && !bare_ipv6 && !host.ends_with(']')) {
    const auto port = read_number<std::uint16_t>(std::string_view(host).substr(colon + 1), 65535);
    if (!port) return std::nullopt;
    exception.port = *port;
    host.resize(colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (const auto bytes = address_bytes(host)) {
    exception.network = *bytes;
    exception.network_bits = 128;
    return exception;
  }
  std::transform(host.begin(), host.end(), host.begin(), http::to_lower);
  if (host.starts_with("*.")) host.erase(0, 1);
  exception.below_only = host.starts_with('.');
  exception.domain = exception.below_only ? host : "." + host;
  return exception;
}

bool ProxySettings::matches(const Exception& exception, const http::Origin& origin) {
  if (exception.everything) return true;
  if (exception.port != 0 && exception.port != origin.port) return false;
  if (exception.network_bits >= 0) {
    const auto bytes = address_bytes(origin.host);
    return bytes && same_bits(*bytes, exception.network, exception.network_bits);
  }
  if (origin.is_address()) return false;
  if (origin.host.ends_with(exception.domain)) return true;
  return !exception.below_only && "." + origin.host == exception.domain;
}

const Proxy* ProxySettings::proxy_for(const http::Origin& origin) const {
  const std::optional<Proxy>& proxy = origin.secure ? for_https_ : for_http_;
  if (!proxy || is_this_machine(origin.host)) return nullptr;
  const bool excepted = std::any_of(exceptions_.begin(), exceptions_.end(),
                                    [&](const Exception& e) { return matches(e, origin); });
  return excepted ? nullptr : &*proxy;
}

}  // namespace omnillm::transport
