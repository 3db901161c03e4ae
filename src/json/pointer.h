// A JSON pointer that costs nothing until somebody asks for it: a chain of steps on the stack.
//
//   const Pointer message = messages.at(index);       // "/messages/3"
//   const Pointer content = message.at("content");    // "/messages/3/content"
//   return fail_at(content, "expected a string or an array");

#ifndef OMNILLM_JSON_POINTER_H_
#define OMNILLM_JSON_POINTER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm::json {

// Lifetime: a step refers to the one before and to its name; all stand on the stack of the parser.
class Pointer {
 public:
  Pointer() = default;  // the whole document

  [[nodiscard]] Pointer at(std::string_view name) const { return Pointer(this, name, kNoIndex); }
  [[nodiscard]] Pointer at(std::size_t index) const { return Pointer(this, {}, index); }
  // As RFC 6901 writes it: "/messages/3/content".
  [[nodiscard]] std::string str() const;

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

  Pointer(const Pointer* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}
  void append_to(std::string& out) const;

  const Pointer* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = kNoIndex;
};

// A request that is wrong: BadRequest, "/messages/3/content: expected a string or an array".
[[nodiscard]] tl::unexpected<Error> fail_at(const Pointer& where, std::string_view what);
// The same for an answer: Protocol.
[[nodiscard]] tl::unexpected<Error> broken_at(const Pointer& where, std::string_view what);

}  // namespace omnillm::json

#endif  // OMNILLM_JSON_POINTER_H_
