// What all TLS connections of one kind have in common: whom we trust, or who we are.

#ifndef OMNILLM_NET_TLS_CONTEXT_H_
#define OMNILLM_NET_TLS_CONTEXT_H_

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::net {

namespace internal {

struct SslDeleter {
  void operator()(SSL* ssl) const;
  void operator()(SSL_CTX* context) const;
  void operator()(SSL_SESSION* session) const;
  void operator()(BIO_METHOD* method) const;
};
template <class T>
using SslPtr = std::unique_ptr<T, SslDeleter>;

}  // namespace internal

// TLS 1.2 or newer, HTTP/1.1 by ALPN. The certificate of a server is always verified, and so is its
// name: there is no switch that turns this off.
//
// Thread safety: shared by connections on any threads. Lifetime: they keep it.
class TlsContext {
 public:
  // For clients. Trusted is whoever is in `ca_file` (PEM), or in the system's store when that is
  // empty. Errors: Configuration.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> for_client(
      const std::string& ca_file);
  // For servers: the certificate with the chain behind it, and its key, both PEM.
  // Errors: Configuration.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> for_server(
      std::string_view certificates, const Secret& key);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

 private:
  friend class TlsStream;

  TlsContext(internal::SslPtr<SSL_CTX> context, internal::SslPtr<BIO_METHOD> method);
  [[nodiscard]] static Result<std::shared_ptr<TlsContext>> create(const SSL_METHOD* method);

  internal::SslPtr<SSL_CTX> context_;
  internal::SslPtr<BIO_METHOD> method_;  // how TlsStream moves its bytes
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_TLS_CONTEXT_H_
