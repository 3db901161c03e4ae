#include "auth/signing_key.h"

#include <openssl/crypto.h>

#include "auth/wiped.h"

namespace omnillm::auth {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string CredentialScope::text() const {
  std::string out;
  out.reserve(date.size() + region.size() + service.size() + 15);
  out.append(date).append("/").append(region).append("/").append(service).append("/aws4_request");
  return out;
}

Digest derive_signing_key(const Sha256& sha, const Secret& secret_access_key,
                          const CredentialScope& scope) {
  Wiped start;
  start.text.reserve(4 + secret_access_key.reveal().size());
  start.text.append("AWS4").append(secret_access_key.reveal());
  Digest key = sha.hmac(bytes_of(start.text), scope.date);
  for (const std::string_view step :
       {scope.region, scope.service, std::string_view("aws4_request")})
    key = sha.hmac(key, step);
  return key;
}

SigningKeys::~SigningKeys() {
  for (Entry& entry : entries_) OPENSSL_cleanse(entry.key.data(), entry.key.size());
}

Digest SigningKeys::get(const Sha256& sha, const CredentialScope& scope) {
  const std::string name = scope.text();
  {
    const MutexLock lock(&mu_);
    for (const Entry& entry : entries_)
      if (entry.scope == name) return entry.key;
  }
  const Digest key = derive_signing_key(sha, secret_, scope);
  const MutexLock lock(&mu_);
  entries_[next_] = {name, key};
  next_ = (next_ + 1) % entries_.size();
  return key;
}

}  // namespace omnillm::auth
