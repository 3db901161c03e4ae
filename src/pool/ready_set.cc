#include "pool/ready_set.h"

#include <bit>

namespace omnillm::pool {
namespace {

constexpr std::uint64_t bit(std::uint32_t i) { return 1ULL << (i & 63); }

// Bits at and above position `from`; none when it is 64.
constexpr std::uint64_t from_bit(std::uint32_t from) { return from >= 64 ? 0 : ~0ULL << from; }

std::uint32_t lowest(std::uint64_t word) {
  return static_cast<std::uint32_t>(std::countr_zero(word));
}

}  // namespace

ReadySet::ReadySet(std::uint32_t size)
    : words_used_((size + 63) / 64), words_(new std::atomic<std::uint64_t>[words_used_] {}) {}

void ReadySet::set(std::uint32_t i) {
  // From the leaf up: a reader that sees a summary bit finds the member below it.
  words_[i >> 6].fetch_or(bit(i), std::memory_order_seq_cst);
  summary_[i >> 12].fetch_or(bit(i >> 6), std::memory_order_seq_cst);
  top_.fetch_or(bit(i >> 12), std::memory_order_seq_cst);
}

void ReadySet::clear(std::uint32_t i) {
  if ((words_[i >> 6].fetch_and(~bit(i), std::memory_order_seq_cst) & ~bit(i)) != 0) return;
  const auto left = summary_[i >> 12].fetch_and(~bit(i >> 6), std::memory_order_seq_cst);
  if ((left & ~bit(i >> 6)) != 0) return;
  top_.fetch_and(~bit(i >> 12), std::memory_order_seq_cst);
}

std::uint32_t ReadySet::next(std::uint32_t from) const {
  std::uint32_t word = from >> 6;
  if (word >= words_used_) return kNone;
  if (const auto rest = words_[word].load(std::memory_order_relaxed) & from_bit(from & 63))
    return (word << 6) + lowest(rest);

  // Nothing left in its word: climb to the summaries, and to the next one when one misleads.
  for (++word; word < words_used_;) {
    const std::uint32_t group = word >> 6;
    if (const auto rest = summary_[group].load(std::memory_order_seq_cst) & from_bit(word & 63)) {
      word = (group << 6) + lowest(rest);
      if (const auto found = words_[word].load(std::memory_order_seq_cst))
        return (word << 6) + lowest(found);
      ++word;
      continue;
    }
    const auto groups = top_.load(std::memory_order_seq_cst) & from_bit(group + 1);
    if (groups == 0) return kNone;
    word = lowest(groups) << 6;
  }
  return kNone;
}

}  // namespace omnillm::pool
