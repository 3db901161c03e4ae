// Figures of the ledger alone: money reserved and settled, without any key.

#include <absl/container/flat_hash_map.h>

#include <array>
#include <deque>

#include "omnillm/budget.h"
#include "omnillm/rng.h"
#include "rival/budget_word.h"
#include "scoreboard/contestants.h"
#include "scoreboard/scenario.h"
#include "support/check.h"
#include "support/heap.h"

namespace omnillm::bench {
namespace {

constexpr Money kAmple = Money::from_nanos(std::int64_t{1} << 60);

// A reservation and its settlement; false when it was refused.
bool pay(Ledger& ledger, const ScopePath& path, WallTime wall) {
  auto held = ledger.reserve(path, kBound, wall);
  if (!held) return false;
  std::move(*held).settle(kCost);
  return true;
}

Contestant payer(Ledger& ledger, const ScopePath& path) {
  return {.work = [&ledger, path](int, std::int64_t operations) {
    const WallTime wall = SystemClock().wall();
    for (std::int64_t i = 0; i < operations; ++i) keep(pay(ledger, path, wall));
  }};
}

AccountId open(Ledger& ledger, std::string_view name, bool shared, Money limit = kAmple) {
  return ledger.open(name, {.limit = limit, .shared = shared}).value();
}

// Three scopes, of which the middle one has room for seven requests.
void check_scopes() {
  Ledger ledger;
  const std::array all = {open(ledger, "gateway", true),
                          open(ledger, "project", false, kBound.checked_mul(7).value()),
                          open(ledger, "key", false)};
  const ScopePath path = ledger.path(all).value();
  const WallTime wall = SystemClock().wall();
  std::vector<Reservation> held;
  for (;;) {
    auto one = ledger.reserve(path, kBound, wall);
    if (!one) break;
    held.push_back(std::move(*one));
  }
  expect_equal(static_cast<std::int64_t>(held.size()), 7, "reservations that fit three scopes");
  for (Reservation& one : held) std::move(one).settle(kCost);
  for (const AccountId account : all) {
    const AccountSnapshot seen = ledger.snapshot(account, wall);
    expect_equal(seen.settled.nanos(), 7 * kCost.nanos(), "money settled on each scope");
    expect_equal(seen.reserved.nanos(), 0, "money reserved at rest");
  }
}

std::vector<Row> measure_scopes(const Bench& bench) {
  Ledger ledger;
  const AccountId gateway = open(ledger, "gateway", true);
  const AccountId project = open(ledger, "project", true);
  const AccountId key = open(ledger, "key", false);
  const std::array exact = {open(ledger, "a", false), open(ledger, "b", false),
                            open(ledger, "c", false)};
  const std::array caller = {key};
  const std::array above = {gateway};
  const std::array three = {gateway, project, key};

  const auto t =
      race(bench.crew, bench.plan,
           {payer(ledger, ledger.path(caller).value()), payer(ledger, ledger.path(three).value()),
            payer(ledger, ledger.path(exact).value()), payer(ledger, ledger.path(above).value()),
            bare_cas(1)});
  const auto row = [&](std::string name, const Timing& timing) {
    return Row{.name = std::move(name),
               .value = timing.median,
               .cas = t[4].median,
               .spread = timing.spread()};
  };
  return {{.name = "three scopes over one",
           .value = t[1].median / t[0].median,
           .unit = "x",
           .goal = Goal{.target = 1.6, .stretch = 1.3}},
          row("three scopes over one: the caller's account alone", t[0]),
          row("three scopes over one: gateway, project and caller", t[1]),
          row("three scopes over one: three accounts of its own each", t[2]),
          row("three scopes over one: the shared account alone", t[3])};
}

// The name of the i-th of many accounts, written where it will be looked up.
class AccountName {
 public:
  std::string_view of(std::uint64_t i) {
    constexpr char kDigits[] = "0123456789abcdef";
    for (std::size_t at = text_.size(); at-- > kPrefix;) {
      text_[at] = kDigits[i & 15];
      i >>= 4;
    }
    return {text_.data(), text_.size()};
  }

