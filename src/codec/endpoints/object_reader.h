// Reads the members of an object one after the other, without a check after each: the first
// complaint is kept, and whoever began looks for it once at the end.
//
//   Reading in = Reading::of_request();
//   ObjectReader object(root, Pointer(), in);
//   object.string("model", request.model);
//   object.keep_rest(request.vendor_extensions);   // what nobody asked for
//   return std::move(in).finish(std::move(request));

#ifndef OMNILLM_CODEC_ENDPOINTS_OBJECT_READER_H_
#define OMNILLM_CODEC_ENDPOINTS_OBJECT_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/fields.h"
#include "codec/pointer.h"
#include "json/document.h"
#include "omnillm/conversion.h"
#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm::codec {

// The first complaint about one body.
class Reading {
 public:
  [[nodiscard]] static Reading of_request() { return Reading(Fields::of_request()); }
  [[nodiscard]] static Reading of_answer() { return Reading(Fields::of_answer()); }

  [[nodiscard]] const Fields& fields() const { return fields_; }
  // Whether it went well; if not, keeps the complaint unless there is one already.
  bool check(Result<void> outcome);
  void complain(const Pointer& where, std::string_view what);
  void expected(std::string_view what, json::Value value, const Pointer& where);

  template <class T>
  [[nodiscard]] Result<T> finish(T value) && {
    if (complaint_) return tl::unexpected(std::move(*complaint_));
    return value;
  }

 private:
  explicit Reading(Fields fields) : fields_(fields) {}

  Fields fields_;
  std::optional<Error> complaint_;
};

// Lifetime: refers to the document, to the pointer and to the reading. Thread safety: none.
class ObjectReader {
 public:
  // Complains when it is no object; there are no members then.
  ObjectReader(json::Value value, const Pointer& where, Reading& in);

  [[nodiscard]] Pointer at(std::string_view name) const { return where_.at(name); }

  // The member, which then counts as known; Missing when there is none.
  json::Value take(std::string_view name);
  // Of a member with two spellings, the one that is there.
  json::Value take(std::string_view name, std::string_view other);

  // Each leaves `into` alone when the member is missing or null.
  void string(std::string_view name, std::string& into);
  void text(std::string_view name, Text& into);
  void boolean(std::string_view name, std::optional<bool>& into);
  void number(std::string_view name, std::optional<double>& into);
  void strings(std::string_view name, std::vector<std::string>& into);
  // A whole number that is not negative; a string of digits, as protocol buffers write it, will do.
  void count(std::string_view name, std::optional<std::int64_t>& into);
  void integer(std::string_view name, std::optional<std::int64_t>& into);

  // An array that must be there: its elements, of which the object complains when there is none.
  json::Value required_array(std::string_view name);
  void required_text(std::string_view name, Text& into);
  void required_string(std::string_view name, std::string& into);

  // What nobody took: kept, or reported because there is nowhere to keep it.
  void keep_rest(VendorExtensions& into) const;
  void report_rest(LossLog& losses) const;

 private:
  [[nodiscard]] bool is_taken(std::string_view name) const;

  json::Value value_;
  const Pointer& where_;
  Reading& in_;
  std::vector<std::string_view> taken_;
};

// A count as ObjectReader::count() reads it.
void read_count(json::Value value, const Pointer& where, Reading& in,
                std::optional<std::int64_t>& into);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_OBJECT_READER_H_
