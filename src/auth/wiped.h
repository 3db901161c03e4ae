// A text that is wiped when it dies: for what a secret passes through on its way.

#ifndef OMNILLM_AUTH_WIPED_H_
#define OMNILLM_AUTH_WIPED_H_

#include <openssl/crypto.h>

#include <string>
#include <utility>

namespace omnillm::auth {

inline void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.capacity());
  text.clear();
}

// What it holds must not outgrow its memory while it is filled: the old memory is given back as it
// is. Reserve first.
// Thread safety: a value that is neither copied nor moved.
class Wiped {
 public:
  Wiped() = default;
  explicit Wiped(std::string filled) : text(std::move(filled)) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(text); }

  std::string text{};
};

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_WIPED_H_
