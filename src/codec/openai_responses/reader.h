// The readers of codec/fields.h, whose first complaint is remembered, so that the parsers of items,
// parts and tools read straight on and are asked once, at the end.
//
//   Reader reader(ErrorKind::BadRequest);
//   request.model = reader.string(body["model"], root.at("model"));
//   if (auto ok = reader.result(); !ok) return tl::unexpected(ok.error());
//
// What is missing or null is an empty value and no fault. After a fault it goes on handing out
// empty values; nothing that was read then counts.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_READER_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::codec::openai_responses {

class Reader {
 public:
  // The kind of the error that a fault is: BadRequest for a request, Protocol for an answer.
  explicit Reader(ErrorKind kind)
      : is_request_(kind == ErrorKind::BadRequest),
        fields_(is_request_ ? Fields::of_request() : Fields::of_answer()) {}

  [[nodiscard]] std::string string(json::Value value, const Pointer& where);
  [[nodiscard]] Text text(json::Value value, const Pointer& where);
  [[nodiscard]] std::optional<bool> boolean(json::Value value, const Pointer& where);
  // A whole number from 0 to the largest int64.
  [[nodiscard]] std::optional<std::int64_t> count(json::Value value, const Pointer& where);
  [[nodiscard]] std::optional<double> number(json::Value value, const Pointer& where);
  // Whether there is one to be read; anything but an object (an array), null and nothing is a
  // fault.
  [[nodiscard]] bool object(json::Value value, const Pointer& where);
  [[nodiscard]] bool array(json::Value value, const Pointer& where);

  // In a request, that it was said at all. An answer is taken as it is.
  void require(const std::string& value, const Pointer& where);
  void fault(const Pointer& where, std::string_view what);

  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] Result<void> result() const;

 private:
  void check(Result<void> outcome);

  bool is_request_;
  Fields fields_;
  std::optional<Error> error_;
};

// Keeps a member that no field has, unless it is null, which says nothing.
void keep(VendorExtensions& extensions, const json::Member& member);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_READER_H_
