#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace omnillm::tests {

namespace {

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(BIO* x) const { BIO_free(x); }
};
using X509Ptr = std::unique_ptr<X509, Free>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Free>;
using BioPtr = std::unique_ptr<BIO, Free>;

KeyPtr make_key(bool weak) {
  KeyPtr key(weak ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256"));
  if (!key) throw std::runtime_error("no key");
  return key;
}

std::string text_of(const BioPtr& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio);
}

std::string pem_of(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio);
}

void add_extension(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  if (!extension) throw std::runtime_error("no extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Everything but extensions and signature.
X509Ptr make_certificate(EVP_PKEY* key, const std::string& name, const CertificateWish& wish) {
  constexpr long kDay = 24 * 60 * 60;
  X509Ptr certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()),
                          reinterpret_cast<std::uintptr_t>(certificate.get()));
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.valid_from_days * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.valid_to_days * kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

std::string alternative_names(const CertificateWish& wish) {
  std::string out;
  for (const std::string& name : wish.names) out += (out.empty() ? "DNS:" : ",DNS:") + name;
  for (const std::string& ip : wish.addresses) out += (out.empty() ? "IP:" : ",IP:") + ip;
  return out;
}

void sign(X509* certificate, EVP_PKEY* key) {
  if (X509_sign(certificate, key, EVP_sha256()) == 0) throw std::runtime_error("not signed");
}

}  // namespace

struct Authority::Parts {
  KeyPtr key;
  X509Ptr certificate;
  std::string pem;
};

Authority::Authority() : parts_(std::make_unique<Parts>()) {
  parts_->key = make_key(false);
  parts_->certificate = make_certificate(
      parts_->key.get(), "Authority " + std::to_string(reinterpret_cast<std::uintptr_t>(this)), {});
  X509* const own = parts_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(own, own, NID_key_usage, "critical,keyCertSign");
  sign(own, parts_->key.get());
  parts_->pem = pem_of(own);
}

Authority::~Authority() = default;

const std::string& Authority::pem() const { return parts_->pem; }

Certificate Authority::issue(const CertificateWish& wish) const {
  const KeyPtr key = make_key(wish.weak_key);
  const X509Ptr certificate = make_certificate(key.get(), "server", wish);
  X509* const issuer = parts_->certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  add_extension(certificate.get(), issuer, NID_subject_alt_name, alternative_names(wish));
  add_extension(certificate.get(), issuer, NID_ext_key_usage, wish.purpose);
  sign(certificate.get(), parts_->key.get());
  return {pem_of(certificate.get()), pem_of(key.get())};
}

Certificate Authority::self_signed() {
  const KeyPtr key = make_key(false);
  const X509Ptr certificate = make_certificate(key.get(), "localhost", {});
  X509* const own = certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  add_extension(own, own, NID_subject_alt_name, alternative_names({}));
  sign(own, key.get());
  return {pem_of(own), pem_of(key.get())};
}

TemporaryFile::TemporaryFile(const std::string& text)
    : path_((std::getenv("TMPDIR") ? std::getenv("TMPDIR") : std::string("/tmp")) +
            "/omnillm_test_XXXXXX") {
  const int fd = ::mkstemp(path_.data());
  if (fd < 0) throw std::runtime_error("no temporary file");
  ::close(fd);
  std::ofstream(path_, std::ios::binary) << text;
}

TemporaryFile::~TemporaryFile() { ::unlink(path_.c_str()); }

}  // namespace omnillm::tests
