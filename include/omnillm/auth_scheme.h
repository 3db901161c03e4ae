// Floor: 1 types
//
// How requests to a provider are signed, as data. Who signs is told which scheme; no credential is
// in it.

#ifndef OMNILLM_AUTH_SCHEME_H_
#define OMNILLM_AUTH_SCHEME_H_

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

#include "omnillm/protocol.h"

namespace omnillm {

struct AuthScheme {
  enum class Kind : std::uint8_t {
    None,    // nothing: a server of one's own
    Bearer,  // Authorization: Bearer <key>
    Header,  // <name>: <key>
    Query,   // ?<name>=<key>
    SigV4,   // AWS Signature Version 4 for the service <name>
    Google,  // Authorization: Bearer <token of a service account or of the machine>
    Entra,   // Authorization: Bearer <token of Microsoft Entra ID for the resource <name>>
  };

  Kind kind = Kind::Bearer;
  std::string name{};

  [[nodiscard]] static AuthScheme none() { return {Kind::None, {}}; }
  [[nodiscard]] static AuthScheme bearer() { return {Kind::Bearer, {}}; }
  [[nodiscard]] static AuthScheme header(std::string name) {
    return {Kind::Header, std::move(name)};
  }
  [[nodiscard]] static AuthScheme query(std::string name) { return {Kind::Query, std::move(name)}; }
  [[nodiscard]] static AuthScheme sigv4(std::string service) {
    return {Kind::SigV4, std::move(service)};
  }
  [[nodiscard]] static AuthScheme google() { return {Kind::Google, {}}; }
  [[nodiscard]] static AuthScheme entra(std::string resource) {
    return {Kind::Entra, std::move(resource)};
  }

  // What a protocol's own provider wants: Anthropic x-api-key, Gemini x-goog-api-key, Bedrock
  // SigV4, all others a bearer key.
  [[nodiscard]] static AuthScheme default_for(WireFormat format);

  friend bool operator==(const AuthScheme&, const AuthScheme&) = default;
  // "bearer", "header x-api-key", "sigv4 bedrock"
  friend std::ostream& operator<<(std::ostream& out, const AuthScheme& scheme);
};

// "bearer", "header", "query", "sigv4", "google", "entra", "none".
[[nodiscard]] std::string_view to_string(AuthScheme::Kind kind);

}  // namespace omnillm

#endif  // OMNILLM_AUTH_SCHEME_H_
