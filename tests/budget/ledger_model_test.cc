// Sequences of everything a ledger can be asked, against a model in plain numbers that knows
// neither atomics nor leases nor recycled windows.

#include <absl/time/time.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "budget/window.h"
#include "omnillm/budget.h"
#include "support/for_all.h"
#include "worker.h"

namespace omnillm::budget {
namespace {

using testing_support::expect_for_all;

constexpr WallTime kStart = std::chrono::sys_days(std::chrono::year(2026) / 3 / 28) +
                            std::chrono::hours(20);  // two hours before a day of 23 hours

struct Kind {
  Period period;
  Hardness hardness;
  bool shared;
  const char* zone;
};

constexpr std::array kKinds = {
    Kind{Period::Total, Hardness::Hard, false, "UTC"},
    Kind{Period::Total, Hardness::Hard, true, "UTC"},
    Kind{Period::Total, Hardness::Hard, true, "UTC"},
    Kind{Period::Day, Hardness::Hard, false, "Europe/Berlin"},
    Kind{Period::Hour, Hardness::Hard, true, "Asia/Kolkata"},
    Kind{Period::Month, Hardness::Soft, false, "UTC"},
    Kind{Period::Total, Hardness::Soft, true, "UTC"},
};
constexpr std::size_t kAccounts = kKinds.size();

const std::vector<std::vector<std::size_t>> kPaths = {
    {}, {0}, {1}, {1, 2}, {2, 1, 0}, {3}, {4, 1}, {5, 0}, {0, 1, 2, 3, 4, 5, 6}, {6, 2}};

enum class Do { Reserve, Settle, Release, Drop, Move, SetLimit, Advance, Charge, Look };

struct Step {
  Do what;
  std::size_t which;  // a path, an account or an open reservation
  std::int64_t amount;
  bool elsewhere;  // on the other thread
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{" << static_cast<int>(step.what) << ", " << step.which << ", " << step.amount
             << (step.elsewhere ? ", elsewhere}" : "}");
}

rc::Gen<Step> any_step() {
  return rc::gen::construct<Step>(rc::gen::weightedElement<Do>({{10, Do::Reserve},
                                                                {6, Do::Settle},
                                                                {2, Do::Release},
                                                                {2, Do::Drop},
                                                                {1, Do::Move},
                                                                {1, Do::SetLimit},
                                                                {2, Do::Advance},
                                                                {1, Do::Charge},
                                                                {2, Do::Look}}),
                                  rc::gen::inRange<std::size_t>(0, 1'000),
                                  rc::gen::inRange<std::int64_t>(-3, 400),
                                  rc::gen::weightedElement<bool>({{3, false}, {1, true}}));
}

// What the ledger promises, in plain numbers.
class Model {
 public:
  struct Window {
    WallTime begins, ends;
    std::int64_t settled = 0;
    std::int64_t reserved = 0;
  };
  struct Held {
    std::int64_t amount;
    std::vector<std::pair<std::size_t, std::size_t>> windows;  // account, window
  };

  Model() { limit.fill(1'000); }

  Window& current(std::size_t account, WallTime now) {
    std::vector<Window>& all = windows[account];
    const Kind& kind = kKinds[account];
    if (all.empty() || now >= all.back().ends) {
      absl::TimeZone zone;
      RC_ASSERT(absl::LoadTimeZone(kind.zone, &zone));
      const WindowSpan span = window_at(kind.period, zone, now);
      all.push_back({span.begins, span.ends});
    }
    return all.back();
  }

  bool fits(const std::vector<std::size_t>& path, std::int64_t amount, WallTime now) {
    if (amount < 0) return false;
    for (const std::size_t account : path) {
      const Window& window = current(account, now);
      if (kKinds[account].hardness == Hardness::Soft) continue;
      const std::int64_t used = window.settled + window.reserved;
      if (used > limit[account] || used + amount > limit[account]) return false;
    }
    return true;
  }

  bool over_soft(const std::vector<std::size_t>& path, std::int64_t amount, WallTime now) {
    return std::any_of(path.begin(), path.end(), [&](std::size_t account) {
      const Window& window = current(account, now);
      return kKinds[account].hardness == Hardness::Soft &&
             window.settled + window.reserved + amount > limit[account];
    });
  }

  Held reserve(const std::vector<std::size_t>& path, std::int64_t amount, WallTime now) {
    Held held{amount, {}};
    for (const std::size_t account : path) {
      current(account, now).reserved += amount;
      held.windows.emplace_back(account, windows[account].size() - 1);
    }
    return held;
  }

  void resolve(const Held& held, std::int64_t actual) {
    for (const auto& [account, at] : held.windows) {
      Window& window = windows[account][at];
      window.reserved -= held.amount;
      window.settled += std::max<std::int64_t>(0, actual);
    }
  }

  std::int64_t reserved_before(std::size_t account) const {
    std::int64_t sum = 0;
    const auto& all = windows[account];
    for (std::size_t i = 0; i + 1 < all.size(); ++i) sum += all[i].reserved;
    return sum;
  }

  std::array<std::int64_t, kAccounts> limit;
  std::array<std::vector<Window>, kAccounts> windows;
};

class Comparison {
 public:
  Comparison() {
    for (std::size_t i = 0; i < kAccounts; ++i) {
      const Kind& kind = kKinds[i];
      accounts_[i] = ledger_
                         .open("account-" + std::to_string(i), {.limit = Money::from_nanos(1'000),
                                                                .period = kind.period,
                                                                .time_zone = kind.zone,
                                                                .hardness = kind.hardness,
                                                                .shared = kind.shared})
                         .value();
    }
    for (const auto& path : kPaths) {
      std::vector<AccountId> ids;
      for (const std::size_t i : path) ids.push_back(accounts_[i]);
      paths_.push_back(ledger_.path(ids).value());
    }
  }

  void step(const Step& step) {
    if (step.elsewhere) {
      worker_.run([&] { take(step); });
    } else {
      take(step);
    }
    RC_ASSERT(as_expected_);
  }

  void finish() {
    for (Reservation& one : open_) std::move(one).release();
    for (const Model::Held& one : held_) model_.resolve(one, 0);
    for (std::size_t i = 0; i < kAccounts; ++i) {
      look(i);
      RC_ASSERT(ledger_.snapshot(accounts_[i], now_).reserved == Money());
      RC_ASSERT(ledger_.snapshot(accounts_[i], now_).reserved_before == Money());
    }
  }

 private:
  void take(const Step& step) {
    switch (step.what) {
      case Do::Reserve:
        return reserve(step.which % kPaths.size(), step.amount);
      case Do::Settle:
        return resolve(
            step.which,
            [&](Reservation one) { std::move(one).settle(Money::from_nanos(step.amount)); },
            step.amount);
      case Do::Release:
        return resolve(
            step.which, [](Reservation one) { std::move(one).release(); }, 0);
      case Do::Drop:
        return resolve(
            step.which, [](Reservation) {}, 0);
      case Do::Move:
        return shuffle(step.which);
      case Do::SetLimit:
        return set_limit(step.which % kAccounts, std::max<std::int64_t>(0, step.amount * 5));
      case Do::Advance:
        return advance(step.amount);
      case Do::Charge:
        return charge(step.which % kPaths.size(), step.amount);
      case Do::Look:
        return look(step.which % kAccounts);
    }
  }

  // Looks at every account, so that those that begin a window do so now and not when they are next
  // asked, by which time the calendar may have stepped back.
  void advance(std::int64_t amount) {
    now_ += std::chrono::minutes(amount * 7);
    for (std::size_t i = 0; i < kAccounts; ++i) look(i);
  }

  void reserve(std::size_t path, std::int64_t amount) {
    const bool expected = model_.fits(kPaths[path], amount, now_);
    const bool over = model_.over_soft(kPaths[path], amount, now_);
    auto held = ledger_.reserve(paths_[path], Money::from_nanos(amount), now_);
    if (held.has_value() != expected) as_expected_ = false;
    if (!held || !expected) return;
    if (held->over_soft_limit() != over) as_expected_ = false;
    open_.push_back(std::move(*held));
    held_.push_back(model_.reserve(kPaths[path], amount, now_));
  }

  template <class Resolve>
  void resolve(std::size_t which, Resolve resolve, std::int64_t actual) {
    if (open_.empty()) return;
    const auto i = static_cast<std::ptrdiff_t>(which % open_.size());
    resolve(std::move(open_[static_cast<std::size_t>(i)]));
    model_.resolve(held_[static_cast<std::size_t>(i)], actual);
    open_.erase(open_.begin() + i);
    held_.erase(held_.begin() + i);
  }

  void shuffle(std::size_t which) {
    if (open_.empty()) return;
    const std::size_t i = which % open_.size();
    std::swap(open_[i], open_.back());
    std::swap(held_[i], held_.back());
  }

  void set_limit(std::size_t account, std::int64_t limit) {
    as_expected_ = as_expected_ && ledger_.set_limit(accounts_[account], Money::from_nanos(limit));
    model_.limit[account] = limit;
  }

  void charge(std::size_t path, std::int64_t amount) {
    ledger_.charge(paths_[path], Money::from_nanos(amount), now_);
    for (const std::size_t account : kPaths[path]) {
      model_.current(account, now_).settled += std::max<std::int64_t>(0, amount);
    }
  }

  void look(std::size_t account) {
    const AccountSnapshot shot = ledger_.snapshot(accounts_[account], now_);
    const Model::Window& window = model_.current(account, now_);
    const std::int64_t limit = model_.limit[account];
    const bool same = shot.settled.nanos() == window.settled &&
                      shot.reserved.nanos() == window.reserved &&
                      shot.remaining.nanos() + shot.leased.nanos() ==
                          std::max<std::int64_t>(0, limit - window.settled - window.reserved) &&
                      shot.overrun.nanos() == std::max<std::int64_t>(0, window.settled - limit) &&
                      shot.reserved_before.nanos() == model_.reserved_before(account) &&
                      shot.budget.limit.nanos() == limit;
    as_expected_ = as_expected_ && same;
  }

  Ledger ledger_;
  std::array<AccountId, kAccounts> accounts_;
  std::vector<ScopePath> paths_;
  Model model_;
  WallTime now_ = kStart;
  std::vector<Reservation> open_;
  std::vector<Model::Held> held_;
  bool as_expected_ = true;  // looked at on the thread that may fail the test
  Worker worker_;
};

TEST(LedgerModel, ALedgerDoesWhatPlainNumbersSay) {
  expect_for_all(1'000, [] {
    const auto steps = *rc::gen::resize(100, rc::gen::container<std::vector<Step>>(any_step()));
    Comparison run;
    for (const Step& step : steps) run.step(step);
    run.finish();
  });
}

}  // namespace
}  // namespace omnillm::budget
