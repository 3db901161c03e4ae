#ifndef OMNILLM_NET_SELF_SIGNED_H_
#define OMNILLM_NET_SELF_SIGNED_H_

#include <string>

#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::net {

// A certificate and its key, both PEM.
struct CertificateWithKey {
  std::string certificate{};
  Secret key{};
};

// A new one for localhost, 127.0.0.1 and ::1, good for a month and for whoever is told to trust it
// and nobody else: for servers that simulate. Errors: Configuration.
[[nodiscard]] Result<CertificateWithKey> make_self_signed();

}  // namespace omnillm::net

#endif  // OMNILLM_NET_SELF_SIGNED_H_
