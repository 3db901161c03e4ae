#include "net/self_signed.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>

namespace omnillm::net {
namespace {

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(BIO* x) const { BIO_free(x); }
  void operator()(X509_EXTENSION* x) const { X509_EXTENSION_free(x); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr long kDay = 24 * 60 * 60;

bool add_extension(X509* certificate, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> made(X509V3_EXT_conf_nid(nullptr, &context, what, value));
  return made && X509_add_ext(certificate, made.get(), -1) == 1;
}

bool name(X509* certificate) {
  constexpr unsigned char kName[] = "omnillm simulation";
  X509_NAME* subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, kName, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
  return X509_set_version(certificate, 2) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay) &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * kDay) &&
         X509_set_pubkey(certificate, key) == 1 && name(certificate) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

// What `write` puts into a memory of OpenSSL's.
template <class Write>
std::string text_of(Write write) {
  const Owned<BIO> memory(BIO_new(BIO_s_mem()));
  if (!memory || write(memory.get()) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<CertificateWithKey> make_self_signed() {
  // What EVP_EC_gen stands for, without its cast, which clang warns of.
  char curve[] = "P-256";
  const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
  const Owned<X509> certificate(X509_new());
  if (!key || !certificate || !fill(certificate.get(), key.get()))
    return fail(ErrorKind::Configuration, "OpenSSL cannot make a certificate");
  std::string pem = text_of([&](BIO* into) { return PEM_write_bio_X509(into, certificate.get()); });
  Secret secret(text_of([&](BIO* into) {
    return PEM_write_bio_PrivateKey(into, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }));
  if (pem.empty()) return fail(ErrorKind::Configuration, "OpenSSL cannot write a certificate");
  return CertificateWithKey{std::move(pem), std::move(secret)};
}

}  // namespace omnillm::net
