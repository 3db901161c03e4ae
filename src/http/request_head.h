// The head of a request, as a server reads it.

#ifndef OMNILLM_HTTP_REQUEST_HEAD_H_
#define OMNILLM_HTTP_REQUEST_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "http/body_framing.h"
#include "http/head_fields.h"
#include "http/refusal.h"
#include "omnillm/transport_form.h"

namespace omnillm::http {

//   RequestHead head;
//   Parsed<std::optional<std::size_t>> size = head.parse(all_that_has_arrived);
//   if (size && *size) ...            // **size bytes are the head; the body begins behind them
//
// Strict where leniency has been used to smuggle requests: see HeadFields. A length stands once or
// not at all, never beside a transfer encoding, and of these there is `chunked` alone, and not in
// HTTP/1.0. HTTP/1.1 wants exactly one Host. One empty line before the head is passed over.
//
// A target is "/path?query", "*" for OPTIONS, or an absolute URL whose authority is the Host, which
// is taken off; CONNECT is refused.
//
// Thread safety: none. Lifetime: the views are into the bytes of the last parse().
class RequestHead {
 public:
  explicit RequestHead(HeadLimits limits = {}) : limits_(limits), fields_(limits) {}

  // For the next message; it keeps its memory.
  void clear();

  // The size of the head, nothing until all of it is there. The bytes begin where they began at the
  // last call, wherever they lie now. After a refusal the connection is of no use.
  [[nodiscard]] Parsed<std::optional<std::size_t>> parse(std::string_view bytes);

  // All below require a head that is complete.
  [[nodiscard]] std::string_view method() const { return method_; }
  [[nodiscard]] std::string_view target() const { return target_; }
  [[nodiscard]] std::string_view path() const;   // up to the '?'
  [[nodiscard]] std::string_view query() const;  // behind it
  [[nodiscard]] std::string_view host() const { return fields_.meaning().host.value_or(""); }
  [[nodiscard]] bool is_http_1_0() const { return minor_version_ == 0; }
  [[nodiscard]] std::span<const FieldView> fields() const { return fields_.fields(); }
  // The first value of that name, which is given in lower case; empty when there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view lower_name) const {
    return fields_.find(lower_name);
  }
  void copy_fields_to(Headers& out) const { fields_.copy_to(out); }
  [[nodiscard]] BodyFraming framing() const;
  // Whether the peer wants to keep the connection.
  [[nodiscard]] bool keep_alive() const;
  // Whether it waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const;

 private:
  enum class Part : std::uint8_t { Start, Fields, Complete };

  [[nodiscard]] Parsed<bool> parse_start(std::string_view bytes);
  [[nodiscard]] Parsed<bool> incomplete_start(std::string_view bytes) const;
  [[nodiscard]] Parsed<void> check();
  [[nodiscard]] Parsed<void> check_target();

  HeadLimits limits_;
  HeadFields fields_;
  Part part_ = Part::Start;
  std::size_t begin_ = 0;  // behind an empty line in front
  std::size_t at_ = 0;     // of the line that is not complete yet
  std::size_t target_at_ = 0, target_size_ = 0, method_size_ = 0;
  std::string_view method_, target_;
  int minor_version_ = 1;
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_REQUEST_HEAD_H_
