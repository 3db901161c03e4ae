// Floor: 0 base

#ifndef OMNILLM_ERROR_H_
#define OMNILLM_ERROR_H_

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace omnillm {

// What went wrong, by who refused and what can be done about it. What a kind means for retries, for
// the key, for the endpoint and for the money is one table: docs/errors.md.
enum class ErrorKind : std::uint8_t {
  // Refused here, before anything was sent.
  OwnLimit,       // a rate or concurrency limit we impose on the caller
  OwnBudget,      // the reservation does not fit a budget
  NoKey,          // no key can serve; the message counts why, retry_after says when one can
  Configuration,  // the caller's set-up is wrong; the message says what to write instead
  // Refused by the provider.
  ProviderLimit,  // 429: too many requests or tokens, passes by itself
  Quota,          // 429/402: credit or quota used up, does not pass by itself
  Auth,           // 401: the key is not known
  Permission,     // 403: the key may not do this
  BadRequest,     // 400/422: the request is wrong for every key
  NotFound,       // 404: no such model or path
  ContextLength,  // the prompt does not fit the model
  ContentPolicy,  // the provider's policy refused the content
  // Failed on the way.
  Overloaded,  // 503/529: the provider has no capacity now
  Server,      // other 5xx
  Network,     // no connection, or it broke
  Timeout,     // a deadline passed
  Cancelled,   // the caller gave up
  Protocol,    // bytes that do not follow the protocol, or cannot be expressed in it
  Storage,     // the durable store failed
};

// snake_case name of a kind, as it appears in logs, metrics and docs/errors.md: "no_key".
[[nodiscard]] std::string_view to_string(ErrorKind kind);
std::ostream& operator<<(std::ostream& out, ErrorKind kind);

// A failure: what kind, a sentence a person can act on, and whatever else is known.
//
//   return fail(ErrorKind::ProviderLimit, "openai answered 429");
//   Error(ErrorKind::Server, "upstream failed").with_status(502).with_provider("openai");
//
// No secret reaches an Error: every text that is put into it is stripped of whatever looks like a
// credential (see base/redact.h).
// Thread safety: a value; distinct objects are independent.
class Error {
 public:
  explicit Error(ErrorKind kind, std::string_view message);

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  // The HTTP status of the provider's answer, 0 when there was none.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& provider() const { return provider_; }
  // The provider's own code, verbatim: "insufficient_quota".
  [[nodiscard]] const std::string& provider_code() const { return provider_code_; }
  // How long to wait before the same request can work; empty when nobody knows.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> retry_after() const { return retry_after_; }
  // Label of the key that was used last; never the key.
  [[nodiscard]] const std::string& key_label() const { return key_label_; }
  // How many times the request was sent to a provider.
  [[nodiscard]] int attempts() const { return attempts_; }

  Error with_status(int status) &&;
  Error with_provider(std::string_view name) &&;
  Error with_provider_code(std::string_view code) &&;
  Error with_retry_after(std::chrono::nanoseconds delay) &&;
  Error with_key_label(std::string_view label) &&;
  Error with_attempts(int attempts) &&;

  // One line: "no_key: 3 keys are cooling down (retry after 1.5s)".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Error&, const Error&) = default;

 private:
  ErrorKind kind_;
  int status_ = 0;
  int attempts_ = 0;
  std::optional<std::chrono::nanoseconds> retry_after_;
  std::string message_;
  std::string provider_;
  std::string provider_code_;
  std::string key_label_;
};

std::ostream& operator<<(std::ostream& out, const Error& error);

}  // namespace omnillm

#endif  // OMNILLM_ERROR_H_
