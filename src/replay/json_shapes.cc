#include "replay/json_shapes.h"

#include <algorithm>
#include <array>
#include <string>

namespace omnillm::replay {
namespace {

using json::Value;

constexpr std::array<std::string_view, 11> kBlobNames{
    "data_base64",        "image_base64", "b64_json",    "audio_base64",
    "partial_image_b64",  "file_data",    "image_bytes", "imagebytes",
    "bytesbase64encoded", "blob",         "bytes"};
constexpr std::array<std::string_view, 4> kMediaTypes{"mimeType", "mime_type", "media_type",
                                                      "mediaType"};
constexpr std::array<std::string_view, 4> kHoldersOfData{"inlineData", "inline_data", "input_audio",
                                                         "audio"};
constexpr std::array<std::string_view, 7> kSchemaTypes{"string", "number", "integer", "boolean",
                                                       "object", "array",  "null"};
constexpr std::array<std::string_view, 9> kSchemaMembers{
    "$ref", "anyOf", "oneOf", "allOf", "any_of", "enum", "properties", "items", "description"};
constexpr std::array<std::string_view, 5> kHoldersOfProperties{
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"};
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\\";

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

template <class List>
bool is_one_of(std::string_view name, const List& list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

template <class List>
bool has_one_of(Value object, const List& names) {
  return std::any_of(names.begin(), names.end(),
                     [object](std::string_view name) { return bool(object[name]); });
}

// As it stands in the text, where '/' may be escaped.
bool could_be_base64(Value value) {
  return value.escaped().find_first_not_of(kBase64) == std::string_view::npos;
}

bool is_data_blob(const Place& place, Value value) {
  const Value object = place.object;
  if (object["type"].says("text") || !could_be_base64(value)) return false;
  return object["type"].says("base64") || has_one_of(object, kMediaTypes) ||
         is_one_of(place.name, kHoldersOfData);
}

// {"type": "response.output_audio.delta", "delta": ...}, {"type": "speech.audio.delta", "audio":
// ...}
bool is_streamed_sound(Value object) {
  const std::string type = object["type"].str();
  return type.ends_with("audio.delta");
}

bool names_a_schema_type(Value type) {
  if (type.is_string()) return is_one_of(lower_case(type.str()), kSchemaTypes);
  if (!type.is_array() || type.size() == 0) return false;
  for (const Value each : type.elements())
    if (!each.is_string() || !names_a_schema_type(each)) return false;
  return true;
}

}  // namespace

bool is_blob(const Place& place, const json::Member& member) {
  if (!member.value.is_string() || member.value.escaped().empty()) return false;
  if (member.name == "data") return is_data_blob(place, member.value);
  if (member.name == "delta" || member.name == "audio") return is_streamed_sound(place.object);
  if (member.name == "result") return place.object["type"].says("image_generation_call");
  return is_one_of(lower_case(member.name), kBlobNames);
}

bool looks_like_schema(Value value) {
  if (value.is_bool()) return true;
  if (!value.is_object()) return false;
  return value.size() == 0 || names_a_schema_type(value["type"]) ||
         has_one_of(value, kSchemaMembers);
}

bool holds_properties(std::string_view name) { return is_one_of(name, kHoldersOfProperties); }

bool is_harmless(const Place& place, const json::Member& member) {
  const Value object = place.object;
  if (member.value.is_number()) return true;
  if (member.name == "token") return object["logprob"].is_number() || object["logit"].is_number();
  if (member.name == "key") return object["value"] && object["type"];
  if (member.name == "signature")
    return object["thinking"] || object["text"] || object["type"] ||
           place.name == "reasoningContent" || place.name == "reasoningText";
  return false;
}

}  // namespace omnillm::replay
