#include "codec/anthropic_beta.h"

#include <memory>
#include <utility>

#include "json/document.h"
#include "json/writer.h"

namespace omnillm::codec {

std::string beta_header(const JsonText& member) {
  if (member.is_string()) return member.as_text().str();
  json::Document list;
  std::string out;
  if (!list.parse(member.text())) return out;  // never: it is valid JSON
  for (const json::Value element : list.root().elements()) {
    if (!out.empty()) out.push_back(',');
    out += element.str();
  }
  return out;
}

JsonText beta_member(std::string_view header) {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  out.begin_array();
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    std::string_view one = header.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) out.raw(JsonText::string(one).text());
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
  }
  out.end_array();
  return JsonText::from_valid(text, *text);
}

}  // namespace omnillm::codec
