#include "server/answers.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <variant>

#include "codec/endpoints/transport_body.h"
#include "omnillm/transcode.h"

namespace omnillm::server {

namespace {

// Whole seconds, and at least one: a client that comes back at once is refused again.
std::string in_seconds(Duration duration) {
  return std::to_string(
      std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(duration).count()));
}

}  // namespace

ProviderError as_provider_error(const Error& error, WireFormat format) {
  // It is the server's key that a provider refused, and nothing the caller can mend: said as 401,
  // it would look like the caller's own.
  const bool is_our_key = !error.provider().empty() && (error.kind() == ErrorKind::Auth ||
                                                        error.kind() == ErrorKind::Permission);
  if (is_our_key)
    return {.kind = ErrorKind::Server,
            .protocol = format,
            .status = 502,
            .message = "the provider refused the key of this server: " + error.message()};
  return {.kind = error.kind(),
          .protocol = format,
          .status = error.status(),
          .code = error.provider_code(),
          .message = error.message()};
}

void send_error(const Error& error, WireFormat format, const CallRecord* record,
                listener::ResponseWriter& out) {
  TransportResponse form = emit_transport_error(format, as_provider_error(error, format));
  Headers headers = std::move(form.headers);
  if (!form.content_type.empty()) headers.set("content-type", form.content_type);
  if (error.retry_after()) headers.set("retry-after", in_seconds(*error.retry_after()));
  if (record != nullptr) add_record(*record, headers);
  out.send(form.status, headers, codec::text_of(form.body));
}

void add_record(const CallRecord& record, Headers& headers) {
  headers.set("x-omnillm-request-id", record.id);
  if (!record.attempts.empty()) {
    const Attempt& last = record.attempts.back();
    headers.set("x-omnillm-provider", last.provider);
    headers.set("x-omnillm-model", last.model);
    if (!last.key_label.empty()) headers.set("x-omnillm-key", last.key_label);
    headers.set("x-omnillm-attempts", std::to_string(record.attempts.size()));
  }
  if (record.bill) headers.set("x-omnillm-cost", record.charged.to_string());
}

}  // namespace omnillm::server
