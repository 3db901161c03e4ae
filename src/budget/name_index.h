// From names to accounts: a hash table of 32-bit entries, read without locks.

#ifndef OMNILLM_BUDGET_NAME_INDEX_H_
#define OMNILLM_BUDGET_NAME_INDEX_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/large_memory.h"
#include "budget/account_table.h"

namespace omnillm::budget {

// Open addressing. An entry is the index of an account and eight bits of its name's fingerprint, so
// that a search looks at some other account once in 256 times; the name decides.
//
// Outgrown tables are kept until the index dies, so that readers need no lock: at most as much
// memory again.
//
// Thread safety: one thread may add() while others find().
class NameIndex {
 public:
  static_assert(AccountTable::kMaxAccounts < (1u << 24));  // see Entry

  explicit NameIndex(const AccountTable* accounts) : accounts_(accounts) { grow(64); }

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;

  // Requires: the account is in the table, its name is not in the index.
  void add(const Account& account);

 private:
  using Entry = std::uint32_t;  // fingerprint:8 | index + 1:24; zero when empty

  struct Table {
    explicit Table(std::size_t size) : mask(size - 1), entries(size) {}
    const std::size_t mask;
    const LargeArray<std::atomic<Entry>> entries;
  };

  void grow(std::size_t size);
  static void insert(Table& table, const Account& account);

  const AccountTable* const accounts_;
  std::atomic<const Table*> table_{nullptr};
  // Of the one thread that adds.
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace omnillm::budget

#endif  // OMNILLM_BUDGET_NAME_INDEX_H_
