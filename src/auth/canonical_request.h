// The one form into which AWS and whoever signs for it bring a request, so that both hash the same
// bytes. Pure functions.

#ifndef OMNILLM_AUTH_CANONICAL_REQUEST_H_
#define OMNILLM_AUTH_CANONICAL_REQUEST_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace omnillm::auth {

using HeaderField = std::pair<std::string_view, std::string_view>;

struct CanonicalRequest {
  std::string text{};
  std::string signed_headers{};  // "content-type;host;x-amz-date"
};

struct RequestToSign {
  std::string_view method{};  // "POST"
  std::string_view path{};    // as on the wire
  std::string_view query{};   // as on the wire
  // Host among them. Those that change on the way (Connection, User-Agent, ...) are not signed.
  std::span<const HeaderField> headers{};
  std::string_view payload_hash{};  // hexadecimal
  bool normalize_path = true;       // S3 alone takes paths as they are
};

[[nodiscard]] CanonicalRequest canonical_request(const RequestToSign& request);

// "." and ".." resolved and empty segments left out if asked, then every segment percent-encoded.
[[nodiscard]] std::string canonical_path(std::string_view path, bool normalize);
// Sorted by the encoded name, then the encoded value.
[[nodiscard]] std::string canonical_query(std::string_view query);
// The names alone, as they stand in the signature.
[[nodiscard]] std::string signed_header_names(std::span<const HeaderField> headers);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_CANONICAL_REQUEST_H_
