#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "json/document.h"
#include "omnillm/route_condition.h"
#include "omnillm/routing.h"
#include "routing/route_value.h"

namespace omnillm {
namespace {

using Kind = RouteField::Kind;

struct PlainField {
  std::string_view name;
  Kind kind;
};
constexpr std::array kPlainFields{
    PlainField{"model", Kind::Model},
    PlainField{"user", Kind::User},
    PlainField{"session", Kind::Session},
    PlainField{"endpoint", Kind::Endpoint},
    PlainField{"prompt_bytes", Kind::PromptBytes},
    PlainField{"tokens", Kind::Tokens},
    PlainField{"has_tools", Kind::HasTools},
    PlainField{"has_images", Kind::HasImages},
    PlainField{"stream", Kind::Stream},
};
constexpr std::string_view kMetadata = "metadata.";
constexpr std::string_view kHeader = "header.";

// The whole of a text as a number; monostate when it is none.
RouteValue number_in(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole);
      read.ec == std::errc() && read.ptr == end)
    return whole;
  double broken = 0;
  if (const auto read = std::from_chars(text.data(), end, broken);
      read.ec == std::errc() && read.ptr == end && std::isfinite(broken))
    return broken;
  return {};
}

RouteValue value_of_json(const JsonText& json) {
  const std::string_view text = json.text();
  if (json.is_string()) return json.as_text().str();
  if (text == "true" || text == "false") return text == "true";
  return number_in(text);
}

RouteValue text_or_nothing(std::string_view text) {
  if (text.empty()) return {};
  return std::string(text);
}

RouteValue count_or_nothing(std::optional<std::int64_t> count) {
  if (!count) return {};
  return *count;
}

RouteValue value_of_metadata(const RouteField& field, const RouteInput& request) {
  const JsonText* found = request.metadata ? request.metadata->find(field.name) : nullptr;
  return found ? value_of_json(*found) : RouteValue{};
}

RouteValue value_of_header(const RouteField& field, const RouteInput& request) {
  const auto found = request.headers ? request.headers->find(field.name) : std::nullopt;
  return found ? RouteValue{std::string(*found)} : RouteValue{};
}

// A bool where a bool is asked for, a number where a number is.
RouteValue as_if_it_were_like(const RouteValue& value, const RouteValue& other) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return value;
  if (std::holds_alternative<bool>(other) && (*text == "true" || *text == "false"))
    return *text == "true";
  if (std::holds_alternative<std::int64_t>(other) || std::holds_alternative<double>(other))
    if (RouteValue number = number_in(*text); number.index() != 0) return number;
  return value;
}

std::optional<double> as_double(const RouteValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* broken = std::get_if<double>(&value)) return *broken;
  return std::nullopt;
}

std::partial_ordering compare_alike(const RouteValue& a, const RouteValue& b) {
  if (a.index() == b.index()) {
    if (const auto* text = std::get_if<std::string>(&a)) return *text <=> std::get<std::string>(b);
    if (const auto* flag = std::get_if<bool>(&a)) return *flag <=> std::get<bool>(b);
    if (const auto* whole = std::get_if<std::int64_t>(&a)) return *whole <=> std::get<int64_t>(b);
  }
  const auto left = as_double(a);
  const auto right = as_double(b);
  if (left && right) return *left <=> *right;
  return std::partial_ordering::unordered;
}

std::partial_ordering compare(const RouteValue& a, const RouteValue& b) {
  return compare_alike(as_if_it_were_like(a, b), as_if_it_were_like(b, a));
}

bool contains(const RouteField& field, const RouteInput& request, const RouteValue& seen,
              const RouteValue& wanted) {
  if (const auto* text = std::get_if<std::string>(&seen)) {
    const auto* part = std::get_if<std::string>(&wanted);
    return part && text->find(*part) != std::string::npos;
  }
  if (field.kind != Kind::Metadata || !request.metadata) return false;
  const JsonText* found = request.metadata->find(field.name);
  json::Document document;
  if (!found || !found->is_array() || !document.parse(std::string(found->text()))) return false;
  for (const json::Value element : document.root().elements())
    if (compare(value_of_json(element.json()), wanted) == 0) return true;
  return false;
}

}  // namespace

