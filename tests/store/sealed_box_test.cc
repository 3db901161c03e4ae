#include "store/sealed_box.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace omnillm::store {
namespace {

using testing::HasSubstr;
using testing::Not;

MasterKey key(char digit) { return MasterKey::from(Secret(std::string(64, digit))).value(); }

std::string_view view(const Sealed& sealed) {
  return {reinterpret_cast<const char*>(sealed.bytes.data()), sealed.bytes.size()};
}

TEST(SealedBox, GivesBackWhatWasSealed) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 5'000u}) {
    const Secret plain(std::string(size, 'k'));
    const Sealed sealed = seal(key('1'), "name", plain).value();
    EXPECT_EQ(sealed.bytes.size(), size + 16);
    EXPECT_EQ(unseal(key('1'), "name", sealed).value(), plain);
  }
}

TEST(SealedBox, ShowsNothingOfTheSecret) {
  const Sealed sealed = seal(key('1'), "name", Secret("sk-a-long-credential")).value();
  EXPECT_THAT(std::string(view(sealed)), Not(HasSubstr("sk-a")));
}

TEST(SealedBox, DrawsAFreshNonceEachTime) {
  std::set<std::array<std::uint8_t, 12>> nonces;
  for (int i = 0; i < 1'000; ++i) nonces.insert(seal(key('1'), "n", Secret("s")).value().nonce);
  EXPECT_EQ(nonces.size(), 1'000u);
}

TEST(SealedBox, DoesNotOpenWithAnotherKeyOrUnderAnotherName) {
  const Sealed sealed = seal(key('1'), "name", Secret("s")).value();
  EXPECT_EQ(unseal(key('2'), "name", sealed).error().kind(), ErrorKind::Storage);
  EXPECT_EQ(unseal(key('1'), "eman", sealed).error().kind(), ErrorKind::Storage);
}

TEST(SealedBox, SeesEverySingleBitThatWasChanged) {
  const Sealed sealed = seal(key('1'), "name", Secret("secret")).value();
  for (std::size_t bit = 0; bit < 8 * sealed.bytes.size(); ++bit) {
    Sealed changed = sealed;
    changed.bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
    EXPECT_FALSE(unseal(key('1'), "name", changed)) << bit;
  }
  Sealed changed = sealed;
  changed.nonce[3] ^= 1;
  EXPECT_FALSE(unseal(key('1'), "name", changed));
}

TEST(SealedBox, SeesThatItWasCutShort) {
  Sealed sealed = seal(key('1'), "name", Secret("secret")).value();
  while (!sealed.bytes.empty()) {
    sealed.bytes.pop_back();
    EXPECT_FALSE(unseal(key('1'), "name", sealed));
  }
}

TEST(MasterKey, IsReadFromDigitsOrFromBytes) {
  const auto bytes = MasterKey::from(Secret(std::string(32, '\xab')));
  std::string digits;
  for (int i = 0; i < 16; ++i) digits += "abAB";
  EXPECT_EQ(MasterKey::from(Secret(digits)).value().id(), bytes.value().id());
  EXPECT_EQ(MasterKey::from(Secret(digits + "\r\n")).value().id(), bytes.value().id());
  EXPECT_NE(key('1').id(), key('2').id());
}

TEST(MasterKey, RefusesEverythingElseWithoutQuotingIt) {
  for (const std::string& text :
       {std::string(), std::string("hunter2"), std::string(63, 'a'), std::string(64, 'g')}) {
    const auto refused = MasterKey::from(Secret(text));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::Configuration);
    EXPECT_THAT(refused.error().message(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace omnillm::store
