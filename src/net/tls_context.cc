#include "net/tls_context.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "net/tls_stream.h"

namespace omnillm::net {

namespace internal {

void SslDeleter::operator()(SSL* ssl) const { SSL_free(ssl); }
void SslDeleter::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
void SslDeleter::operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
void SslDeleter::operator()(BIO_METHOD* method) const { BIO_meth_free(method); }

}  // namespace internal

namespace {

// RSA of 2048 bits and the like, no SHA-1.
constexpr int kSecurityLevel = 2;
constexpr std::array<unsigned char, 9> kHttp = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

tl::unexpected<Error> not_usable(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(ErrorKind::Configuration, what + ": " + (reason ? reason : "not usable"));
}

Owned<BIO> memory(std::string_view text) {
  if (text.size() > std::numeric_limits<int>::max()) return nullptr;
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Nobody is there to type a password.
int no_password(char*, int, int, void*) { return 0; }

Result<void> use_certificates(SSL_CTX* context, std::string_view pem) {
  const Owned<BIO> bio = memory(pem);
  if (!bio) return not_usable("the certificate");
  const Owned<X509> own(PEM_read_bio_X509_AUX(bio.get(), nullptr, no_password, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1)
    return not_usable("the certificate");
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr))
    if (SSL_CTX_add0_chain_cert(context, next) != 1) {
      X509_free(next);
      return not_usable("the certificates behind the first");
    }
  ERR_clear_error();  // that there is no further one
  return {};
}

Result<void> use_key(SSL_CTX* context, std::string_view pem) {
  const Owned<BIO> bio = memory(pem);
  if (!bio) return not_usable("the key");
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) return not_usable("the key");
  if (SSL_CTX_check_private_key(context) != 1)
    return not_usable("the key does not fit the certificate");
  return {};
}

int choose_http(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                unsigned int in_size, void*) {
  for (unsigned int at = 0; at < in_size; at += in[at] + 1U) {
    if (at + in[at] >= in_size) break;
    if (!std::equal(kHttp.begin(), kHttp.end(), in + at,
                    in + at + std::min<std::size_t>(in_size - at, in[at] + 1U)))
      continue;
    *out = in + at + 1;
    *out_size = in[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

TlsContext::TlsContext(internal::SslPtr<SSL_CTX> context, internal::SslPtr<BIO_METHOD> method)
    : context_(std::move(context)), method_(std::move(method)) {}

TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::create(const SSL_METHOD* method) {
  ERR_clear_error();
  internal::SslPtr<SSL_CTX> context(SSL_CTX_new(method));
  internal::SslPtr<BIO_METHOD> bytes(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "omnillm stream"));
  if (!context || !bytes) return not_usable("TLS");
  BIO_meth_set_read(bytes.get(), &TlsStream::bio_read);
  BIO_meth_set_write(bytes.get(), &TlsStream::bio_write);
  BIO_meth_set_ctrl(bytes.get(), &TlsStream::bio_control);
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_security_level(raw, kSecurityLevel);
  if (SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1) return not_usable("TLS 1.2");
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection keeps no buffers.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(raw, 1);
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(context), std::move(bytes)));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_client(const std::string& ca_file) {
  auto made = create(TLS_client_method());
  if (!made) return tl::unexpected(made.error());
  SSL_CTX* const context = (*made)->context_.get();
  const int trusted = ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context)
                          : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  if (trusted != 1)
    return not_usable(ca_file.empty() ? "the system's certificate authorities"
                                      : "the certificate authorities in " + ca_file);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_set_alpn_protos(context, kHttp.data(), kHttp.size()) != 0) return not_usable("ALPN");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, &TlsStream::keep_session);
  return *std::move(made);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_server(std::string_view certificates,
                                                                 const Secret& key) {
  auto made = create(TLS_server_method());
  if (!made) return tl::unexpected(made.error());
  SSL_CTX* const context = (*made)->context_.get();
  if (auto used = use_certificates(context, certificates); !used)
    return tl::unexpected(used.error());
  if (auto used = use_key(context, key.reveal()); !used) return tl::unexpected(used.error());
  SSL_CTX_set_alpn_select_cb(context, choose_http, nullptr);
  return *std::move(made);
}

}  // namespace omnillm::net
