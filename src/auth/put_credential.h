// Puts a credential where a provider looks for it.

#ifndef OMNILLM_AUTH_PUT_CREDENTIAL_H_
#define OMNILLM_AUTH_PUT_CREDENTIAL_H_

#include <string>
#include <string_view>

#include "omnillm/transport_form.h"

namespace omnillm::auth {

// Replaces the fields of that name by one. `prefix` and `value` are joined without leaving a copy
// behind. Requires: both can stand in a field.
void put_header(std::string_view name, std::string_view prefix, std::string_view value,
                Headers& headers);

// Replaces the parameter of that name, or adds it. Both are percent-encoded.
void put_query_parameter(std::string_view name, std::string_view value, std::string& url);

}  // namespace omnillm::auth

#endif  // OMNILLM_AUTH_PUT_CREDENTIAL_H_
