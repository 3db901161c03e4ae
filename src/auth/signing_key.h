// The key that signatures of one day, region and service are made with.

#ifndef OMNILLM_AUTH_SIGNING_KEY_H_
#define OMNILLM_AUTH_SIGNING_KEY_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "auth/digest.h"
#include "base/mutex.h"
#include "omnillm/secret.h"

namespace omnillm::auth {

// What a signature is good for: nothing else, and no other day.
struct CredentialScope {
  std::string_view date{};  // "20260131"
  std::string_view region{};
  std::string_view service{};

  // "20260131/us-east-1/bedrock/aws4_request"
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] Digest derive_signing_key(const Sha256& sha, const Secret& secret_access_key,
                                        const CredentialScope& scope);

// Keeps the derived keys of one secret: they take four times the work of the signature itself.
//
// Thread safety: any threads may use one object at once.
class SigningKeys {
 public:
  explicit SigningKeys(Secret secret_access_key) : secret_(std::move(secret_access_key)) {}
  SigningKeys(const SigningKeys&) = delete;
  ~SigningKeys();

  [[nodiscard]] Digest get(const Sha256& sha, const CredentialScope& scope);

 private:
  struct Entry {
    std::string scope{};  // empty: a free place
    Digest key{};
  };

  const Secret secret_;
  Mutex mu_;
  // Two days and some services; the oldest makes room.
  std::array<Entry, 8> entries_ ABSL_GUARDED_BY(mu_);
  std::size_t next_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_SIGNING_KEY_H_
