#include "budget/ledger_core.h"

#include <algorithm>
#include <string>
#include <utility>

#include "budget/alerts.h"

namespace omnillm::budget {
namespace {

Result<void> check(std::string_view name, const Budget& budget) {
  if (name.empty() || name.size() > Ledger::kMaxNameLength) {
    return fail(ErrorKind::Configuration, "the name of a budget has 1 to 255 bytes");
  }
  if (budget.limit.is_negative()) {
    return fail(ErrorKind::Configuration, "the limit of a budget must not be negative");
  }
  int last = 0;
  for (const int percent : budget.alert_percent) {
    if (percent <= last) {
      return fail(ErrorKind::Configuration, "alert percentages must be positive and ascending");
    }
    last = percent;
  }
  if (budget.alert_percent.size() > 255) {
    return fail(ErrorKind::Configuration, "a budget has at most 255 alert percentages");
  }
  return {};
}

bool is_plain(const Budget& budget) {
  return budget.period == Period::Total && budget.hardness == Hardness::Hard &&
         budget.alert_percent.empty() && !budget.shared;
}

bool is_leased(const Account& account) {
  if (account.extra == nullptr) return false;
  const Budget& budget = account.extra->budget;
  return budget.shared && budget.period == Period::Total && budget.hardness == Hardness::Hard;
}

Nanos first_alert(const Account& account) {
  return next_alert(account.limit.load(std::memory_order_relaxed),
                    account.extra->budget.alert_percent, 0);
}

void fill_in(AccountSnapshot& shot, const Account& account, const Balance& balance, Nanos lent) {
  // settled before committed: what settles in between counts as still reserved.
  const Nanos settled = balance.settled.load(std::memory_order_acquire);
  const Nanos committed = balance.committed.load(std::memory_order_acquire);
  const Nanos limit = account.limit.load(std::memory_order_acquire);
  shot.budget.limit = Money::from_nanos(limit);
  shot.settled = Money::from_nanos(settled);
  shot.leased = Money::from_nanos(lent);
  shot.reserved = Money::from_nanos(committed - settled - lent);
  shot.remaining = Money::from_nanos(committed < limit ? limit - committed : 0);
  shot.overrun = Money::from_nanos(settled > limit ? settled - limit : 0);
}

}  // namespace

AccountExtra::~AccountExtra() = default;

LedgerCore::LedgerCore(LedgerOptions options)
    : lease_threads_(std::min(options.lease_threads, kMaxThreadIndex)),
      max_lease_(options.max_lease.nanos()),
      bell_(std::move(options.on_alert)),
      index_(&accounts_) {
  prepare_asymmetric_fences();
}

Result<AccountId> LedgerCore::open(std::string_view name, Budget budget) {
  if (auto ok = check(name, budget); !ok) return tl::unexpected(ok.error());
  MutexLock lock(&open_mu_);
  if (index_.find(name)) {
    return fail(ErrorKind::Configuration, "a budget named \"" + std::string(name) + "\" exists");
  }
  if (accounts_.size() == AccountTable::kMaxAccounts) {
    return fail(ErrorKind::Configuration, "the ledger is full");
  }
  Account& account = accounts_.next();
  account.limit.store(budget.limit.nanos(), std::memory_order_relaxed);
  account.hardness = budget.hardness;
  if (!is_plain(budget)) {
    auto extra = extra_for(account, budget);
    if (!extra) return tl::unexpected(extra.error());
    account.extra = extra->get();
    account.windowed = account.extra->windows != nullptr;
    extras_.push_back(std::move(*extra));
    account.alert_at.store(first_alert(account), std::memory_order_relaxed);
  }
  store_name(account, name);
  accounts_.publish();
  index_.add(account);
  return id_of(account);
}

Result<std::unique_ptr<AccountExtra>> LedgerCore::extra_for(Account& account,
                                                            const Budget& budget) {
  auto extra = std::make_unique<AccountExtra>();
  extra->bell = &bell_;
  extra->budget = budget;
  if (budget.period == Period::Total) return extra;
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(budget.time_zone, &zone)) {
    return fail(ErrorKind::Configuration, "unknown time zone \"" + budget.time_zone +
                                              "\"; write a name like \"Europe/Berlin\", and see "
                                              "that the system's tzdata is installed");
  }
  extra->windows = std::make_unique<WindowSet>(&account, budget.period, zone, &first_alert);
  return extra;
}

