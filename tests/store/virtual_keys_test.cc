#include "store/virtual_keys.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::January / 5 / 2026}};

class VirtualKeysTest : public testing::Test {
 protected:
  static StoredVirtualKey key(const std::string& label) {
    return {
        .label = label, .digest = key_digest(Secret("key of " + label)).value(), .created = kNow};
  }
  StoredVirtualKey only() { return keys_.keys().value().at(0); }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = Store::open({.path = folder_.file()}).value();
  VirtualKeys keys_{*store_};
};

TEST_F(VirtualKeysTest, GivesBackAKeyWithAllThatItMay) {
  ASSERT_TRUE(keys_.put(StoredProject{.name = "search", .created = kNow}));
  StoredVirtualKey full = key("ann");
  full.project = "search";
  full.models = {"gpt-*", "claude-x"};
  full.routes = {"fast"};
  full.tags = {{"team", "a"}};
  full.budget = Budget{.limit = Money::from_nanos(5), .period = Period::Day};
  full.limits = {60, std::nullopt, 4};
  full.expires = kNow + 24h;
  ASSERT_TRUE(keys_.add(full));

  const StoredVirtualKey found = only();
  EXPECT_EQ(found.digest, full.digest);
  EXPECT_EQ(found.project, "search");
  EXPECT_EQ(found.models, full.models);
  EXPECT_EQ(found.routes, full.routes);
  EXPECT_EQ(found.tags, full.tags);
  EXPECT_EQ(found.budget->limit, Money::from_nanos(5));
  EXPECT_EQ(found.limits, full.limits);
  EXPECT_EQ(found.created, kNow);
  EXPECT_EQ(found.expires, full.expires);
  EXPECT_EQ(found.revoked, std::nullopt);
}

TEST_F(VirtualKeysTest, KeepsNothingOfTheKeyItself) {
  ASSERT_TRUE(keys_.add(key("ann")));
  const std::filesystem::path folder = std::filesystem::path(folder_.file()).parent_path();
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(each.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_THAT(bytes, Not(HasSubstr("key of ann"))) << each.path();
  }
}

TEST_F(VirtualKeysTest, RefusesALabelOrAKeyThatIsThereAlready) {
  ASSERT_TRUE(keys_.add(key("ann")));
  EXPECT_EQ(keys_.add(key("ann")).error().kind(), ErrorKind::BadRequest);
  StoredVirtualKey same = key("ann");
  same.label = "bob";
  EXPECT_EQ(keys_.add(same).error().kind(), ErrorKind::BadRequest);
}

