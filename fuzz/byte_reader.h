// Values out of the bytes of a fuzzer, for targets that build something in place of parsing it. At
// the end of the bytes everything is zero, empty and false.

#ifndef OMNILLM_FUZZ_BYTE_READER_H_
#define OMNILLM_FUZZ_BYTE_READER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace omnillm::fuzz {

class ByteReader {
 public:
  ByteReader(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  [[nodiscard]] bool done() const { return left_.empty(); }

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_.front();
    left_.remove_prefix(1);
    return first;
  }
  bool flag() { return byte() % 2 == 1; }
  // Once in so many times, as bytes fall.
  bool rarely() { return byte() >= 224; }
  std::size_t below(std::size_t bound) { return byte() % bound; }

  template <class T, std::size_t N>
  const T& one_of(const T (&values)[N]) {
    return values[below(N)];
  }

  // Mostly small; the ends of the range and what stands beside zero come up often.
  std::int64_t number() {
    constexpr std::int64_t kEnds[] = {0,
                                      1,
                                      -1,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min(),
                                      std::numeric_limits<std::int32_t>::max(),
                                      1'000'000'000,
                                      90'000};
    const std::uint8_t kind = byte();
    if (kind < 64) return kEnds[kind % std::size(kEnds)];
    if (kind < 192) return byte();
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | byte();
    return static_cast<std::int64_t>(value);
  }

  // At most 31 bytes as they come.
  std::string text() {
    const std::size_t wanted = byte() % 32;  // on a line of its own: it takes a byte
    const std::size_t size = std::min(wanted, left_.size());
    const std::string out(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(size));
    left_.remove_prefix(size);
    return out;
  }

 private:
  std::basic_string_view<std::uint8_t> left_;
};

}  // namespace omnillm::fuzz

#endif  // OMNILLM_FUZZ_BYTE_READER_H_
