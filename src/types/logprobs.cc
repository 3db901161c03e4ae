#include "types/logprobs.h"

#include <memory>
#include <string>
#include <utility>

#include "json/document.h"
#include "json/writer.h"

namespace omnillm::types {
namespace {

using Arrays = std::vector<json::Value>;

// The elements of all of them in one array, every number as it was written.
void write_joined(const Arrays& arrays, json::Writer& out) {
  out.begin_array();
  for (const json::Value& array : arrays)
    for (const json::Value element : array.elements()) out.raw(element.raw());
  out.end_array();
}

// A name of the pieces with what they have under it.
struct Column {
  std::string_view name;
  Arrays arrays;
  json::Value other;  // the last one that is neither an array nor null
};

std::vector<Column> columns_of(const std::vector<json::Document>& pieces) {
  std::vector<Column> columns;
  for (const json::Document& piece : pieces)
    for (const json::Member member : piece.root().members()) {
      Column* column = nullptr;
      for (Column& there : columns)
        if (there.name == member.name) column = &there;
      if (!column) column = &columns.emplace_back(Column{member.name, {}, {}});
      if (member.value.is_array())
        column->arrays.push_back(member.value);
      else if (!member.value.is_missing_or_null())
        column->other = member.value;
    }
  return columns;
}

void write_object(const std::vector<json::Document>& pieces, json::Writer& out) {
  out.begin_object();
  for (const Column& column : columns_of(pieces)) {
    out.foreign_key(column.name);
    if (!column.arrays.empty())
      write_joined(column.arrays, out);
    else
      out.json(column.other.json());
  }
  out.end_object();
}

}  // namespace

JsonText joined_logprobs(const std::vector<JsonText>& pieces) {
  if (pieces.empty()) return {};
  if (pieces.size() == 1) return pieces.front();
  std::vector<json::Document> documents(pieces.size());
  Arrays arrays;
  bool objects = true;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    // Cannot fail: a JsonText has been read before.
    (void)documents[i].parse(pieces[i].text()).has_value();
    const json::Value root = documents[i].root();
    objects = objects && root.is_object();
    if (root.is_array()) arrays.push_back(root);
  }
  const auto joined = std::make_shared<std::string>();
  json::Writer out(*joined);
  if (objects)
    write_object(documents, out);
  else if (arrays.size() == pieces.size())
    write_joined(arrays, out);
  else
    return pieces.back();
  return JsonText::from_valid(joined, *joined);
}

}  // namespace omnillm::types
