// Absolute URLs of http and https, taken apart strictly: what two readers could understand in two
// ways is refused.

#ifndef OMNILLM_HTTP_URL_H_
#define OMNILLM_HTTP_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm::http {

// Whom a connection is to. Two are the same exactly when they compare equal.
//
// Hosts are names of letters, digits, '-' and '_' in lower case (a name in another script comes in
// its xn-- form), IPv4 addresses of four decimal numbers, or IPv6 addresses in brackets. A number
// that only some resolvers take for an address (127.1, 0x7f000001, 017700000001) is refused.
struct Origin {
  bool secure = true;
  std::string host;  // without brackets
  std::uint16_t port = 443;

  // "https://example.com:8443", nothing behind it. Errors: Configuration; the text is not repeated,
  // since it may hold a password.
  [[nodiscard]] static Result<Origin> parse(std::string_view text);

  // As Host has it: "example.com", "[::1]:8080"; the port only where it is not the usual one.
  [[nodiscard]] std::string authority() const;
  // The same with its port in any case, as CONNECT has it.
  [[nodiscard]] std::string host_and_port() const;
  [[nodiscard]] bool is_ipv6() const { return host.find(':') != std::string::npos; }
  // Whether the host is an address and no name.
  [[nodiscard]] bool is_address() const;

  friend bool operator==(const Origin&, const Origin&) = default;
};

// A URL cut where its target begins.
struct UrlParts {
  std::string_view origin;  // "https://example.com", not checked yet
  std::string_view target;  // "/v1/models?x=1"; may be empty, or begin with '?'
};

// Errors: Configuration, for what is no URL of http or https, and for a target with a fragment or
// anything that should have been percent-encoded.
[[nodiscard]] Result<UrlParts> split_url(std::string_view url);

struct Url {
  Origin origin;
  std::string target;  // begins with '/'

  [[nodiscard]] static Result<Url> parse(std::string_view text);

  friend bool operator==(const Url&, const Url&) = default;
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_URL_H_
