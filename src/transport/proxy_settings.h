// Which requests go through which proxy.

#ifndef OMNILLM_TRANSPORT_PROXY_SETTINGS_H_
#define OMNILLM_TRANSPORT_PROXY_SETTINGS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/url.h"
#include "omnillm/environment.h"
#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::transport {

struct Proxy {
  http::Origin at;
  Secret authorization{};  // the value of Proxy-Authorization; empty for none
};

// What HTTPS_PROXY, HTTP_PROXY and NO_PROXY say. A variable in lower case counts first. A program
// that serves CGI (REQUEST_METHOD is set) ignores HTTP_PROXY, which is then a header of a caller's.
//
// NO_PROXY is a list: "example.com" and what is below it, ".example.com" only what is below it, an
// address, a network "10.0.0.0/8", any of these with ":port", "*" for everything.
//
// Thread safety: a value.
class ProxySettings {
 public:
  ProxySettings() = default;
  // Errors: Configuration; the message names the variable, never what it holds.
  [[nodiscard]] static Result<ProxySettings> read(const Environment& environment);

  // Null for a connection of our own. This machine itself is never asked through a proxy.
  [[nodiscard]] const Proxy* proxy_for(const http::Origin& origin) const;

 private:
  struct Exception {
    std::string domain{};  // ".example.com", for hosts that are names
    bool below_only = false;
    std::array<std::uint8_t, 16> network{};  // as IPv6
    int network_bits = -1;                   // -1: it is no network
    std::uint16_t port = 0;                  // 0: any
    bool everything = false;
  };

  [[nodiscard]] static std::optional<Exception> read_exception(std::string_view entry);
  [[nodiscard]] static bool matches(const Exception& exception, const http::Origin& origin);

  std::optional<Proxy> for_http_, for_https_;
  std::vector<Exception> exceptions_;
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_PROXY_SETTINGS_H_
