// Secrets on a disk: AES-256-GCM under a master key.
//
//   Result<MasterKey> key = MasterKey::from(secret);
//   Result<Sealed> sealed = seal(*key, "openai/prod-1", api_key);
//   Result<Secret> again = unseal(*key, "openai/prod-1", *sealed);
//
// What is sealed can neither be read nor changed without the key, nor passed off under another
// name than the one it was sealed with: that is the associated data. Every seal draws a fresh nonce
// of 96 bits, so one key should seal fewer than 2^32 things.

#ifndef OMNILLM_STORE_SEALED_BOX_H_
#define OMNILLM_STORE_SEALED_BOX_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "omnillm/result.h"
#include "omnillm/secret.h"

namespace omnillm::store {

// 256 bits, which have to be random: `openssl rand -hex 32`, or 32 bytes of /dev/urandom.
//
// Thread safety: a value. Its bytes are wiped when it dies.
class MasterKey {
 public:
  // Tells keys apart, and nothing else about them: the first bytes of a hash.
  using Id = std::array<std::uint8_t, 8>;

  // From 64 hexadecimal digits, with or without the end of the line, or from 32 bytes as they are.
  // Errors: Configuration, without a word of it.
  [[nodiscard]] static Result<MasterKey> from(const Secret& text);

  [[nodiscard]] const Id& id() const { return id_; }
  [[nodiscard]] std::string_view reveal() const { return bytes_.reveal(); }

 private:
  MasterKey(Secret bytes, const Id& id) : bytes_(std::move(bytes)), id_(id) {}

  Secret bytes_;
  Id id_;
};

struct Sealed {
  std::array<std::uint8_t, 12> nonce{};
  std::vector<std::uint8_t> bytes{};  // as long as the secret, and 16 that show whether it is whole
};

// Errors: Storage: OpenSSL could not, for want of memory or chance.
[[nodiscard]] Result<Sealed> seal(const MasterKey& key, std::string_view associated,
                                  const Secret& plain);

// Errors: Storage: it was changed, belongs to another name or was sealed with another key. Which,
// cannot be told apart.
[[nodiscard]] Result<Secret> unseal(const MasterKey& key, std::string_view associated,
                                    const Sealed& sealed);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_SEALED_BOX_H_
