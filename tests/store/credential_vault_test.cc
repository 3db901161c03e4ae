#include "store/credential_vault.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::January / 5 / 2026}};
constexpr std::string_view kCanary = "sk-canary-1234567890-abcdefghij";

Secret master(char digit) { return Secret(std::string(64, digit)); }

class CredentialVaultTest : public testing::Test {
 protected:
  Result<std::unique_ptr<CredentialVault>> open(char digit = '1') {
    return CredentialVault::open(*store_, master(digit));
  }
  Result<void> change(const std::string& sql) {
    return store_->writer().run([&sql](Database& db) { return db.execute(sql); });
  }

  const CredentialName a_{"openai", "prod-1"};
  const CredentialName b_{"openai", "prod-2"};
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({.path = folder_.file()}).value();
};

TEST_F(CredentialVaultTest, GivesBackWhatWasPut) {
  const auto vault = open().value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(vault->put(b_, Secret("two"), kNow));
  EXPECT_EQ(vault->get(a_).value(), Secret("one"));
  EXPECT_EQ(open().value()->get(b_).value(), Secret("two"));
}

TEST_F(CredentialVaultTest, ReplacesWhatHasTheName) {
  const auto vault = open().value();
  for (const char* secret : {"one", "two"}) ASSERT_TRUE(vault->put(a_, Secret(secret), kNow));
  EXPECT_EQ(vault->get(a_).value(), Secret("two"));
  EXPECT_THAT(vault->list().value(), ElementsAre(StoredCredential{a_, kNow}));
}

TEST_F(CredentialVaultTest, ErasesWhatIsThereAndTellsWhatIsNot) {
  const auto vault = open().value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(vault->erase(a_));
  EXPECT_EQ(vault->get(a_).error().kind(), ErrorKind::NotFound);
  EXPECT_EQ(vault->erase(a_).error().kind(), ErrorKind::NotFound);
}

TEST_F(CredentialVaultTest, WritesNothingOfASecretToAnyFile) {
  const auto vault = open().value();
  ASSERT_TRUE(vault->put(a_, Secret(kCanary), kNow));
  ASSERT_TRUE(vault->rotate(master('2')));
  ASSERT_TRUE(vault->put(a_, Secret(kCanary), kNow));
  const std::filesystem::path folder = std::filesystem::path(folder_.file()).parent_path();
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(each.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_THAT(bytes, Not(HasSubstr("canary"))) << each.path();
  }
}

TEST_F(CredentialVaultTest, DoesNotOpenWithAnotherMasterKey) {
  ASSERT_TRUE(open('1').value()->put(a_, Secret("one"), kNow));
  const auto refused = open('2');
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Configuration);
  EXPECT_THAT(refused.error().message(), HasSubstr("another master key"));
}

TEST_F(CredentialVaultTest, SeesThatASecretWasChanged) {
  const auto vault = open().value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(change("UPDATE credentials SET sealed = zeroblob(length(sealed))"));
  EXPECT_EQ(vault->get(a_).error().kind(), ErrorKind::Storage);
  ASSERT_TRUE(change("UPDATE credentials SET nonce = x'00'"));
  EXPECT_EQ(vault->get(a_).error().kind(), ErrorKind::Storage);
}

TEST_F(CredentialVaultTest, SeesThatASecretWasPutInThePlaceOfAnother) {
  const auto vault = open().value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(change("UPDATE credentials SET label = 'prod-2'"));
  EXPECT_EQ(vault->get(b_).error().kind(), ErrorKind::Storage);
}

TEST_F(CredentialVaultTest, RotatesEverythingToAnotherMasterKey) {
  const auto vault = open('1').value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(vault->put(b_, Secret("two"), kNow));
  ASSERT_TRUE(vault->rotate(master('2')));
  EXPECT_EQ(vault->get(a_).value(), Secret("one"));
  EXPECT_EQ(open('2').value()->get(b_).value(), Secret("two"));
  EXPECT_FALSE(open('1'));
}

TEST_F(CredentialVaultTest, StaysUnderTheOldKeyWhenARotationFails) {
  const auto vault = open('1').value();
  ASSERT_TRUE(vault->put(a_, Secret("one"), kNow));
  ASSERT_TRUE(vault->put(b_, Secret("two"), kNow));
  ASSERT_TRUE(change("UPDATE credentials SET sealed = x'00' WHERE label = 'prod-2'"));
  EXPECT_FALSE(vault->rotate(master('2')));
  EXPECT_FALSE(vault->rotate(Secret("too short")));
  EXPECT_EQ(vault->get(a_).value(), Secret("one"));
}

TEST_F(CredentialVaultTest, RefusesWhatHasNoNameOrIsNoCredential) {
  const auto vault = open().value();
  const auto kind = [&](const CredentialName& name, const Secret& secret) {
    return vault->put(name, secret, kNow).error().kind();
  };
  EXPECT_EQ(kind({"", "x"}, Secret("s")), ErrorKind::BadRequest);
  EXPECT_EQ(kind({"x", ""}, Secret("s")), ErrorKind::BadRequest);
  EXPECT_EQ(kind(a_, Secret()), ErrorKind::BadRequest);
  EXPECT_EQ(kind(a_, Secret(std::string(kMaxCredential + 1, 'x'))), ErrorKind::BadRequest);
}

}  // namespace
}  // namespace omnillm::store
