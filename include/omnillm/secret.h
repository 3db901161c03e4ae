// Floor: 0 base

#ifndef OMNILLM_SECRET_H_
#define OMNILLM_SECRET_H_

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string_view>

namespace omnillm {

// A credential: it prints as ***, and its bytes are wiped when it dies.
//
//   Secret key(line);                       // copies the bytes; wipe your own copy yourself
//   headers.set("x-api-key", key.reveal()); // the one way to read it, easy to search for
//
// Thread safety: a value; reading one object from several threads is safe.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  Secret(const Secret& other) : Secret(other.reveal()) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Compares without telling by its duration where two secrets of equal length differ.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream& out, const Secret& secret);  // writes ***

}  // namespace omnillm

#endif  // OMNILLM_SECRET_H_
