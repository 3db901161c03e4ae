#include "store/sealed_box.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace omnillm::store {

namespace {

constexpr std::size_t kKey = 32;
constexpr std::size_t kTag = 16;
constexpr std::size_t kLargest = std::numeric_limits<int>::max() - kTag;  // OpenSSL counts in int

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Memory that a secret passes through.
class Wiped {
 public:
  explicit Wiped(std::size_t size) : bytes(size) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::vector<std::uint8_t> bytes;
};

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

bool read_hex(std::string_view text, std::vector<std::uint8_t>& out) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = hex_digit(text[2 * i]);
    const auto low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return false;
    out[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return true;
}

// Of a purpose of its own, so that it says nothing that another hash of the key might.
std::optional<MasterKey::Id> id_of(std::string_view key) {
  constexpr std::string_view kPurpose = "omnillm vault key id";
  Wiped text(kPurpose.size() + key.size());
  std::copy(key.begin(), key.end(),
            std::copy(kPurpose.begin(), kPurpose.end(), text.bytes.begin()));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(text.bytes.data(), text.bytes.size(), digest.data(), nullptr, EVP_sha256(),
                 nullptr) != 1)
    return std::nullopt;
  MasterKey::Id id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

tl::unexpected<Error> failed() {
  return fail(ErrorKind::Storage, "a secret could not be encrypted: OpenSSL refuses");
}

tl::unexpected<Error> not_whole() {
  return fail(ErrorKind::Storage,
              "a stored credential was changed or damaged, or belongs to another master key");
}

}  // namespace

Result<MasterKey> MasterKey::from(const Secret& text) {
  Wiped bytes(kKey);
  const std::string_view given = text.reveal();
  if (given.size() == kKey)
    std::copy(given.begin(), given.end(), bytes.bytes.begin());
  else if (!read_hex(given, bytes.bytes))
    return fail(ErrorKind::Configuration,
                "the master key has to be 64 hexadecimal digits, or 32 bytes: make one with "
                "`openssl rand -hex 32`");
  const auto id = id_of(bytes.view());
  if (!id) return failed();
  return MasterKey(Secret(bytes.view()), *id);
}

Result<Sealed> seal(const MasterKey& key, std::string_view associated, const Secret& plain) {
  const std::string_view text = plain.reveal();
  if (text.size() > kLargest || associated.size() > kLargest) return failed();
  Sealed out;
  out.bytes.resize(text.size() + kTag);
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool ok =
      context && RAND_bytes(out.nonce.data(), static_cast<int>(out.nonce.size())) == 1 &&
      EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), raw(key.reveal()), out.nonce.data(),
                          nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, raw(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), out.bytes.data(), &length, raw(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out.bytes.data() + text.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTag),
                          out.bytes.data() + text.size()) == 1;
  if (!ok) return failed();
  return out;
}

Result<Secret> unseal(const MasterKey& key, std::string_view associated, const Sealed& sealed) {
  if (sealed.bytes.size() < kTag || sealed.bytes.size() > kLargest || associated.size() > kLargest)
    return not_whole();
  const std::size_t size = sealed.bytes.size() - kTag;
  std::array<std::uint8_t, kTag> tag{};
  std::copy_n(sealed.bytes.begin() + static_cast<std::ptrdiff_t>(size), kTag, tag.begin());
  Wiped plain(size);
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool ok = context &&
                  EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), raw(key.reveal()),
                                      sealed.nonce.data(), nullptr) == 1 &&
                  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTag),
                                      tag.data()) == 1 &&
                  EVP_DecryptUpdate(context.get(), nullptr, &length, raw(associated),
                                    static_cast<int>(associated.size())) == 1 &&
                  EVP_DecryptUpdate(context.get(), plain.bytes.data(), &length, sealed.bytes.data(),
                                    static_cast<int>(size)) == 1 &&
                  EVP_DecryptFinal_ex(context.get(), plain.bytes.data() + size, &length) == 1;
  if (!ok) return not_whole();
  return Secret(plain.view());
}

}  // namespace omnillm::store
