#include "omnillm/secret.h"

#include <string.h>

#include <ostream>
#include <utility>

namespace omnillm {

Secret::Secret(std::string_view bytes)
    : bytes_(bytes.empty() ? nullptr : new char[bytes.size()]), size_(bytes.size()) {
  if (size_ != 0) memcpy(bytes_.get(), bytes.data(), size_);
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

Secret::~Secret() {
  if (bytes_) explicit_bzero(bytes_.get(), size_);
}

bool operator==(const Secret& a, const Secret& b) {
  if (a.size_ != b.size_) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size_; ++i)
    difference = static_cast<unsigned char>(difference | (a.bytes_[i] ^ b.bytes_[i]));
  return difference == 0;
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

}  // namespace omnillm
