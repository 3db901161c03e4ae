#include "auth/digest.h"

#include <gtest/gtest.h>

#include <vector>

namespace omnillm::auth {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Sha256Test, HashesAsTheStandardSays) {
  const Sha256 sha;
  EXPECT_EQ(hex(sha.digest("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha.digest("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// The cases of RFC 4231.
TEST(Sha256Test, KeysItsHashAsTheStandardSays) {
  const Sha256 sha;
  EXPECT_EQ(hex(sha.hmac(bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::vector<std::uint8_t> longer_than_a_block(131, 0xaa);
  EXPECT_EQ(
      hex(sha.hmac(longer_than_a_block, "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace omnillm::auth
