#include "sim/books.h"

#include <utility>

#include "base/wide.h"

namespace omnillm::sim {
namespace {

Int128 sum_of(std::initializer_list<Money> amounts) {
  Int128 sum = 0;
  for (const Money amount : amounts) sum += amount.nanos();
  return sum;
}

}  // namespace

Result<Books> Books::open(const BudgetPlan& plan, Ledger& ledger) {
  Books books(ledger);
  auto organisation =
      ledger.open("organisation", {.limit = plan.organisation.value_or(Money::max())});
  if (!organisation) return tl::unexpected(organisation.error());
  books.organisation_ = *organisation;
  books.verdict_.limit = plan.organisation;
  for (std::int64_t i = 1; i <= plan.projects; ++i)
    if (auto opened = books.open_project(plan, i); !opened) return tl::unexpected(opened.error());
  return books;
}

Result<void> Books::open_project(const BudgetPlan& plan, std::int64_t number) {
  const std::string name = "project-" + std::to_string(number);
  auto project = ledger_->open(name, {.limit = plan.project.value_or(Money::max())});
  if (!project) return tl::unexpected(project.error());
  for (std::int64_t i = 1; i <= plan.callers_per_project; ++i) {
    auto caller = ledger_->open(name + "/caller-" + std::to_string(i),
                                {.limit = plan.caller.value_or(Money::max())});
    if (!caller) return tl::unexpected(caller.error());
    if (auto added = add_caller({organisation_, *project, *caller}); !added) return added;
  }
  return {};
}

Result<void> Books::add_caller(const std::array<AccountId, 3>& accounts) {
  auto path = ledger_->path(accounts);
  if (!path) return tl::unexpected(path.error());
  callers_.push_back({.accounts = accounts, .path = *path});
  return {};
}

void Books::pay(Money bound, Money actual) {
  held_ -= bound.nanos();
  paid_ += actual.nanos();
}

void Books::pay_unheard(Money bound) {
  pay(bound, bound);
  unheard_ += bound.nanos();
}

void Books::require(bool holds, const char* what, const AccountSnapshot& account) {
  if (holds || !verdict_.broken.empty()) return;
  verdict_.broken = std::string(what) + ": " + std::string(ledger_->name(account.account)) +
                    " has settled $" + account.settled.to_string() + ", reserved $" +
                    account.reserved.to_string() + ", remaining $" + account.remaining.to_string() +
                    ", limit $" + account.budget.limit.to_string();
}

void Books::compare(const AccountSnapshot& account) {
  const Int128 limit = account.budget.limit.nanos();
  require(sum_of({account.settled, account.reserved, account.leased}) <= limit,
          "more than the limit is committed", account);
  require(sum_of({account.settled, account.reserved, account.leased, account.remaining}) == limit,
          "the parts are not the whole", account);
  require(account.overrun.is_zero(), "more was settled than reserved", account);
}

void Books::check(std::size_t caller, WallTime now) {
  ++verdict_.instants;
  const Caller& who = callers_[caller];
  for (std::size_t i = 0; i < who.accounts.size(); ++i) {
    const AccountSnapshot account = ledger_->snapshot(who.accounts[i], now);
    compare(account);
    if (i > 0) continue;
    require(account.settled.nanos() == paid_, "settled is not what was paid", account);
    require(account.reserved.nanos() == held_, "reserved is not what is held", account);
  }
}

void Books::close(WallTime now, Money billed, std::int64_t leases) {
  for (const AccountSnapshot& account : ledger_->snapshot_all(now)) {
    compare(account);
    require(account.reserved.is_zero(), "something is still reserved", account);
  }
  const AccountSnapshot whole = ledger_->snapshot(organisation_, now);
  require(leases == 0, "a lease is still out", whole);
  require(whole.settled.nanos() == paid_, "settled is not what was paid", whole);
  require(whole.settled.nanos() == billed.nanos() + unheard_, "the providers count differently",
          whole);
  verdict_.leases = leases;
  verdict_.reserved = whole.reserved;
  verdict_.settled = whole.settled;
  verdict_.remaining = whole.remaining;
  verdict_.billed = billed;
  verdict_.unheard = Money::from_nanos(unheard_);
  verdict_.holds = verdict_.broken.empty();
}

}  // namespace omnillm::sim
