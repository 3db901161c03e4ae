#include "net/byte_stream.h"

#include <numeric>

namespace omnillm::net {

Pieces::Pieces(std::string_view a, std::string_view b, std::string_view c, std::string_view d) {
  for (const std::string_view piece : {a, b, c, d})
    if (!piece.empty())
      // Nobody writes through it: iovec serves reading as well, and so lacks the const.
      pieces_[count_++] = {const_cast<char*>(piece.data()), piece.size()};
}

std::size_t Pieces::size() const {
  return std::accumulate(pieces_.begin() + static_cast<std::ptrdiff_t>(first_),
                         pieces_.begin() + static_cast<std::ptrdiff_t>(count_), std::size_t{0},
                         [](std::size_t sum, const iovec& piece) { return sum + piece.iov_len; });
}

std::string_view Pieces::front() const {
  if (empty()) return {};
  return {static_cast<const char*>(pieces_[first_].iov_base), pieces_[first_].iov_len};
}

void Pieces::advance(std::size_t bytes) {
  while (bytes > 0 && first_ < count_) {
    iovec& piece = pieces_[first_];
    if (bytes < piece.iov_len) {
      piece.iov_base = static_cast<char*>(piece.iov_base) + bytes;
      piece.iov_len -= bytes;
      return;
    }
    bytes -= piece.iov_len;
    ++first_;
  }
}

// Not inlined: GCC 12 then takes the address that ~Watch() removes again for one that dangles.
[[gnu::noinline]] Lifeline::Watch::Watch(Lifeline& line)
    : line_(&line), outer_(std::exchange(line.watch_, this)) {}

void ReadAwaiter::try_again() {
  result_ = stream_.try_read(into_);
  if (!result_) return;
  stream_.set_reader(nullptr);
  std::exchange(waiting_, {}).resume();  // may destroy this
}

void WriteAwaiter::try_again() {
  result_ = stream_.try_write(pieces_);
  if (!result_) return;
  stream_.set_writer(nullptr);
  std::exchange(waiting_, {}).resume();  // may destroy this
}

}  // namespace omnillm::net
