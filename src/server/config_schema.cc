#include "server/config_schema.h"

#include <algorithm>
#include <optional>

#include "json/writer.h"
#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using json::Writer;
using Kind = Shape::Kind;

// What routes look like; docs/routing.md says what they mean.
constexpr std::string_view kRoute = R"({
"anyOf": [
{"type": "string", "description": "provider/model, or provider"},
{"type": "object", "additionalProperties": false, "required": ["provider"], "properties": {
  "provider": {"type": "string"}, "model": {"type": "string"}, "overrides": {"type": "object"}}},
{"type": "object", "additionalProperties": false, "required": ["fallback"], "properties": {
  "fallback": {"type": "array", "minItems": 1, "items": {"anyOf": [
    {"$ref": "#/$defs/route"},
    {"type": "object", "additionalProperties": false, "required": ["on", "to"], "properties": {
      "on": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
      "to": {"$ref": "#/$defs/route"}}}]}}}},
{"type": "object", "additionalProperties": false, "required": ["weighted"], "properties": {
  "weighted": {"type": "array", "minItems": 1, "items": {
    "type": "object", "additionalProperties": false, "required": ["weight", "to"], "properties": {
      "weight": {"type": "integer", "minimum": 0}, "to": {"$ref": "#/$defs/route"}}}},
  "sticky": {"type": "string"}, "seed": {"type": "integer", "minimum": 0}}},
{"type": "object", "additionalProperties": false, "required": ["fastest"], "properties": {
  "fastest": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/route"}},
  "by": {"enum": ["first_token", "total"]},
  "quantile": {"enum": ["p50", "p75", "p90", "p95", "p99"]},
  "explore_permille": {"type": "integer", "minimum": 0, "maximum": 1000}}},
{"type": "object", "additionalProperties": false, "required": ["cheapest"], "properties": {
  "cheapest": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/route"}}}},
{"type": "object", "additionalProperties": false, "required": ["least_loaded"], "properties": {
  "least_loaded": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/route"}}}},
{"type": "object", "additionalProperties": false, "required": ["when"], "properties": {
  "when": {"type": "array", "minItems": 1, "items": {
    "type": "object", "additionalProperties": false, "required": ["if", "to"], "properties": {
      "if": {"$ref": "#/$defs/condition"}, "to": {"$ref": "#/$defs/route"}}}},
  "otherwise": {"$ref": "#/$defs/route"}}}
]})";

constexpr std::string_view kCondition = R"({
"anyOf": [
{"type": "object", "additionalProperties": false, "required": ["all"], "properties": {
  "all": {"type": "array", "items": {"$ref": "#/$defs/condition"}}}},
{"type": "object", "additionalProperties": false, "required": ["any"], "properties": {
  "any": {"type": "array", "items": {"$ref": "#/$defs/condition"}}}},
{"type": "object", "additionalProperties": false, "required": ["not"], "properties": {
  "not": {"$ref": "#/$defs/condition"}}},
{"type": "object", "additionalProperties": false, "required": ["field"], "minProperties": 2,
 "properties": {"field": {"type": "string"}, "eq": {}, "ne": {}, "in": {"type": "array"},
  "gt": {}, "gte": {}, "lt": {}, "lte": {}, "contains": {}}}
]})";

void write_type(Writer& out, std::string_view type) { out.key("type").string(type); }

void write_either_type(Writer& out, std::string_view a, std::string_view b) {
  out.key("type").begin_array().string(a).string(b).end_array();
}

// The members of a value that is no section.
void write_scalar(Writer& out, const Shape& shape) {
  switch (shape.kind) {
    case Kind::Flag:
      return write_type(out, "boolean");
    case Kind::Count:
      write_either_type(out, "integer", "string");
      out.key("minimum").integer(shape.range.least);
      out.key("maximum").integer(shape.range.most);
      out.key("pattern").string(R"(^[0-9][0-9_]*(\.[0-9]+)?[kM]?$)");
      return;
    case Kind::Money:
      write_either_type(out, "number", "string");
      out.key("minimum").integer(0);
      out.key("pattern").string(R"(^\$?[0-9]+(\.[0-9]{1,9})?$)");
      return;
    case Kind::Duration:
      write_type(out, "string");
      out.key("pattern").string("^(0|([0-9]+(\\.[0-9]+)?(us|ms|s|m|min|h))+)$");
      return;
    case Kind::Time:
      write_type(out, "string");
      out.key("format").string("date-time");
      return;
    case Kind::Secret:
      write_type(out, "string");
      out.key("pattern").string("^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$");
      return;
    case Kind::Choice:
      out.key("enum").begin_array();
      for (const std::string_view name : shape.names) out.string(name);
      out.end_array();
      return;
    default:
      return write_type(out, "string");
  }
}

void write_list_or_one(Writer& out, const Shape& item) {
  out.key("anyOf").begin_array();
  out.begin_object();
  write_scalar(out, item);
  out.end_object();
  out.begin_object();
  write_type(out, "array");
  out.key("items").begin_object();
  write_scalar(out, item);
  out.end_object().end_object().end_array();
}

void write_section(Writer& out, const SectionView& section, bool is_named);
void write_shape(Writer& out, const Shape& shape);

