// The head of an answer, as a client reads it.

#ifndef OMNILLM_HTTP_RESPONSE_HEAD_H_
#define OMNILLM_HTTP_RESPONSE_HEAD_H_

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

// As strict as RequestHead; but a length may be repeated, as some servers do, as long as it is the
// same one, and the reason may be missing.
//
// Interim answers (1xx) are answers like others here: read them, clear(), and read the next.
//
// Thread safety: none. Lifetime: the views are into the bytes of the last parse().
class ResponseHead {
 public:
  explicit ResponseHead(HeadLimits limits = {}) : limits_(limits), fields_(limits) {}

  // For the next message; it keeps its memory.
  void clear();

  // The size of the head, nothing until all of it is there. The bytes begin where they began at the
  // last call, wherever they lie now. After a refusal the connection is of no use.
  [[nodiscard]] Parsed<std::optional<std::size_t>> parse(std::string_view bytes);

  // All below require a head that is complete.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] bool is_interim() const { return status_ < 200; }
  [[nodiscard]] std::span<const FieldView> fields() const { return fields_.fields(); }
  // The first value of that name, which is given in lower case; empty when there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view lower_name) const {
    return fields_.find(lower_name);
  }
  void copy_fields_to(Headers& out) const { fields_.copy_to(out); }

  // What was asked decides whether there is a body.
  enum class AnswerTo : std::uint8_t { Anything, Head, Connect };
  [[nodiscard]] BodyFraming framing(AnswerTo asked = AnswerTo::Anything) const;
  // Whether the server keeps the connection once this answer is read.
  [[nodiscard]] bool keep_alive() const;

 private:
  enum class Part : std::uint8_t { Start, Fields, Complete };

  [[nodiscard]] Parsed<bool> parse_start(std::string_view bytes);
  [[nodiscard]] bool never_has_a_body() const {
    return status_ < 200 || status_ == 204 || status_ == 304;
  }

  HeadLimits limits_;
  HeadFields fields_;
  Part part_ = Part::Start;
  std::size_t at_ = 0;  // of the line that is not complete yet
  int status_ = 0;
  int minor_version_ = 1;
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_RESPONSE_HEAD_H_
