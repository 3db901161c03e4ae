// Writes the body of one request or answer: members that are set, the unknown ones that belong
// here, and a report of what this format cannot say.

#ifndef OMNILLM_CODEC_ENDPOINTS_BODY_WRITER_H_
#define OMNILLM_CODEC_ENDPOINTS_BODY_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/conversion.h"
#include "omnillm/dialect.h"
#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"

namespace omnillm::codec {

// Lifetime: refers to everything it is given. Thread safety: none.
class BodyWriter {
 public:
  // `origin` is the format the value came from, empty when somebody made it. A request has a
  // dialect, an answer none.
  BodyWriter(WireFormat target, std::optional<WireFormat> origin, const Dialect* dialect,
             LossLog& losses, std::string& out)
      : out_(out), target_(target), origin_(origin), dialect_(dialect), losses_(losses) {}

  [[nodiscard]] json::Writer& out() { return out_; }
  [[nodiscard]] LossLog& losses() { return losses_; }
  // Whether the value came from this very format.
  [[nodiscard]] bool is_return() const { return origin_ == target_; }
  // Whether unknown members are ours to write.
  [[nodiscard]] bool own() const { return !origin_ || is_return(); }
  [[nodiscard]] const Dialect* dialect() const { return dialect_; }

  // The member, if there is something to say and the provider takes it.
  template <std::size_t N, class T>
  void say(const char (&name)[N], const T& value) {
    if (is_said(value) && accepted(name)) write(out_.key(name), value);
  }
  // False, with a report, for a member that the provider's dialect refuses.
  bool accepted(std::string_view name);

  // Reports that this format has no word for it.
  void drop(bool is_set, std::string_view name);
  void drop(bool is_set, std::string_view name, std::string pointer);

  // The unknown members but those `taken`, or a report of each. Kept usage is a detail: a note.
  void rest(const VendorExtensions& extensions, std::initializer_list<std::string_view> taken = {});
  // The same for one of many things, with one report for all of them.
  void rest_of_one(const VendorExtensions& extensions, std::string_view list);
  // A member that was kept whole because it says more than the fields do: written as it came for as
  // long as it still says the same. False when it was not written.
  bool kept(const VendorExtensions& extensions, std::string_view name,
            const std::function<bool(json::Value)>& says_the_same);

  [[nodiscard]] std::string_view target_name() const { return to_string(target_); }

 private:
  static bool is_said(const std::string& value) { return !value.empty(); }
  static bool is_said(const Text& value) { return !value.empty(); }
  template <class T>
  static bool is_said(const std::optional<T>& value) {
    return value.has_value();
  }
  static void write(json::Writer& out, const std::string& value) { out.string(value); }
  static void write(json::Writer& out, const Text& value) { out.string(value); }
  static void write(json::Writer& out, const std::optional<std::int64_t>& value) {
    out.integer(*value);
  }
  static void write(json::Writer& out, const std::optional<double>& value) { out.number(*value); }
  static void write(json::Writer& out, const std::optional<bool>& value) { out.boolean(*value); }

  json::Writer out_;
  WireFormat target_;
  std::optional<WireFormat> origin_;
  const Dialect* dialect_;
  LossLog& losses_;
};

// Keeps a member whole when what we would write in its place is not the same.
void keep_if_it_says_more(json::Value member, std::string_view name,
                          const std::function<void(json::Writer&)>& write_anew,
                          VendorExtensions& into);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_BODY_WRITER_H_