namespace routing {

RouteValue value_of(const RouteField& field, const RouteInput& request) {
  switch (field.kind) {
    case Kind::Model:
      return text_or_nothing(request.model);
    case Kind::User:
      return text_or_nothing(request.user);
    case Kind::Session:
      return text_or_nothing(request.session);
    case Kind::Endpoint:
      return std::string(to_string(request.endpoint));
    case Kind::Metadata:
      return value_of_metadata(field, request);
    case Kind::Header:
      return value_of_header(field, request);
    case Kind::PromptBytes:
      return count_or_nothing(request.prompt_bytes);
    case Kind::Tokens:
      return count_or_nothing(request.prompt_tokens);
    case Kind::HasTools:
      return request.has_tools;
    case Kind::HasImages:
      return request.has_images;
    case Kind::Stream:
      return request.stream;
  }
  return {};
}

}  // namespace routing

std::optional<RouteField> RouteField::parse(std::string_view text) {
  for (const PlainField& each : kPlainFields)
    if (each.name == text) return RouteField{each.kind, {}};
  for (const auto& [prefix, kind] :
       {std::pair(kMetadata, Kind::Metadata), std::pair(kHeader, Kind::Header)})
    if (text.size() > prefix.size() && text.substr(0, prefix.size()) == prefix)
      return RouteField{kind, std::string(text.substr(prefix.size()))};
  return std::nullopt;
}

std::string RouteField::to_string() const {
  for (const PlainField& each : kPlainFields)
    if (each.kind == kind) return std::string(each.name);
  return std::string(kind == Kind::Header ? kHeader : kMetadata) + name;
}

bool Condition::holds(const RouteInput& request) const {
  const auto holds_too = [&](const Condition& each) { return each.holds(request); };
  switch (op) {
    case Op::All:
      return std::all_of(of.begin(), of.end(), holds_too);
    case Op::Any:
      return std::any_of(of.begin(), of.end(), holds_too);
    case Op::Not:
      return !std::all_of(of.begin(), of.end(), holds_too);
    default:
      break;
  }
  const RouteValue seen = routing::value_of(field, request);
  const auto matches = [&](const RouteValue& value) {
    const std::partial_ordering order = compare(seen, value);
    switch (op) {
      case Op::Gt:
        return order > 0;
      case Op::Gte:
        return order >= 0;
      case Op::Lt:
        return order < 0;
      case Op::Lte:
        return order <= 0;
      case Op::Contains:
        return contains(field, request, seen, value);
      default:
        return order == 0;
    }
  };
  const bool any = std::any_of(values.begin(), values.end(), matches);
  return op == Op::Ne ? !any : any;
}

namespace {

// a && b && c is one list, not a list in a list.
Condition joined(Condition::Op op, Condition a, Condition b) {
  Condition result;
  result.op = op;
  for (Condition* each : {&a, &b}) {
    if (each->op == op)
      std::move(each->of.begin(), each->of.end(), std::back_inserter(result.of));
    else
      result.of.push_back(std::move(*each));
  }
  return result;
}

}  // namespace

Condition operator&&(Condition a, Condition b) {
  return joined(Condition::Op::All, std::move(a), std::move(b));
}

Condition operator||(Condition a, Condition b) {
  return joined(Condition::Op::Any, std::move(a), std::move(b));
}

Condition operator!(Condition a) {
  Condition result;
  result.op = Condition::Op::Not;
  result.of.push_back(std::move(a));
  return result;
}

bool operator==(const Condition& a, const Condition& b) {
  return a.op == b.op && a.of == b.of && a.field == b.field && a.values == b.values;
}

namespace route {

FieldRef field(std::string_view name) {
  const auto parsed = RouteField::parse(name);
  return FieldRef(parsed ? *parsed : RouteField{Kind::Metadata, std::string(name)});
}

Condition all(std::vector<Condition> of) { return {Condition::Op::All, std::move(of), {}, {}}; }
Condition any(std::vector<Condition> of) { return {Condition::Op::Any, std::move(of), {}, {}}; }

}  // namespace route
}  // namespace omnillm
