#include "codec/openai_responses/citations.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace omnillm::codec::openai_responses {

namespace {

// How many characters, not bytes.
std::int64_t length_of(const Text& text) {
  const std::string plain = text.str();
  return std::count_if(plain.begin(), plain.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

}  // namespace

Citation parse_citation(json::Value annotation, const Pointer& where, Reader& reader) {
  Citation citation;
  if (!reader.object(annotation, where)) return citation;
  citation.origin = WireFormat::OpenAiResponses;
  citation.raw = annotation.json();
  for (const json::Member m : annotation.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "url")
      citation.url = reader.string(m.value, at);
    else if (m.name == "title" || m.name == "filename")
      citation.title = reader.string(m.value, at);
    else if (m.name == "file_id")
      citation.source_id = reader.string(m.value, at);
    else if (m.name == "start_index")
      citation.start_index = reader.count(m.value, at);
    else if (m.name == "end_index")
      citation.end_index = reader.count(m.value, at);
  }
  return citation;
}

std::vector<Citation> parse_citations(json::Value annotations, const Pointer& where,
                                      Reader& reader) {
  std::vector<Citation> citations;
  if (!reader.array(annotations, where)) return citations;
  std::size_t index = 0;
  for (const json::Value annotation : annotations.elements()) {
    const Pointer at = where.at(index++);
    if (!annotation.is_object()) reader.fault(at, "expected an object");
    citations.push_back(parse_citation(annotation, at, reader));
  }
  return citations;
}

bool write_citation(const Citation& citation, const Text& text, const Pointer& where,
                    LossLog& losses, json::Writer& out) {
  if (citation.origin == WireFormat::OpenAiResponses && citation.raw.is_object()) {
    out.json(citation.raw);
    return true;
  }
  if (citation.url.empty()) {
    losses.minor("citations", where.str(),
                 "citations without an address are dropped when bridging to open_ai_responses");
    return false;
  }
  out.begin_object();
  out.key("type").word("url_citation");
  out.key("url").string(citation.url);
  out.key("title").string(citation.title);
  out.key("start_index").integer(citation.start_index.value_or(0));
  out.key("end_index").integer(citation.end_index ? *citation.end_index : length_of(text));
  out.end_object();
  return true;
}

void write_citations(const part::Text& part, const Pointer& where, LossLog& losses,
                     json::Writer& out) {
  out.begin_array();
  for (const Citation& citation : part.citations)
    write_citation(citation, part.text, where, losses, out);
  out.end_array();
}

}  // namespace omnillm::codec::openai_responses
