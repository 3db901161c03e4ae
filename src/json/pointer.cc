#include "json/pointer.h"

#include <string>

namespace omnillm::json {

namespace {

tl::unexpected<Error> fail_with(ErrorKind kind, const Pointer& where, std::string_view what) {
  std::string message = where.str();
  if (message.empty()) message = "the body";
  return fail(kind, message.append(": ").append(what));
}

}  // namespace

void Pointer::append_to(std::string& out) const {
  if (!parent_) return;
  parent_->append_to(out);
  out.push_back('/');
  if (index_ != kNoIndex) {
    out += std::to_string(index_);
    return;
  }
  for (const char c : name_) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out.push_back(c);
  }
}

std::string Pointer::str() const {
  std::string out;
  append_to(out);
  return out;
}

tl::unexpected<Error> fail_at(const Pointer& where, std::string_view what) {
  return fail_with(ErrorKind::BadRequest, where, what);
}

tl::unexpected<Error> broken_at(const Pointer& where, std::string_view what) {
  return fail_with(ErrorKind::Protocol, where, what);
}

}  // namespace omnillm::json
