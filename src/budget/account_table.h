// Accounts at addresses that never change, found by index.

#ifndef OMNILLM_BUDGET_ACCOUNT_TABLE_H_
#define OMNILLM_BUDGET_ACCOUNT_TABLE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "budget/account.h"

namespace omnillm::budget {

// A growing array in chunks of a thousand. Outgrown directories are kept until the table dies, so
// that readers need no lock; together they are smaller than the current one.
//
// Thread safety: one thread may add() while others read.
// Memory ordering: an account whose index is below size() is complete.
class AccountTable {
 public:
  AccountTable() = default;
  AccountTable(const AccountTable&) = delete;
  AccountTable& operator=(const AccountTable&) = delete;

  [[nodiscard]] std::uint32_t size() const { return size_.load(std::memory_order_acquire); }

  // Requires: index < size(), as this thread read it or was told.
  [[nodiscard]] Account& operator[](std::uint32_t index) const {
    Chunk* const* directory = directory_.load(std::memory_order_acquire);
    return (*directory[index / kChunk])[index % kChunk];
  }

  // The account with index size(), for the caller to fill in before publish() makes it part of the
  // table.
  Account& next();
  void publish() {
    size_.store(size_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  static constexpr std::uint32_t kChunk = 1024;
  using Chunk = std::array<Account, kChunk>;

  void grow_directory(std::size_t chunks);

  std::atomic<std::uint32_t> size_{0};
  std::atomic<Chunk* const*> directory_{nullptr};
  // Of the one thread that adds.
  std::size_t capacity_ = 0;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<std::unique_ptr<Chunk*[]>> directories_;
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_ACCOUNT_TABLE_H_
