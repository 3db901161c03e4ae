#include "codec/anthropic/citations.h"

#include <cstddef>

namespace omnillm::codec::anthropic {

Citation read_citation(json::Value value, const Pointer& where, Reading& in) {
  Citation citation;
  if (!in.want_object(value, where)) return citation;
  for (const json::Member member : value.members()) {
    if (member.name == "cited_text") {
      citation.cited_text = member.value.text();
    } else if (member.name == "url" || member.name == "source") {
      citation.url = member.value.str();
    } else if (member.name == "title" || member.name == "document_title") {
      citation.title = member.value.str();
    } else if (member.name == "file_id" && member.value.is_string()) {
      citation.source_id = member.value.str();
    } else if (member.name == "document_index" && member.value.is_number() &&
               citation.source_id.empty()) {
      citation.source_id = member.value.raw();
    }
  }
  citation.origin = WireFormat::AnthropicMessages;
  citation.raw = value.json();
  return citation;
}

void read_citations(json::Value value, const Pointer& where, Reading& in,
                    std::vector<Citation>& out) {
  if (value.is_missing_or_null() || !in.want_array(value, where)) return;
  out.reserve(value.size());
  std::size_t index = 0;
  for (const json::Value element : value.elements())
    out.push_back(read_citation(element, where.at(index++), in));
}

bool is_own(const Citation& citation) {
  return citation.origin == WireFormat::AnthropicMessages && citation.raw.is_object();
}

void write_citation(const Citation& citation, json::Writer& out) {
  if (is_own(citation)) {
    out.json(citation.raw);
    return;
  }
  out.begin_object();
  out.key("type").word("web_search_result_location");
  out.key("cited_text").string(citation.cited_text);
  out.key("encrypted_index").word("");
  out.key("title").string(citation.title);
  out.key("url").string(citation.url);
  out.end_object();
}

}  // namespace omnillm::codec::anthropic
