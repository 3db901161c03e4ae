// Floor: 1 types

#ifndef OMNILLM_PROVIDER_ERROR_H_
#define OMNILLM_PROVIDER_ERROR_H_

#include <iosfwd>
#include <optional>
#include <string>

#include "omnillm/error.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"

namespace omnillm {

// What a provider said when it refused or failed: the canonical form of every protocol's error
// body.
//
// Thread safety: a value.
struct ProviderError {
  ErrorKind kind = ErrorKind::Server;
  std::optional<WireFormat> protocol{};
  int status = 0;         // HTTP; 0 when it came inside a stream
  std::string code{};     // the provider's own word: "insufficient_quota", "RESOURCE_EXHAUSTED"
  std::string type{};     // where the protocol has a second word: OpenAI's "invalid_request_error"
  std::string message{};  // never empty once parsed; of an HTML page, its title
  std::string param{};    // the member of the request that is at fault
  std::string request_id{};  // the provider's name for the request, to quote in a complaint
  JsonText raw_body{};       // as it came, where it was JSON

  // The same for the caller: redacted, with kind, status and code.
  [[nodiscard]] Error to_error() const;

  friend bool operator==(const ProviderError&, const ProviderError&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ProviderError& error);
};

// What a status means when the body says nothing: docs/errors.md.
[[nodiscard]] ErrorKind kind_of_status(int status);

}  // namespace omnillm

#endif  // OMNILLM_PROVIDER_ERROR_H_
