// Bodies of application/x-www-form-urlencoded, as token endpoints want them.

#ifndef OMNILLM_AUTH_FORM_H_
#define OMNILLM_AUTH_FORM_H_

#include <string>
#include <string_view>

#include "http/percent.h"

namespace omnillm::auth {

inline void append_form_field(std::string_view name, std::string_view value, std::string& out) {
  if (!out.empty()) out += '&';
  out.append(name).append("=").append(http::percent_encode(value));
}

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_FORM_H_
