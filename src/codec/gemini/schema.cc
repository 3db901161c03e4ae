#include "codec/gemini/schema.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "codec/gemini/reader.h"
#include "json/document.h"
#include "json/writer.h"

namespace omnillm::codec::gemini {

namespace {

constexpr std::array<std::string_view, 6> kNumbersAsStrings = {
    "maxItems", "minItems", "maxProperties", "minProperties", "maxLength", "minLength"};

// Keywords whose values both forms write alike.
constexpr std::array<std::string_view, 11> kAlike = {
    "format",  "title",   "description", "enum",    "required",        "minimum",
    "maximum", "pattern", "example",     "default", "propertyOrdering"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string lowered(std::string word) {
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

std::string raised(std::string word) {
  for (char& c : word)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return word;
}

JsonText shared_json(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view view = *owner;
  return JsonText::from_valid(std::move(owner), view);
}

// ---- Schema to JSON Schema

void write_json_schema(json::Value schema, json::Writer& out);

void write_type(json::Value type, bool nullable, json::Writer& out) {
  const std::string word = lowered(type.str());
  if (word == "type_unspecified") return;
  out.key("type");
  if (!nullable) {
    out.string(word);
    return;
  }
  out.begin_array().string(word).string("null").end_array();
}

void write_keyword(std::string_view name, json::Value value, json::Writer& out) {
  if (name == "items" && value.is_object()) {
    out.key("items");
    write_json_schema(value, out);
  } else if (name == "anyOf" && value.is_array()) {
    out.key("anyOf").begin_array();
    for (const json::Value one : value.elements()) write_json_schema(one, out);
    out.end_array();
  } else if (name == "properties" && value.is_object()) {
    out.key("properties").begin_object();
    for (const json::Member m : value.members()) {
      out.foreign_key(m.name);
      write_json_schema(m.value, out);
    }
    out.end_object();
  } else if (has(kNumbersAsStrings, name) && value.is_string()) {
    const std::string_view digits = value.escaped();
    const bool is_number = !digits.empty() && digits.size() < 16 && digits.front() != '0' &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
    out.foreign_key(name);
    if (is_number || digits == "0")
      out.raw(digits);
    else
      out.json(value.json());
  } else {
    out.foreign_key(name).json(value.json());
  }
}

void write_json_schema(json::Value schema, json::Writer& out) {
  if (!schema.is_object()) {
    out.json(schema.json());
    return;
  }
  const bool nullable = schema["nullable"].to_bool().value_or(false);
  out.begin_object();
  for (const json::Member m : schema.members()) {
    const CamelName name(m.name);
    if (name == "nullable") continue;
    if (name == "type" && m.value.is_string())
      write_type(m.value, nullable, out);
    else
      write_keyword(name.view(), m.value, out);
  }
  out.end_object();
}

// ---- JSON Schema to Schema

class Cleaner {
 public:
  explicit Cleaner(json::Writer& out) : out_(out) {}

  void write(json::Value schema);
  [[nodiscard]] std::vector<std::string> take_dropped() { return std::move(dropped_); }

 private:
  void write_keyword(std::string_view name, json::Value value);
  void write_type(json::Value type);
  void write_alternatives(json::Value schemas);
  void drop(std::string_view name);

  json::Writer& out_;
  std::vector<std::string> dropped_;
};

void Cleaner::drop(std::string_view name) {
  if (std::find(dropped_.begin(), dropped_.end(), name) == dropped_.end())
    dropped_.emplace_back(name);
}

void Cleaner::write_type(json::Value type) {
  std::string word = type.str();
  bool nullable = false;
  for (const json::Value one : type.elements()) {
    if (one.says("null"))
      nullable = true;
    else if (word.empty())
      word = one.str();
    else
      drop("type");
  }
  if (!word.empty()) out_.key("type").string(raised(word));
  if (nullable) out_.key("nullable").boolean(true);
}

void Cleaner::write_alternatives(json::Value schemas) {
  out_.key("anyOf").begin_array();
  for (const json::Value one : schemas.elements()) write(one);
  out_.end_array();
}

void Cleaner::write_keyword(std::string_view name, json::Value value) {
  if (name == "type") {
    write_type(value);
  } else if (has(kAlike, name)) {
    out_.foreign_key(name).json(value.json());
  } else if (has(kNumbersAsStrings, name)) {
    out_.foreign_key(name).string(value.raw());
  } else if (name == "const") {
    out_.key("enum").begin_array().json(value.json()).end_array();
  } else if (name == "items" && value.is_object()) {
    out_.key("items");
    write(value);
  } else if ((name == "anyOf" || name == "oneOf") && value.is_array()) {
    write_alternatives(value);
  } else if (name == "properties" && value.is_object()) {
    out_.key("properties").begin_object();
    for (const json::Member m : value.members()) {
      out_.foreign_key(m.name);
      write(m.value);
    }
    out_.end_object();
  } else {
    drop(name);
  }
}

void Cleaner::write(json::Value schema) {
  out_.begin_object();
  if (!schema.is_object() && !schema.is_missing_or_null()) drop("boolean schema");
  for (const json::Member m : schema.members()) {
    const bool said_already =
        (m.name == "const" && schema["enum"]) || (m.name == "oneOf" && schema["anyOf"]);
    if (said_already)
      drop(m.name);
    else
      write_keyword(m.name, m.value);
  }
  out_.end_object();
}

}  // namespace

JsonText json_schema_of(const JsonText& schema) {
  json::Document document;
  if (!schema.is_object() || !document.parse(schema.text())) return schema;
  std::string text;
  text.reserve(schema.text().size());
  json::Writer out(text);
  write_json_schema(document.root(), out);
  return shared_json(std::move(text));
}

OpenApiSchema openapi_schema_of(const JsonText& json_schema) {
  json::Document document;
  if (!json_schema.is_object() || !document.parse(json_schema.text())) return {json_schema, {}};
  std::string text;
  text.reserve(json_schema.text().size());
  json::Writer out(text);
  Cleaner cleaner(out);
  cleaner.write(document.root());
  return {shared_json(std::move(text)), cleaner.take_dropped()};
}

}  // namespace omnillm::codec::gemini
