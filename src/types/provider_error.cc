#include "omnillm/provider_error.h"

#include <string>
#include <utility>

namespace omnillm {

Error ProviderError::to_error() const {
  const bool names_it = param.empty() || message.find(param) != std::string::npos;
  Error error(kind, names_it ? message : message + " (" + param + ")");
  if (status != 0) error = std::move(error).with_status(status);
  const std::string& word = code.empty() ? type : code;
  if (!word.empty()) error = std::move(error).with_provider_code(word);
  return error;
}

ErrorKind kind_of_status(int status) {
  switch (status) {
    case 401:
      return ErrorKind::Auth;
    case 402:
      return ErrorKind::Quota;
    case 403:
      return ErrorKind::Permission;
    case 404:
    case 410:
      return ErrorKind::NotFound;
    case 408:
    case 504:
      return ErrorKind::Timeout;
    case 424:  // Bedrock: the model behind it failed
      return ErrorKind::Server;
    case 429:
      return ErrorKind::ProviderLimit;
    case 499:
      return ErrorKind::Cancelled;
    case 503:
    case 529:
      return ErrorKind::Overloaded;
    default:
      break;
  }
  if (status >= 400 && status < 500) return ErrorKind::BadRequest;
  // A redirection that was not asked for is no answer of the protocol.
  if (status >= 300 && status < 400) return ErrorKind::Protocol;
  return ErrorKind::Server;
}

}  // namespace omnillm
