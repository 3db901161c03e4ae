#include "omnillm/error.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <ostream>
#include <utility>

#include "base/redact.h"

namespace omnillm {
namespace {

constexpr std::array<std::string_view, 19> kNames{
    "own_limit",      "own_budget",     "no_key",     "configuration", "provider_limit",
    "quota",          "auth",           "permission", "bad_request",   "not_found",
    "context_length", "content_policy", "overloaded", "server",        "network",
    "timeout",        "cancelled",      "protocol",   "storage"};
static_assert(kNames.size() == static_cast<std::size_t>(ErrorKind::Storage) + 1);

// "1.5s", "3600s": three digits of small waits, whole seconds of long ones.
std::string seconds_text(std::chrono::nanoseconds wait) {
  const double seconds = std::chrono::duration<double>(wait).count();
  char text[32];
  std::snprintf(text, sizeof text, std::abs(seconds) < 100 ? "%.3gs" : "%.0fs", seconds);
  return text;
}

}  // namespace

std::string_view to_string(ErrorKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kNames.size() ? kNames[index] : "unknown";
}

std::ostream& operator<<(std::ostream& out, ErrorKind kind) { return out << to_string(kind); }

Error::Error(ErrorKind kind, std::string_view message)
    : kind_(kind), message_(redact_credentials(message)) {}

Error Error::with_status(int status) && {
  status_ = status;
  return std::move(*this);
}

Error Error::with_provider(std::string_view name) && {
  provider_ = redact_credentials(name);
  return std::move(*this);
}

Error Error::with_provider_code(std::string_view code) && {
  provider_code_ = redact_credentials(code);
  return std::move(*this);
}

Error Error::with_retry_after(std::chrono::nanoseconds delay) && {
  retry_after_ = delay;
  return std::move(*this);
}

Error Error::with_key_label(std::string_view label) && {
  key_label_ = redact_credentials(label);
  return std::move(*this);
}

Error Error::with_attempts(int attempts) && {
  attempts_ = attempts;
  return std::move(*this);
}

std::string Error::to_string() const {
  std::string text(omnillm::to_string(kind_));
  text += ": ";
  text += message_;
  if (!provider_.empty()) text += " [" + provider_ + "]";
  if (status_ != 0) text += " (HTTP " + std::to_string(status_) + ")";
  if (retry_after_) text += " (retry after " + seconds_text(*retry_after_) + ")";
  return text;
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << error.to_string(); }

}  // namespace omnillm
