#include <boost/json/value.hpp>
#include <limits>
#include <ostream>

#include "json/document.h"
#include "json/equality.h"
#include "json/tree.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm {
namespace {

// A JsonText was checked when it was made, so this does not fail and needs no limit.
json::Document document_of(const JsonText& value) {
  json::Document document;
  static_cast<void>(document.parse(value.text(), std::numeric_limits<std::size_t>::max()));
  return document;
}

JsonText owning(std::string text) {
  const auto kept = std::make_shared<const std::string>(std::move(text));
  return JsonText::from_valid(kept, *kept);
}

}  // namespace

JsonText::JsonText(const Json& value) {
  std::string text;
  json::append_tree(value, text);
  *this = owning(std::move(text));
}

Result<JsonText> JsonText::parse(std::string_view text) {
  json::Document document;
  if (auto done = document.parse(text); !done) return tl::unexpected(done.error());
  return document.root().json();
}

JsonText JsonText::string(std::string_view plain) {
  std::string text = "\"";
  if (!json::append_escaped(plain, text))
    static_cast<void>(json::append_escaped(json::replace_invalid_utf8(plain), text));
  text += '"';
  return owning(std::move(text));
}

JsonText JsonText::from_valid(std::shared_ptr<const void> owner, std::string_view text) {
  JsonText value;
  value.owner_ = std::move(owner);
  value.bytes_ = text.data();
  value.size_ = text.size();
  return value;
}

Text JsonText::as_text() const {
  if (!is_string()) return {owner_, text(), Text::Form::Plain};
  const std::string_view inside = text().substr(1, text().size() - 2);
  return Text::from_escaped(owner_, inside, inside.find('\\') != std::string_view::npos);
}

Json JsonText::value() const { return json::to_tree(document_of(*this).root()); }

bool operator==(const JsonText& a, const JsonText& b) {
  if (a.text() == b.text()) return true;
  const json::Document of_a = document_of(a);
  const json::Document of_b = document_of(b);
  return json::same_meaning(of_a.root(), of_b.root());
}

std::ostream& operator<<(std::ostream& out, const JsonText& value) { return out << value.text(); }

}  // namespace omnillm
