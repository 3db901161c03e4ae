#include "gateway/retry_table.h"

namespace omnillm::gateway {

RetryWhere retried_where(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::ProviderLimit:
    case ErrorKind::Quota:
    case ErrorKind::Auth:
    case ErrorKind::Permission:
      return RetryWhere::AnotherKey;
    case ErrorKind::NoKey:
    case ErrorKind::NotFound:
    case ErrorKind::ContextLength:
    case ErrorKind::Protocol:
      return RetryWhere::AnotherTarget;
    case ErrorKind::Overloaded:
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
      return RetryWhere::Elsewhere;
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
    case ErrorKind::Configuration:
    case ErrorKind::BadRequest:
    case ErrorKind::ContentPolicy:
    case ErrorKind::Cancelled:
    case ErrorKind::Storage:
      return RetryWhere::Nowhere;
  }
  return RetryWhere::Nowhere;
}

bool counts_as_retry(ErrorKind kind) {
  return kind != ErrorKind::Auth && kind != ErrorKind::Quota && kind != ErrorKind::Permission &&
         kind != ErrorKind::NoKey;
}

}  // namespace omnillm::gateway
