#include "codec/endpoints/google_text.h"

#include <string>

namespace omnillm::codec {

Text read_google_text(json::Value content, const Pointer& where, Reading& in) {
  if (!content.is_object()) {
    in.expected("an object", content, where);
    return {};
  }
  const json::Value parts = content["parts"];
  if (!parts.is_array()) {
    in.expected("an array", parts, where.at("parts"));
    return {};
  }
  if (parts.size() == 1) return (*parts.elements().begin())["text"].text();
  std::string joined;
  for (const json::Value part : parts.elements()) part["text"].text().append_to(joined);
  return joined;
}

void write_google_text(const Text& text, json::Writer& out) {
  out.begin_object().key("parts").begin_array();
  out.begin_object().key("text").string(text).end_object();
  out.end_array().end_object();
}

}  // namespace omnillm::codec
