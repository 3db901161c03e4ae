#include "budget/account_table.h"

#include <new>
#include <type_traits>

#include "base/large_memory.h"

namespace omnillm::budget {

static_assert(std::is_trivially_destructible_v<Account>);

AccountTable::~AccountTable() {
  for (std::size_t i = 0; i < kChunks; ++i) {
    if (Account* const chunk = chunks_[i].load(std::memory_order_relaxed)) free_large(chunk);
  }
}

Account& AccountTable::next() {
  const std::uint32_t index = size_.load(std::memory_order_relaxed);
  const Place place = place_of(index);
  Account* chunk = chunks_[place.chunk].load(std::memory_order_relaxed);
  if (chunk == nullptr) {
    chunk = static_cast<Account*>(allocate_large(size_of(place.chunk) * sizeof(Account)));
    chunks_[place.chunk].store(chunk, std::memory_order_release);
  }
  Account* const account = new (chunk + place.offset) Account;
  account->index = index;
  return *account;
}

}  // namespace omnillm::budget
