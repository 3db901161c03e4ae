// One account, 64 bytes: a request touches one cache line for each scope.

#ifndef OMNILLM_BUDGET_ACCOUNT_H_
#define OMNILLM_BUDGET_ACCOUNT_H_

#include <absl/time/time.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "budget/balance.h"
#include "omnillm/budget.h"

namespace omnillm::budget {

class WindowSet;
class AlertBell;
struct LeaseLink;

struct Balance : BasicBalance<std::atomic> {
  // The settled amount at which the next alert is due; kMaxNanos when there is none.
  std::atomic<Nanos> alert_at{kMaxNanos};
};

// What only some accounts have.
struct AccountExtra {
  AlertBell* bell = nullptr;
  Budget budget;
  std::unique_ptr<WindowSet> windows;  // null for a total budget

  // Of a shared budget: the groups it belongs to, newest first, and how many threads may have money
  // of it.
  std::atomic<LeaseLink*> leases{nullptr};
  std::atomic<int> lenders{0};

  ~AccountExtra();
};

// Which account refused, and what it looked like. Left unset unless it did.
struct Refused {
  const Account* account;
  Nanos committed;
  WallTime window_ends;
  bool windowed;
};

// A name of up to sixteen bytes stands in the account itself, a longer one in the ledger's arena.
inline constexpr std::size_t kInlineName = 16;

struct alignas(64) Account : Balance {
  std::atomic<Nanos> limit{0};
  AccountExtra* extra = nullptr;  // null for a plain, hard, total budget without alerts
  std::uint32_t index = 0;
  std::uint8_t name_length = 0;
  Hardness hardness = Hardness::Hard;
  std::uint8_t alerts_fired = 0;  // of a total budget; guarded by the alert bell
  bool windowed = false;
  char name_bytes[kInlineName] = {};

  [[nodiscard]] std::string_view name() const {
    if (name_length <= kInlineName) return {name_bytes, name_length};
    const char* text = nullptr;
    std::memcpy(&text, name_bytes, sizeof text);
    return {text, name_length};
  }
};

static_assert(sizeof(Account) == 64);

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_ACCOUNT_H_
