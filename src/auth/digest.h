// SHA-256 and its HMAC.

#ifndef OMNILLM_AUTH_DIGEST_H_
#define OMNILLM_AUTH_DIGEST_H_

#include <openssl/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace omnillm::auth {

using Digest = std::array<std::uint8_t, 32>;

// Looks the algorithm up once: that costs more than hashing a request's canonical form.
//
// Thread safety: any threads may use one object at once.
class Sha256 {
 public:
  Sha256();

  [[nodiscard]] Digest digest(std::string_view bytes) const;
  [[nodiscard]] Digest hmac(std::span<const std::uint8_t> key, std::string_view bytes) const;

 private:
  using Parts = std::array<std::string_view, 2>;
  [[nodiscard]] Digest of(const Parts& parts) const;

  struct Free {
    void operator()(EVP_MD* algorithm) const;
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
};

// Lower case.
[[nodiscard]] std::string hex(const Digest& digest);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_DIGEST_H_
