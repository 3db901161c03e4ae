#include "server/durable.h"

#include <absl/container/flat_hash_map.h>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core.h"

namespace omnillm::server {

// Writes down what calls hold and what they were charged.
class MoneyJournal final : public Observer {
 public:
  MoneyJournal(store::LedgerJournal& journal, const Clock& clock)
      : journal_(journal), clock_(clock) {}

  // Before the first call: nothing changes here afterwards.
  void know(std::string_view name, store::BudgetNumber number, bool is_the_gateways) {
    numbers_.emplace(std::string(name), number);
    if (is_the_gateways) own_.push_back(number);
  }

  void on_admitted(const CallRecord& so_far, const Attempt&) override {
    if (so_far.reserved > Money{}) reserve(so_far, so_far.reserved);
  }

  void on_finished(const CallRecord& record) override {
    if (record.reserved == Money{} && record.charged == Money{}) return;
    if (record.reserved == Money{}) reserve(record, Money{});
    journal_.settled(record.id, record.charged, ignored);
  }

 private:
  // A call does not fail for what cannot be written.
  static void ignored(const Result<void>&) {}

  void reserve(const CallRecord& record, Money bound) {
    std::vector<store::BudgetNumber> payers = own_;
    for (const std::string& scope : record.scopes) {
      const auto found = numbers_.find(scope);
      if (found != numbers_.end()) payers.push_back(found->second);
    }
    journal_.reserved(record.id, payers, bound, clock_.wall(), ignored);
  }

  store::LedgerJournal& journal_;
  const Clock& clock_;
  absl::flat_hash_map<std::string, store::BudgetNumber> numbers_;
  std::vector<store::BudgetNumber> own_;
};

Durable::Durable(std::unique_ptr<store::Store> store, std::unique_ptr<store::LedgerJournal> journal,
                 std::shared_ptr<const Clock> clock)
    : store_(std::move(store)),
      journal_(std::move(journal)),
      clock_(std::move(clock)),
      usage_(
          std::make_shared<store::UsageLog>(*store_, store::UsageLogOptions{.caller_tag = "key"})),
      money_(std::make_shared<MoneyJournal>(*journal_, *clock_)) {}

Durable::~Durable() = default;

Result<std::unique_ptr<Durable>> Durable::open(const std::string& path,
                                               std::shared_ptr<const Clock> clock) {
  auto store = store::Store::open({.path = path});
  if (!store) return tl::unexpected(std::move(store.error()));
  auto journal = store::LedgerJournal::open(**store, store::JournalMode::Relaxed);
  if (!journal) return tl::unexpected(std::move(journal.error()));
  return std::unique_ptr<Durable>(
      new Durable(*std::move(store), *std::move(journal), std::move(clock)));
}

std::shared_ptr<Observer> Durable::observer() const {
  return std::make_shared<ObserverList>(std::vector<std::shared_ptr<Observer>>{money_, usage_});
}

Result<std::int64_t> Durable::restore(const Gateway& gateway) {
  auto recovery = journal_->recover();
  if (!recovery) return tl::unexpected(std::move(recovery.error()));
  gateway::Core& core = *gateway.core();
  const WallTime now = clock_->wall();
  for (const auto& [name, account] : gateway.budgets()) {
    auto number = journal_->budget(name, account.budget.period, account.budget.time_zone);
    if (!number) return tl::unexpected(std::move(number.error()));
    money_->know(name, *number, account.account == core.account);
    auto spent = journal_->spent(*number, now);
    if (!spent) return tl::unexpected(std::move(spent.error()));
    auto path = core.ledger->path(std::span(&account.account, 1));
    if (!path) return tl::unexpected(std::move(path.error()));
    core.ledger->charge(*path, *spent, now);
  }
  return recovery->unresolved;
}

}  // namespace omnillm::server
