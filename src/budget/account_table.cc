#include "budget/account_table.h"

#include <new>
#include <type_traits>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace omnillm::budget {
namespace {

// A large chunk is looked up at random: with huge pages that costs half the misses.
constexpr std::size_t kHugePage = std::size_t{2} << 20;

Account* allocate(std::size_t count) {
  const std::size_t bytes = count * sizeof(Account);
  if (bytes < kHugePage) return static_cast<Account*>(::operator new (bytes, std::align_val_t{64}));
  void* const memory = ::operator new (bytes, std::align_val_t{kHugePage});
#if defined(__linux__)
  (void)madvise(memory, bytes, MADV_HUGEPAGE);  // a wish
#endif
  return static_cast<Account*>(memory);
}

void deallocate(Account* chunk, std::size_t count) {
  const bool huge = count * sizeof(Account) >= kHugePage;
  ::operator delete (chunk, std::align_val_t{huge ? kHugePage : 64});
}

}  // namespace

static_assert(std::is_trivially_destructible_v<Account>);

AccountTable::~AccountTable() {
  for (std::size_t i = 0; i < kChunks; ++i) {
    if (Account* const chunk = chunks_[i].load(std::memory_order_relaxed)) {
      deallocate(chunk, size_of(i));
    }
  }
}

Account& AccountTable::next() {
  const std::uint32_t index = size_.load(std::memory_order_relaxed);
  const Place place = place_of(index);
  Account* chunk = chunks_[place.chunk].load(std::memory_order_relaxed);
  if (chunk == nullptr) {
    chunk = allocate(size_of(place.chunk));
    chunks_[place.chunk].store(chunk, std::memory_order_release);
  }
  Account* const account = new (chunk + place.offset) Account;
  account->index = index;
  return *account;
}

}  // namespace omnillm::budget
