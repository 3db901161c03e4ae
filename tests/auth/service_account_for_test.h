// A service account with a key made on the spot, and what Google would know of it.

#ifndef OMNILLM_TESTS_AUTH_SERVICE_ACCOUNT_FOR_TEST_H_
#define OMNILLM_TESTS_AUTH_SERVICE_ACCOUNT_FOR_TEST_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "omnillm/secret.h"

namespace omnillm::auth {

// A new key each: nothing in the repository looks like a private key.
class TestKey {
 public:
  static TestKey rsa(int bits = 2048);
  static TestKey elliptic();

  [[nodiscard]] const std::string& pem() const { return pem_; }
  // Whether `signature` is one of this key's, by RS256.
  [[nodiscard]] bool verifies(std::string_view text, std::string_view signature) const;

 private:
  explicit TestKey(EVP_PKEY* key);
  std::shared_ptr<EVP_PKEY> key_;
  std::string pem_;
};

// One that all tests share, as making one takes its time.
const TestKey& test_key();

// The file Google hands out, with `member` replaced by `json` (left out when that is empty).
Secret service_account_json(const TestKey& key, std::string_view member = {},
                            std::string_view json = {});

std::string decode_base64url(std::string_view text);

}  // namespace omnillm::auth

#endif  // OMNILLM_TESTS_AUTH_SERVICE_ACCOUNT_FOR_TEST_H_
