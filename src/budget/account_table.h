// Accounts at addresses that never change, found by index.

#ifndef OMNILLM_BUDGET_ACCOUNT_TABLE_H_
#define OMNILLM_BUDGET_ACCOUNT_TABLE_H_

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "budget/account.h"

namespace omnillm::budget {

// An array that grows by chunks, each as large as all before it, so that an index says by its
// highest bit which chunk it is in. Memory of a chunk is touched when an account is made in it.
//
// Thread safety: one thread may add() while others read.
// Memory ordering: an account whose index is below size() is complete.
class AccountTable {
 public:
  static constexpr std::uint32_t kMaxAccounts = (1u << 24) - 1;

  AccountTable() = default;
  ~AccountTable();
  AccountTable(const AccountTable&) = delete;
  AccountTable& operator=(const AccountTable&) = delete;

  [[nodiscard]] std::uint32_t size() const { return size_.load(std::memory_order_acquire); }

  // Requires: index < size(), as this thread read it or was told.
  [[nodiscard]] Account& operator[](std::uint32_t index) const {
    const Place place = place_of(index);
    return chunks_[place.chunk].load(std::memory_order_acquire)[place.offset];
  }

  // A new account with index size(), for the caller to fill in before publish() makes it part of
  // the table. Requires: size() < kMaxAccounts.
  Account& next();
  void publish() {
    size_.store(size_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  static constexpr std::uint32_t kFirstBits = 10;
  static constexpr std::uint32_t kFirst = 1u << kFirstBits;  // accounts of the first chunk
  static constexpr std::size_t kChunks = 24 - kFirstBits + 1;

  struct Place {
    std::size_t chunk;
    std::size_t offset;
  };

  // Chunks 0, 1, 2, 3, ... begin at 0, kFirst, 2 * kFirst, 4 * kFirst, ...
  static Place place_of(std::uint32_t index) {
    const auto chunk = static_cast<std::size_t>(std::bit_width(index >> kFirstBits));
    return {chunk, chunk == 0 ? index : index - (std::size_t{kFirst} << (chunk - 1))};
  }
  static std::size_t size_of(std::size_t chunk) {
    return std::size_t{kFirst} << (chunk == 0 ? 0 : chunk - 1);
  }

  std::atomic<std::uint32_t> size_{0};
  std::array<std::atomic<Account*>, kChunks> chunks_ = {};
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_ACCOUNT_TABLE_H_
