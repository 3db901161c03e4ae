// Reads a short text from the left, without allocating.

#ifndef OMNILLM_LIMIT_TEXT_CURSOR_H_
#define OMNILLM_LIMIT_TEXT_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace omnillm::limit {

// A number as it is written: 12.5 is 12 and 500,000,000 thousand-millionths.
struct Decimal {
  std::int64_t whole;
  std::int64_t billionths;  // in [0, 10^9]: rounded up
  int digits;               // before the point
};

// Each read either consumes what it asks for or leaves the cursor where it was.
//
// Lifetime: the text must outlive the cursor.
class TextCursor {
 public:
  // Spaces and tabs around `text` are left out.
  explicit TextCursor(std::string_view text);

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool skip(std::string_view expected);
  // Exactly `count` digits; at most nine.
  std::optional<int> digits(std::size_t count);
  // One to `most` digits. A longer run is refused, not cut.
  std::optional<std::int64_t> integer(std::size_t most);
  // A point and at least one digit, in thousand-millionths rounded up; zero when there is no point.
  std::optional<std::int64_t> fraction();
  // An integer and a fraction.
  std::optional<Decimal> decimal(std::size_t most);

 private:
  [[nodiscard]] std::size_t run_of_digits() const;

  std::string_view rest_;
};

}  // namespace omnillm::limit

#endif  // OMNILLM_LIMIT_TEXT_CURSOR_H_
