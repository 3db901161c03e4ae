#include "codec/gemini/tool_result_emitter.h"

#include <algorithm>
#include <vector>

#include "codec/data_url.h"
#include "json/document.h"

namespace omnillm::codec::gemini {

namespace {

const Text* text_of(const MessagePart& part) {
  if (const auto* text = part.get_if<part::Text>()) return &text->text;
  if (const auto* refusal = part.get_if<part::Refusal>()) return &refusal->text;
  const auto* file = part.get_if<part::File>();
  return file && !file->text.empty() ? &file->text : nullptr;
}

bool is_value(const MessagePart& part) { return text_of(part) || part.is<part::Json>(); }

// Whether a reader would take the object for one of our own wrappers.
bool looks_wrapped(const JsonText& object) {
  json::Document document;
  if (!document.parse(object.text()) || document.root().size() != 1) return false;
  const json::Member only = *document.root().members().begin();
  return only.name == "output" || only.name == "error";
}

void write_value(const MessagePart& part, json::Writer& out) {
  if (const Text* text = text_of(part))
    out.string(*text);
  else
    out.json(part.get_if<part::Json>()->value);
}

void write_joined(const std::vector<const MessagePart*>& texts, json::Writer& out) {
  std::string joined;
  for (const MessagePart* part : texts) {
    if (!joined.empty()) joined += '\n';
    text_of(*part)->append_to(joined);
  }
  out.string(joined);
}

void write_response(const std::vector<const MessagePart*>& values, bool is_error,
                    json::Writer& out) {
  out.key("response");
  if (values.size() == 1 && !is_error) {
    const auto* json = values.front()->get_if<part::Json>();
    if (json && json->value.is_object() && !looks_wrapped(json->value)) {
      out.json(json->value);
      return;
    }
  }
  out.begin_object();
  if (!values.empty() || is_error) {
    if (is_error)
      out.key("error");
    else
      out.key("output");
    if (values.size() == 1) {
      write_value(*values.front(), out);
    } else if (std::all_of(values.begin(), values.end(),
                           [](const MessagePart* part) { return text_of(*part) != nullptr; })) {
      write_joined(values, out);
    } else {
      out.begin_array();
      for (const MessagePart* part : values) write_value(*part, out);
      out.end_array();
    }
  }
  out.end_object();
}

// What stands in `parts` is data; only Vertex AI takes addresses there.
bool can_be_part(const MessagePart& part, const Dialect& dialect) {
  if (part.is<part::ImageBase64>()) return true;
  if (const auto* audio = part.get_if<part::Audio>()) return !audio->data.empty();
  std::string_view url;
  if (const auto* image = part.get_if<part::ImageUrl>()) {
    url = image->url;
  } else if (const auto* file = part.get_if<part::File>()) {
    if (!file->data.empty()) return true;
    url = file->url;
  }
  return !url.empty() && (dialect.vertex_members || parse_data_url(url).has_value());
}

std::string_view kind_of(const MessagePart& part) {
  if (part.is<part::ImageUrl>()) return "image";
  if (part.is<part::Audio>()) return "audio";
  if (part.is<part::File>()) return "file";
  return "tool_result";
}

}  // namespace

void write_tool_output(const ToolResultPart& result, const Pointer& at, EmitContext& context,
                       json::Writer& out) {
  std::vector<const MessagePart*> values;
  bool has_media = false;
  for (const MessagePart& part : result.output) {
    if (is_value(part))
      values.push_back(&part);
    else
      has_media = true;
  }
  write_response(values, result.is_error, out);
  if (!has_media) return;

  const Pointer output = at.at("output");
  bool began = false;
  for (std::size_t i = 0; i < result.output.size(); ++i) {
    const MessagePart& part = result.output[i];
    if (is_value(part)) continue;
    const Pointer here = output.at(i);
    if (!can_be_part(part, context.dialect)) {
      context.losses.major(kind_of(part), here.str(),
                           dropped(std::string("a tool result's ").append(kind_of(part))));
      continue;
    }
    if (!began) out.key("parts").begin_array();
    began = true;
    if (!write_part(part, here, context, out)) continue;
  }
  if (began) out.end_array();
}

}  // namespace omnillm::codec::gemini
