// Floor: 0 base

#ifndef OMNILLM_PULL_ITERATOR_H_
#define OMNILLM_PULL_ITERATOR_H_

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace omnillm {

// Makes a range for `for` of whatever has `std::optional<Item> next()`, empty after the last one.
//
//   [[nodiscard]] PullIterator<ModelStream, Result<LlmStreamEvent>> begin() {
//     return PullIterator<ModelStream, Result<LlmStreamEvent>>(*this);
//   }
//   [[nodiscard]] std::default_sentinel_t end() const { return {}; }
//
// Single pass: an iterator holds the item it stands on, and cannot be copied.
// Lifetime: the stream must outlive it.
template <class Stream, class Item>
class PullIterator {
 public:
  using value_type = Item;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::input_iterator_tag;

  explicit PullIterator(Stream& stream) : stream_(&stream), current_(stream.next()) {}
  PullIterator(PullIterator&&) = default;
  PullIterator& operator=(PullIterator&&) = default;

  [[nodiscard]] Item& operator*() const { return *current_; }
  [[nodiscard]] Item* operator->() const { return &*current_; }
  PullIterator& operator++() {
    current_ = stream_->next();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const PullIterator& i, std::default_sentinel_t) { return !i.current_; }

 private:
  Stream* stream_;
  mutable std::optional<Item> current_;
};

}  // namespace omnillm

#endif  // OMNILLM_PULL_ITERATOR_H_
