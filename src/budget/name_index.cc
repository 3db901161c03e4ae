#include "budget/name_index.h"

#include <absl/hash/hash.h>
#include <absl/strings/string_view.h>

namespace omnillm::budget {
namespace {

// Seeded by the process, so that names cannot be chosen to collide.
std::uint64_t fingerprint(std::string_view name) {
  return absl::Hash<absl::string_view>{}(absl::string_view(name.data(), name.size()));
}

std::uint32_t tag(std::uint64_t print) { return static_cast<std::uint32_t>(print >> 56) << 24; }

}  // namespace

std::optional<std::uint32_t> NameIndex::find(std::string_view name) const {
  const Table& table = *table_.load(std::memory_order_acquire);
  const std::uint64_t print = fingerprint(name);
  for (std::size_t at = print & table.mask;; at = (at + 1) & table.mask) {
    const Entry entry = table.entries[at].load(std::memory_order_acquire);
    if (entry == 0) return std::nullopt;
    if ((entry & 0xff00'0000u) != tag(print)) continue;
    const std::uint32_t index = (entry & 0x00ff'ffffu) - 1;
    if ((*accounts_)[index].name() == name) return index;
  }
}

void NameIndex::add(const Account& account) {
  Table& table = *tables_.back();
  if ((used_ + 1) * 4 > (table.mask + 1) * 3) grow((table.mask + 1) * 2);
  insert(*tables_.back(), account);
  ++used_;
}

void NameIndex::insert(Table& table, const Account& account) {
  const std::uint64_t print = fingerprint(account.name());
  std::size_t at = print & table.mask;
  while (table.entries[at].load(std::memory_order_relaxed) != 0) at = (at + 1) & table.mask;
  table.entries[at].store(tag(print) | (account.index + 1), std::memory_order_release);
}

void NameIndex::grow(std::size_t size) {
  auto bigger = std::make_unique<Table>(size);
  for (std::uint32_t i = 0; i < used_; ++i) insert(*bigger, (*accounts_)[i]);
  table_.store(bigger.get(), std::memory_order_release);
  tables_.push_back(std::move(bigger));
}

}  // namespace omnillm::budget
