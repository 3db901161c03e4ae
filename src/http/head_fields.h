// The header fields of a message, and what they say about the message itself. This is the part that
// the heads of requests and of answers have in common.

#ifndef OMNILLM_HTTP_HEAD_FIELDS_H_
#define OMNILLM_HTTP_HEAD_FIELDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "http/refusal.h"
#include "omnillm/transport_form.h"

namespace omnillm::http {

// What a peer may make us hold of a head.
struct HeadLimits {
  std::size_t max_bytes = std::size_t{64} << 10;      // of all of it
  std::size_t max_start_line = std::size_t{8} << 10;  // of the request line or status line
  std::size_t max_fields = 100;
};

struct FieldView {
  std::string_view name;   // as it was written
  std::string_view value;  // without the blanks around it

  friend bool operator==(const FieldView&, const FieldView&) = default;
};

// Reads "name: value" lines up to the empty one, strictly: CRLF ends a line and nothing else does,
// no line is folded, no blank stands before a colon, no control character in a value.
//
// Thread safety: none. Lifetime: the views are into the bytes of the last parse().
class HeadFields {
 public:
  // What the fields say about the message itself.
  struct Meaning {
    std::optional<std::uint64_t> content_length{};
    bool length_repeated = false;  // the same one, more than once
    bool chunked = false;
    bool close = false;
    bool keep_alive = false;
    std::optional<std::string_view> host{};
    bool host_repeated = false;
    std::optional<std::string_view> expect{};
  };

  explicit HeadFields(HeadLimits limits) : limits_(limits) {}

  void clear();
  // Goes on at `at` and moves it forward, by whole lines; true when the empty line was read.
  // `bytes` begin where they began at the last call, wherever they lie now.
  [[nodiscard]] Parsed<bool> parse(std::string_view bytes, std::size_t& at);

  [[nodiscard]] std::span<const FieldView> fields() const { return fields_; }
  // The first value of that name; empty when there is none.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view lower_name) const;
  [[nodiscard]] const Meaning& meaning() const { return meaning_; }
  void copy_to(Headers& out) const;

 private:
  [[nodiscard]] Parsed<bool> parse_line(std::string_view bytes, std::size_t& at);
  [[nodiscard]] Parsed<void> understand(const FieldView& field);
  [[nodiscard]] Parsed<void> read_length(std::string_view value);
  void read_connection(std::string_view value);
  void rebase(std::string_view bytes);

  HeadLimits limits_;
  const char* base_ = nullptr;  // where the bytes began at the last call
  std::vector<FieldView> fields_;
  Meaning meaning_;
  bool has_coding_ = false;
};

}  // namespace omnillm::http

#endif  // OMNILLM_HTTP_HEAD_FIELDS_H_
