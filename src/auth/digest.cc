#include "auth/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <new>

namespace omnillm::auth {

namespace {

constexpr std::size_t kBlock = 64;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Sha256::Free::operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }

Sha256::Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
  // An OpenSSL without SHA-256 has no TLS either; what is left is lack of memory.
  if (!algorithm_) throw std::bad_alloc();
}

Digest Sha256::of(const Parts& parts) const {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Digest out{};
  bool ok = context && EVP_DigestInit_ex2(context.get(), algorithm_.get(), nullptr) == 1;
  for (const std::string_view part : parts)
    ok = ok && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  if (!ok || EVP_DigestFinal_ex(context.get(), out.data(), nullptr) != 1) throw std::bad_alloc();
  return out;
}

Digest Sha256::digest(std::string_view bytes) const { return of({bytes, {}}); }

Digest Sha256::hmac(std::span<const std::uint8_t> key, std::string_view bytes) const {
  std::array<std::uint8_t, kBlock> inner{};
  if (key.size() > kBlock) {
    const Digest shorter = digest(as_text(key));
    std::copy(shorter.begin(), shorter.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  std::array<std::uint8_t, kBlock> outer = inner;
  for (std::uint8_t& byte : inner) byte = static_cast<std::uint8_t>(byte ^ 0x36);
  for (std::uint8_t& byte : outer) byte = static_cast<std::uint8_t>(byte ^ 0x5c);
  const Digest first = of({as_text(inner), bytes});
  const Digest out = of({as_text(outer), as_text(first)});
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  return out;
}

std::string hex(const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace omnillm::auth
