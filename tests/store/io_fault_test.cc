// Every write, sync and growth of a file fails, one after the other: what was acknowledged is there
// afterwards, what was refused is whole or not there, and nothing is counted twice.

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <string>

#include "failing_disk.h"
#include "store/credential_vault.h"
#include "store/ledger_journal.h"
#include "temporary_folder.h"

namespace omnillm::store {
namespace {

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::January / 5 / 2026}};

constexpr Money nanos(std::int64_t amount) { return Money::from_nanos(amount); }

class IoFaultTest : public testing::TestWithParam<FailingDisk::How> {
 protected:
  // Runs `scenario` with the first operation failing, then the second, until none fails; each time
  // in a folder of its own, and `check` looks at what is left when the disk is well again.
  template <class Scenario, class Check>
  void for_every_operation(Scenario scenario, Check check) {
    bool failed = true;
    int at = 0;
    for (; failed && !HasFailure() && at < 2'000; ++at) {
      SCOPED_TRACE(at);
      const TemporaryFolder folder(where_files_are_quick());
      disk_.fail_at(at, GetParam());
      scenario(folder.file());
      failed = disk_.has_failed();
      disk_.repair();
      check(folder.file());
    }
    EXPECT_FALSE(failed);
    EXPECT_GT(at, 50);
  }

  FailingDisk disk_;
};

INSTANTIATE_TEST_SUITE_P(Disk, IoFaultTest,
                         testing::Values(FailingDisk::Once, FailingDisk::Forever),
                         [](const auto& each) {
                           return each.param == FailingDisk::Once ? "FailsOnce" : "FailsForever";
                         });

TEST_P(IoFaultTest, LosesNoReservationAndNoSettlementThatWasAcknowledged) {
  std::int64_t settled = 0;  // acknowledged
  std::int64_t promised = 0;
  std::int64_t doubtful = 0;  // settlements that failed, after a reservation that did not
  const auto scenario = [&](const std::string& path) {
    settled = promised = doubtful = 0;
    const auto store = Store::open({.path = path});
    if (!store) return;
    const auto journal = LedgerJournal::open(**store, JournalMode::Strict);
    if (!journal) return;
    const auto budget = (*journal)->budget("total", Period::Total, "UTC");
    if (!budget) return;
    for (int i = 0; i < 6; ++i) {
      const std::string id = std::to_string(i);
      if (!(*journal)->reserved(id, {&*budget, 1}, nanos(100), kNow)) continue;
      if (i % 3 == 0)
        promised += 100;
      else if ((*journal)->settled(id, nanos(30)))
        settled += 30;
      else
        doubtful += 100;
    }
  };
  const auto check = [&](const std::string& path) {
    const auto store = Store::open({.path = path}).value();
    const auto journal = LedgerJournal::open(*store, JournalMode::Strict).value();
    const Recovery recovery = journal->recover().value();
    const std::int64_t total = recovery.totals.empty() ? 0 : recovery.totals[0].settled.nanos();
    EXPECT_GE(total, settled + promised + doubtful * 30 / 100);
    EXPECT_LE(total, 6 * 100);
    EXPECT_EQ(journal->recover().value().totals, recovery.totals);
    EXPECT_EQ((*store->reader())->number("SELECT coalesce(sum(charged), 0) FROM reservations"),
              total);
  };
  for_every_operation(scenario, check);
}

TEST_P(IoFaultTest, LeavesTheVaultUnderOneKeyAndTheLastAcknowledgedSecret) {
  const Secret old_key(std::string(64, '1'));
  const Secret new_key(std::string(64, '2'));
  bool put = false;
  const auto scenario = [&](const std::string& path) {
    put = false;
    const auto store = Store::open({.path = path});
    if (!store) return;
    const auto vault = CredentialVault::open(**store, old_key);
    if (!vault) return;
    put = (*vault)->put({"p", "1"}, Secret("one"), kNow) &&
          (*vault)->put({"p", "2"}, Secret("two"), kNow);
    (void)(*vault)->rotate(new_key);
  };
  const auto check = [&](const std::string& path) {
    const auto store = Store::open({.path = path}).value();
    auto vault = CredentialVault::open(*store, old_key);
    if (!vault) vault = CredentialVault::open(*store, new_key);
    ASSERT_TRUE(vault);
    if (!put) return;
    EXPECT_EQ((*vault)->get({"p", "1"}).value(), Secret("one"));
    EXPECT_EQ((*vault)->get({"p", "2"}).value(), Secret("two"));
  };
  for_every_operation(scenario, check);
}

}  // namespace
}  // namespace omnillm::store