TEST_F(VirtualKeysTest, RefusesWhatHasNoNameOrBelongsToNobody) {
  EXPECT_EQ(keys_.add(key("")).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(keys_.put(StoredProject{}).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(keys_.put(StoredOrganisation{}).error().kind(), ErrorKind::BadRequest);
  StoredVirtualKey lost = key("ann");
  lost.project = "nowhere";
  EXPECT_EQ(keys_.add(lost).error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(keys_.put(StoredProject{.name = "p", .organisation = "nowhere"}).error().kind(),
            ErrorKind::BadRequest);
}

TEST_F(VirtualKeysTest, RevokesAKeyOnceAndKeepsIt) {
  ASSERT_TRUE(keys_.add(key("ann")));
  ASSERT_TRUE(keys_.revoke("ann", kNow + 1h));
  ASSERT_TRUE(keys_.revoke("ann", kNow + 2h));
  EXPECT_EQ(only().revoked, kNow + 1h);
  EXPECT_EQ(keys_.revoke("bob", kNow).error().kind(), ErrorKind::NotFound);
  EXPECT_EQ(keys_.add(key("ann")).error().kind(), ErrorKind::BadRequest);
}

TEST_F(VirtualKeysTest, ChangesWhatAKeyMayAndNotWhatItIs) {
  ASSERT_TRUE(keys_.add(key("ann")));
  ASSERT_TRUE(keys_.revoke("ann", kNow + 1h));
  StoredVirtualKey changed = key("bob");
  changed.label = "ann";
  changed.models = {"only-this"};
  changed.created = kNow + 5h;
  ASSERT_TRUE(keys_.change(changed));
  EXPECT_THAT(only().models, ElementsAre("only-this"));
  EXPECT_EQ(only().digest, key("ann").digest);
  EXPECT_EQ(only().created, kNow);
  EXPECT_EQ(only().revoked, kNow + 1h);
  EXPECT_EQ(keys_.change(key("bob")).error().kind(), ErrorKind::NotFound);
}

TEST_F(VirtualKeysTest, ChangesProjectsAndOrganisationsByTheirNames) {
  ASSERT_TRUE(keys_.put(StoredOrganisation{.name = "acme", .created = kNow}));
  ASSERT_TRUE(keys_.put(StoredOrganisation{
      .name = "acme", .budget = Budget{.limit = Money::from_nanos(7)}, .created = kNow + 1h}));
  ASSERT_TRUE(keys_.put(StoredProject{.name = "search", .created = kNow}));
  ASSERT_TRUE(
      keys_.put(StoredProject{.name = "search", .organisation = "acme", .limits = {1, 2, 3}}));

  const auto organisations = keys_.organisations().value();
  ASSERT_EQ(organisations.size(), 1u);
  EXPECT_EQ(organisations[0].budget->limit, Money::from_nanos(7));
  EXPECT_EQ(organisations[0].created, kNow);
  const auto projects = keys_.projects().value();
  ASSERT_EQ(projects.size(), 1u);
  EXPECT_EQ(projects[0].organisation, "acme");
  EXPECT_EQ(projects[0].limits, (StoredLimits{1, 2, 3}));
  EXPECT_EQ(projects[0].created, kNow);
}

TEST_F(VirtualKeysTest, RemovesWhatNobodyUses) {
  ASSERT_TRUE(keys_.put(StoredOrganisation{.name = "acme", .created = kNow}));
  ASSERT_TRUE(keys_.put(StoredProject{.name = "search", .organisation = "acme"}));
  StoredVirtualKey used = key("ann");
  used.project = "search";
  ASSERT_TRUE(keys_.add(used));

  EXPECT_EQ(keys_.remove_organisation("acme").error().kind(), ErrorKind::BadRequest);
  EXPECT_EQ(keys_.remove_project("search").error().kind(), ErrorKind::BadRequest);
  ASSERT_TRUE(keys_.remove_key("ann"));
  ASSERT_TRUE(keys_.remove_project("search"));
  ASSERT_TRUE(keys_.remove_organisation("acme"));
  EXPECT_THAT(keys_.keys().value(), IsEmpty());
  EXPECT_EQ(keys_.remove_key("ann").error().kind(), ErrorKind::NotFound);
}

TEST_F(VirtualKeysTest, ListsByName) {
  for (const char* label : {"b", "a", "c"}) ASSERT_TRUE(keys_.add(key(label)));
  std::vector<std::string> labels;
  const auto all = keys_.keys().value();
  for (const StoredVirtualKey& each : all) labels.push_back(each.label);
  EXPECT_THAT(labels, ElementsAre("a", "b", "c"));
}

TEST_F(VirtualKeysTest, TellsOfARowThatIsDamaged) {
  ASSERT_TRUE(keys_.add(key("ann")));
  ASSERT_TRUE(store_->writer().run(
      [](Database& db) { return db.execute("UPDATE virtual_keys SET models = 'x'"); }));
  EXPECT_EQ(keys_.keys().error().kind(), ErrorKind::Storage);
}

TEST(KeyDigest, IsSha256) {
  const KeyDigest digest = key_digest(Secret("abc")).value();
  EXPECT_EQ(digest[0], 0xba);
  EXPECT_EQ(digest[1], 0x78);
  EXPECT_EQ(digest[31], 0xad);
}

}  // namespace
}  // namespace omnillm::store
