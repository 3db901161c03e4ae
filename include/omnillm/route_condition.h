// Floor: 3 routing
//
// What a route may ask about a request.
//
//   field("metadata.plan").eq("free") && field("tokens").gt(100'000)
//   {"all": [{"field": "metadata.plan", "eq": "free"}, {"field": "tokens", "gt": 100000}]}
//
// Thread safety: values.

#ifndef OMNILLM_ROUTE_CONDITION_H_
#define OMNILLM_ROUTE_CONDITION_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/result.h"

namespace omnillm {

struct RouteInput;  // routing.h

// Something a request has, or lacks.
struct RouteField {
  enum class Kind : std::uint8_t {
    Model,        // "model": as the caller wrote it
    User,         // "user"
    Session,      // "session"
    Endpoint,     // "endpoint": "responses", "embeddings"
    Metadata,     // "metadata.<name>": a text, a number or a bool
    Header,       // "header.<name>": of the caller's request, whatever the case of the name
    PromptBytes,  // "prompt_bytes"
    Tokens,       // "tokens": the estimate of the prompt
    HasTools,     // "has_tools"
    HasImages,    // "has_images"
    Stream,       // "stream"
  };

  Kind kind = Kind::Model;
  std::string name{};  // of a metadata member or a header

  // Empty when there is no such field.
  [[nodiscard]] static std::optional<RouteField> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const RouteField&, const RouteField&) = default;
};

// What a field says, or what it is compared with; monostate for a field that the request lacks.
// Whole numbers are compared exactly, others as doubles. A text that reads as a number, as those of
// headers do, counts as one where it meets a number.
using RouteValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// A question with the answer yes or no. A fresh one is `all` of nothing: yes.
//
// A request that lacks the field answers no to everything but `ne`. Values of different kinds are
// not equal, and neither is greater.
struct Condition {
  enum class Op : std::uint8_t { All, Any, Not, Eq, Ne, In, Gt, Gte, Lt, Lte, Contains };

  Op op = Op::All;
  std::vector<Condition> of;         // All, Any, and Not: of one
  RouteField field{};                // of the others
  std::vector<RouteValue> values{};  // one; any number for In

  [[nodiscard]] bool holds(const RouteInput& request) const;

  friend Condition operator&&(Condition a, Condition b);
  friend Condition operator||(Condition a, Condition b);
  friend Condition operator!(Condition a);
  friend bool operator==(const Condition& a, const Condition& b);
  friend std::ostream& operator<<(std::ostream& out, const Condition& condition);  // as JSON
};

[[nodiscard]] JsonText to_json(const Condition& condition);

namespace route {

// The beginning of a comparison.
class FieldRef {
 public:
  explicit FieldRef(RouteField field) : field_(std::move(field)) {}

  [[nodiscard]] Condition eq(RouteValue value) && { return one(Condition::Op::Eq, value); }
  [[nodiscard]] Condition ne(RouteValue value) && { return one(Condition::Op::Ne, value); }
  [[nodiscard]] Condition gt(RouteValue value) && { return one(Condition::Op::Gt, value); }
  [[nodiscard]] Condition gte(RouteValue value) && { return one(Condition::Op::Gte, value); }
  [[nodiscard]] Condition lt(RouteValue value) && { return one(Condition::Op::Lt, value); }
  [[nodiscard]] Condition lte(RouteValue value) && { return one(Condition::Op::Lte, value); }
  // Of a text: that this stands in it. Of a metadata array: that this is one of its elements.
  [[nodiscard]] Condition contains(RouteValue value) && {
    return one(Condition::Op::Contains, value);
  }
  [[nodiscard]] Condition in(std::vector<RouteValue> values) && {
    return {Condition::Op::In, {}, std::move(field_), std::move(values)};
  }
  [[nodiscard]] Condition is_true() && { return std::move(*this).eq(true); }

 private:
  [[nodiscard]] Condition one(Condition::Op op, RouteValue& value) {
    return {op, {}, std::move(field_), {std::move(value)}};
  }

  RouteField field_;
};

// A name that is no field is a field of that name in the metadata: field("plan") is
// field("metadata.plan").
[[nodiscard]] FieldRef field(std::string_view name);
[[nodiscard]] Condition all(std::vector<Condition> of);
[[nodiscard]] Condition any(std::vector<Condition> of);

}  // namespace route
}  // namespace omnillm

#endif  // OMNILLM_ROUTE_CONDITION_H_
