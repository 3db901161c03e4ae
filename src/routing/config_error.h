// How routes complain of what somebody wrote: "/fallback/1/weight: must be ...".

#ifndef OMNILLM_ROUTING_CONFIG_ERROR_H_
#define OMNILLM_ROUTING_CONFIG_ERROR_H_

#include <string>
#include <string_view>

#include "json/pointer.h"
#include "omnillm/result.h"

namespace omnillm::routing {

inline tl::unexpected<Error> wrong_at(const json::Pointer& where, std::string_view what) {
  std::string message = where.str();
  if (message.empty()) message = "/";
  message += ": ";
  message += what;
  return fail(ErrorKind::Configuration, message);
}

}  // namespace omnillm::routing

#endif  // OMNILLM_ROUTING_CONFIG_ERROR_H_