void write_short(Writer& out, Kind kind) {
  out.begin_object();
  write_scalar(out, {.kind = kind});
  out.end_object();
}

void write_one_section(Writer& out, const Shape& shape) {
  if (shape.in_short == Kind::Section) return write_section(out, shape.section(), false);
  out.key("anyOf").begin_array();
  write_short(out, shape.in_short);
  out.begin_object();
  write_section(out, shape.section(), false);
  out.end_object().end_array();
}

// What stands behind a name, or in a list.
void write_item(Writer& out, const Shape& shape, bool is_named) {
  const SectionView section = shape.section();
  const bool needs_none = std::none_of(section.members.begin(), section.members.end(),
                                       [](const MemberView& member) { return member.required; });
  out.begin_object().key("anyOf").begin_array();
  // A name by itself is a name in a list; behind a name stands a secret.
  const bool is_name = shape.in_short == Kind::Text;
  if (shape.in_short != Kind::Section)
    write_short(out, is_name && is_named ? Kind::Secret : shape.in_short);
  if (is_named && needs_none) {
    out.begin_object();
    write_type(out, "null");
    out.end_object();
  }
  out.begin_object();
  write_section(out, section, is_named);
  out.end_object().end_array().end_object();
}

void write_many_sections(Writer& out, const Shape& shape) {
  out.key("anyOf").begin_array();
  out.begin_object();
  write_type(out, "array");
  out.key("items");
  write_item(out, shape, false);
  out.end_object();
  out.begin_object();
  write_type(out, "object");
  out.key("additionalProperties");
  write_item(out, shape, true);
  out.end_object().end_array();
}

void write_shape(Writer& out, const Shape& shape) {
  switch (shape.kind) {
    case Kind::Section:
      return write_one_section(out, shape);
    case Kind::Sections:
      return write_many_sections(out, shape);
    case Kind::Texts:
      return write_list_or_one(out, {.kind = Kind::Text});
    case Kind::Percents:
      return write_list_or_one(out, {.kind = Kind::Count, .range = {1, 1'000'000}});
    case Kind::TextMap:
      write_type(out, "object");
      out.key("additionalProperties").begin_object();
      write_type(out, "string");
      out.end_object();
      return;
    case Kind::Route:
      out.key("$ref").string("#/$defs/route");
      return;
    case Kind::Routes:
      write_type(out, "object");
      out.key("additionalProperties").begin_object();
      out.key("$ref").string("#/$defs/route");
      out.end_object();
      return;
    default:
      return write_scalar(out, shape);
  }
}

// A list's items say their names themselves.
bool is_name(const MemberView& member) { return member.name == "name"; }

void write_section(Writer& out, const SectionView& section, bool is_named) {
  write_type(out, "object");
  out.key("additionalProperties").boolean(false);
  out.key("properties").begin_object();
  for (const MemberView& member : section.members) {
    out.foreign_key(member.name).begin_object();
    out.key("description").string(member.what);
    write_shape(out, member.shape);
    out.end_object();
  }
  out.end_object();
  out.key("required").begin_array();
  for (const MemberView& member : section.members)
    if (member.required || (is_name(member) && !is_named)) out.string(member.name);
  out.end_array();
}

// Where a list ends that holds nothing but texts; nothing for any other.
std::optional<std::size_t> end_of_texts(std::string_view json, std::size_t begin) {
  const std::size_t end = json.find_first_of("[]{}", begin + 1);
  return end != std::string_view::npos && json[end] == ']' ? std::optional(end) : std::nullopt;
}

// A line for each member and element; lists of texts stand on one.
std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  const auto new_line = [&] { out.append(1, '\n').append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\') out += json[++i];
      in_string = c != '"';
    } else if (const auto end = c == '[' ? end_of_texts(json, i) : std::nullopt) {
      for (; i <= *end; ++i)
        if (json[i] != ' ') out.append(1, json[i]).append(json[i] == ',' ? " " : "");
      --i;
    } else if (c == '{' || c == '[') {
      out += c;
      const bool is_empty = json[i + 1] == '}' || json[i + 1] == ']';
      ++depth;
      if (!is_empty) new_line();
    } else if (c == '}' || c == ']') {
      --depth;
      if (out.back() != '{' && out.back() != '[') new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else if (c != ' ' && c != '\n') {
      out += c;
      in_string = c == '"';
    }
  }
  return out + '\n';
}

void collect(const SectionView& section, std::vector<SectionView>& to) {
  to.push_back(section);
  for (const MemberView& member : section.members)
    if (member.shape.section != nullptr) collect(member.shape.section(), to);
}

}  // namespace

std::string config_schema() {
  std::string text;
  Writer out(text);
  out.begin_object();
  out.key("$schema").string("https://json-schema.org/draft/2020-12/schema");
  out.key("title").string("The configuration of omnillm serve");
  write_section(out, document_view(), true);
  out.key("$defs").begin_object();
  out.key("route").raw(kRoute);
  out.key("condition").raw(kCondition);
  out.end_object().end_object();
  return indented(text);
}

std::vector<SectionView> config_sections() {
  std::vector<SectionView> all;
  collect(document_view(), all);
  return all;
}

}  // namespace omnillm::server