void LedgerCore::store_name(Account& account, std::string_view name) {
  account.name_length = static_cast<std::uint8_t>(name.size());
  if (name.size() <= kInlineName) {
    std::copy(name.begin(), name.end(), account.name_bytes);
    return;
  }
  long_names_.push_back(std::make_unique<char[]>(name.size()));
  char* const text = long_names_.back().get();
  std::copy(name.begin(), name.end(), text);
  std::memcpy(account.name_bytes, &text, sizeof text);
}

std::optional<AccountId> LedgerCore::find(std::string_view name) const {
  const auto index = index_.find(name);
  if (!index) return std::nullopt;
  return AccountId(*index);
}

Account* LedgerCore::account(AccountId id) const {
  return id.index() < accounts_.size() ? &accounts_[id.index()] : nullptr;
}

Result<ScopePath> LedgerCore::path(std::span<const AccountId> ids) {
  if (ids.size() > kMaxScopes) {
    return fail(ErrorKind::Configuration, "a request is charged to at most 8 budgets");
  }
  ScopePath path;
  std::array<Account*, kMaxScopes> shared;
  std::size_t leased = 0;
  for (const AccountId id : ids) {
    Account* const found = account(id);
    if (found == nullptr) return fail(ErrorKind::Configuration, "no such budget");
    const auto exact = path.accounts_.begin();
    if (std::find(exact, exact + path.exact_, found) != exact + path.exact_ ||
        std::find(shared.begin(), shared.begin() + leased, found) != shared.begin() + leased) {
      return fail(ErrorKind::Configuration,
                  "the budget \"" + std::string(found->name()) + "\" stands twice in a path");
    }
    if (!is_leased(*found)) {
      path.accounts_[path.exact_++] = found;
      continue;
    }
    std::size_t place = leased++;  // in ascending order of index
    for (; place > 0 && shared[place - 1]->index > found->index; --place)
      shared[place] = shared[place - 1];
    shared[place] = found;
  }
  path.count_ = static_cast<std::uint8_t>(ids.size());
  if (leased == 0) return path;
  const std::span group(shared.data(), leased);
  std::copy(group.begin(), group.end(), path.accounts_.begin() + path.exact_);
  path.lease_ = group_of(group);
  return path;
}

// Looks in the account that was opened last: of gateway, project, key it has the fewest groups.
LeaseGroup* LedgerCore::find_group(std::span<Account* const> accounts) {
  const LeaseLink* link = accounts.back()->extra->leases.load(std::memory_order_acquire);
  for (; link != nullptr; link = link->next) {
    const auto others = link->group->accounts();
    if (std::equal(accounts.begin(), accounts.end(), others.begin(), others.end())) {
      return link->group;
    }
  }
  return nullptr;
}

LeaseGroup* LedgerCore::group_of(std::span<Account* const> accounts) {
  if (LeaseGroup* const found = find_group(accounts)) return found;
  MutexLock lock(&open_mu_);
  if (LeaseGroup* const found = find_group(accounts)) return found;
  groups_.push_back(std::make_unique<LeaseGroup>(accounts, lease_threads_, max_lease_));
  groups_.back()->link();
  return groups_.back().get();
}

void LedgerCore::set_limit(Account& account, Nanos limit) {
  // Sequentially consistent: see balance.h.
  account.limit.store(limit, std::memory_order_seq_cst);
  if (account.windowed) {
    // The next settlement looks whether an alert is due.
    account.extra->windows->with_current([](Window& window) { AlertBell::move(window); });
    return;
  }
  AlertBell::move(account);
  AlertBell::ring_if_due(account);
  call_home_if_over(account);
}

AccountSnapshot LedgerCore::snapshot(Account& account, WallTime now) {
  AccountSnapshot shot;
  shot.account = id_of(account);
  if (account.extra != nullptr) shot.budget = account.extra->budget;
  if (account.windowed) {
    WindowSet& windows = *account.extra->windows;
    Window* const window = windows.pin(now);
    shot.window_begins = window->begins_at();
    shot.window_ends = window->ends_at();
    shot.reserved_before = Money::from_nanos(windows.reserved_before());
    fill_in(shot, account, *window, 0);
    WindowSet::unpin(window);
  } else if (account.extra != nullptr) {
    FrozenLeases frozen(account);
    fill_in(shot, account, account, frozen.count());
  } else {
    fill_in(shot, account, account, 0);
  }
  return shot;
}

}  // namespace omnillm::budget