 private:
  static constexpr std::size_t kPrefix = 3;
  std::array<char, 12> text_ = {'v', 'k', '-'};
};

bool look_up_and_pay(Ledger& ledger, std::string_view name, WallTime wall) {
  const auto account = ledger.find(name);
  if (!account) return false;
  const auto path = ledger.path(std::array{*account});
  return path && pay(ledger, *path, wall);
}

void open_many(Ledger& ledger, std::uint64_t count) {
  AccountName name;
  for (std::uint64_t i = 0; i < count; ++i) open(ledger, name.of(i), false);
}

void check_accounts() {
  constexpr std::uint64_t kCount = 10'000;
  Ledger ledger;
  open_many(ledger, kCount);
  AccountName name;
  const WallTime wall = SystemClock().wall();
  for (std::uint64_t i = 0; i < kCount; i += 2)
    expect(look_up_and_pay(ledger, name.of(i), wall), "an account was not found");
  expect(!ledger.find(name.of(kCount)), "an account was found that is not there");
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const auto seen = ledger.snapshot(ledger.find(name.of(i)).value(), wall);
    expect_equal(seen.settled.nanos(), i % 2 == 0 ? kCost.nanos() : 0, "money of an account");
  }
}

// A word a name in a hash map of strings, as one would write it first. Only its lookups are racing:
// it cannot be changed while it is read.
using RivalAccounts = absl::flat_hash_map<std::string, rival::BudgetWord*>;

Contestant rival_payer(const RivalAccounts& accounts, std::uint64_t count) {
  return {.work = [&accounts, count](int, std::int64_t operations) {
    Rng rng(7);
    AccountName name;
    for (std::int64_t i = 0; i < operations; ++i) {
      const std::string_view which = name.of(rng.below(count));
      const auto found = accounts.find(absl::string_view(which.data(), which.size()));
      const bool paid = found != accounts.end() && found->second->try_reserve(2'500);
      if (paid) found->second->settle(2'500, 1'500);
      keep(paid);
    }
  }};
}

std::vector<Row> measure_accounts(const Bench& bench) {
  const std::uint64_t count = bench.quick ? 100'000 : 1'000'000;
  const std::int64_t before = heap_in_use();
  Ledger ledger;
  open_many(ledger, count);
  const std::int64_t bytes = heap_in_use() - before;

  std::deque<rival::BudgetWord> words;
  RivalAccounts by_name;
  AccountName name;
  for (std::uint64_t i = 0; i < count; ++i)
    by_name.emplace(name.of(i), &words.emplace_back(std::uint64_t{1} << 60));
  const std::int64_t rival_bytes = heap_in_use() - before - bytes;

  std::int64_t missed = 0;
  Rng rng(7);
  const Contestant mine{.work = [&](int, std::int64_t operations) {
    AccountName which;
    const WallTime wall = SystemClock().wall();
    for (std::int64_t i = 0; i < operations; ++i)
      missed += look_up_and_pay(ledger, which.of(rng.below(count)), wall) ? 0 : 1;
  }};
  const auto t = race(bench.crew, bench.plan, {mine, rival_payer(by_name, count), bare_cas(1)});
  expect_equal(missed, 0, "requests of known accounts refused");

  const auto each = [count](std::int64_t all) {
    return static_cast<double>(all) / static_cast<double>(count);
  };
  const std::string row = "a million accounts";
  return {{.name = row + ", random: look up, reserve, settle",
           .value = t[0].median,
           .goal = Goal{.target = 400, .stretch = 270},
           .rival = t[1].median,
           .cas = t[2].median,
           .spread = t[0].spread(),
           .best = t[0].least,
           .rival_best = t[1].least},
          {.name = row + ": memory of one",
           .value = each(bytes),
           .unit = "B",
           .goal = Goal{.target = 128, .stretch = 64},
           .rival = each(rival_bytes)}};
}

}  // namespace

std::vector<Scenario> account_scenarios() {
  return {{"three scopes over one", &check_scopes, &measure_scopes},
          {"a million accounts", &check_accounts, &measure_accounts}};
}

}  // namespace omnillm::bench
