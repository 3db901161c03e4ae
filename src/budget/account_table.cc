#include "budget/account_table.h"

#include <algorithm>

namespace omnillm::budget {

Account& AccountTable::next() {
  const std::uint32_t index = size_.load(std::memory_order_relaxed);
  const std::size_t chunk = index / kChunk;
  if (chunk == capacity_) grow_directory(std::max<std::size_t>(16, capacity_ * 2));
  if (chunk == chunks_.size()) {
    chunks_.push_back(std::make_unique<Chunk>());
    // Read only by threads that know an index in this chunk, which is published later.
    directories_.back()[chunk] = chunks_.back().get();
  }
  Account& account = (*chunks_[chunk])[index % kChunk];
  account.index = index;
  return account;
}

void AccountTable::grow_directory(std::size_t chunks) {
  auto bigger = std::make_unique<Chunk*[]>(chunks);
  std::transform(chunks_.begin(), chunks_.end(), bigger.get(),
                 [](const std::unique_ptr<Chunk>& chunk) { return chunk.get(); });
  directory_.store(bigger.get(), std::memory_order_release);
  directories_.push_back(std::move(bigger));
  capacity_ = chunks;
}

}  // namespace omnillm::budget
