#include "gateway/schema_check.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "json/number.h"
#include "json/pointer.h"

namespace omnillm::gateway {

namespace {

using json::Pointer;
using json::Value;

bool is_integer(Value value) {
  return value.is_number() && (json::is_integer_text(value.raw()) || value.to_int64().has_value());
}

bool is_of_type(Value value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "number") return value.is_number();
  if (type == "integer") return is_integer(value);
  if (type == "null") return value.kind() == json::Kind::Null;
  return true;  // a type nobody has heard of forbids nothing
}

// `schema` stands for a tree without references, so the work is at most its size times the value's.
class Checker {
 public:
  void check(Value schema, Value value, const Pointer& at) {
    if (problems_.size() >= kMostProblems) return;
    if (schema.kind() == json::Kind::False) return add(at, "nothing may stand here");
    if (!schema.is_object()) return;
    if (!check_type(schema["type"], value, at)) return;
    check_values(schema, value, at);
    check_any_of(schema["anyOf"], value, at);
    if (value.is_object()) check_members(schema, value, at);
    if (value.is_array() && schema["items"]) check_elements(schema["items"], value, at);
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(problems_); }

 private:
  void add(const Pointer& at, std::string_view what) {
    if (problems_.size() >= kMostProblems) return;
    const std::string where = at.str();
    problems_.push_back((where.empty() ? "the whole" : where) + ": " + std::string(what));
  }

  bool check_type(Value type, Value value, const Pointer& at) {
    if (type.is_string()) {
      if (is_of_type(value, type.str())) return true;
      add(at, "expected the type " + type.str());
      return false;
    }
    if (!type.is_array() || type.size() == 0) return true;
    std::string all;
    for (const Value each : type.elements()) {
      if (is_of_type(value, each.str())) return true;
      all += (all.empty() ? "" : ", ") + each.str();
    }
    add(at, "expected one of the types " + all);
    return false;
  }

  void check_values(Value schema, Value value, const Pointer& at) {
    if (const Value only = schema["const"]; only && !(only.json() == value.json()))
      add(at, "expected " + std::string(only.raw()));
    const Value all = schema["enum"];
    if (!all.is_array()) return;
    const JsonText given = value.json();
    for (const Value each : all.elements())
      if (each.json() == given) return;
    add(at, "expected one of " + std::string(all.raw()));
  }

  void check_any_of(Value schemas, Value value, const Pointer& at) {
    if (!schemas.is_array() || schemas.size() == 0) return;
    std::vector<std::string> best;
    bool is_first = true;
    for (const Value each : schemas.elements()) {
      Checker one;
      one.check(each, value, at);
      if (one.problems_.empty()) return;
      if (is_first || one.problems_.size() < best.size()) best = one.take();
      is_first = false;
    }
    for (std::string& problem : best)
      if (problems_.size() < kMostProblems) problems_.push_back(std::move(problem));
  }

  void check_members(Value schema, Value object, const Pointer& at) {
    for (const Value name : schema["required"].elements())
      if (name.is_string() && !object[name.str()])
        add(at, "the member \"" + name.str() + "\" is missing");
    const Value properties = schema["properties"];
    const Value others = schema["additionalProperties"];
    for (const json::Member member : object.members()) {
      if (const Value own = properties[member.name]) {
        check(own, member.value, at.at(member.name));
      } else if (others.kind() == json::Kind::False) {
        add(at, "there may be no member \"" + std::string(member.name) + "\"");
      } else if (others.is_object()) {
        check(others, member.value, at.at(member.name));
      }
    }
  }

  void check_elements(Value schema, Value array, const Pointer& at) {
    std::size_t index = 0;
    for (const Value each : array.elements()) check(schema, each, at.at(index++));
  }

  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> schema_problems(Value schema, Value value) {
  Checker checker;
  checker.check(schema, value, Pointer());
  return checker.take();
}

}  // namespace omnillm::gateway
