// Where the parts of an address stand that a signature is about.

#ifndef OMNILLM_AUTH_URL_PARTS_H_
#define OMNILLM_AUTH_URL_PARTS_H_

#include <optional>
#include <string_view>

namespace omnillm::auth {

// Of "https://api.example.com:444/v1/x?a=b"; nothing is decoded.
struct UrlParts {
  std::string_view origin{};     // "https://api.example.com:444"
  std::string_view scheme{};     // "https"
  std::string_view authority{};  // "api.example.com:444"
  std::string_view path{};       // "/v1/x"; may be empty
  std::string_view query{};      // "a=b"

  // What stands in the header Host: without a port that the scheme implies.
  [[nodiscard]] std::string_view host_field() const;
};

// Empty for what is no address of http or https: another scheme, no host, somebody's name in front
// of the host, a fragment, control characters.
[[nodiscard]] std::optional<UrlParts> split_url(std::string_view url);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_URL_PARTS_H_
