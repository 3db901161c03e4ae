// JSON from anybody: what the document accepts is what Boost.JSON accepts, names twice and lone
// surrogates aside; and what was accepted survives the way through a tree and back, every string
// the way through its escapes.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

// Boost.JSON refuses some of these for reasons of its own: only we skip a byte order mark and carry
// lone surrogates.
bool peculiar(std::string_view text, const boost::json::error_code& refusal) {
  using boost::json::error;
  return text.starts_with("\xef") || text.find("\\ud") != std::string_view::npos ||
         text.find("\\uD") != std::string_view::npos || refusal == error::exponent_overflow ||
         refusal == error::too_deep;
}

void check_against_boost(std::string_view text, const Result<void>& ours) {
  boost::json::parse_options options;
  options.max_depth = json::kMaxDepth;
  boost::json::error_code refusal;
  boost::json::parse({text.data(), text.size()}, refusal, {}, options);
  const bool twice = !ours && ours.error().message().find("twice") != std::string::npos;
  if (!refusal) check(ours.has_value() || twice);
  if (refusal && !peculiar(text, refusal)) check(!ours.has_value());
}

void check_string(const Text& text) {
  const std::string said = text.str();
  std::string escaped;
  check(json::append_escaped(said, escaped));
  std::string again;
  json::append_unescaped(escaped, again);
  check(again == said && text == said && text == Text(said));
}

void check_value(json::Value value) {
  if (value.is_string()) check_string(value.text());
  if (value.is_number() && value.to_int64()) check(value.to_double().has_value());
  for (const json::Member member : value.members()) {
    check_string(Text(member.name));
    check(value[member.name].raw() == member.value.raw());
    check_value(member.value);
  }
  for (const json::Value element : value.elements()) check_value(element);
}

void check_round_trip(json::Value root) {
  const JsonText text = root.json();
  const auto parsed = JsonText::parse(text.text());
  check(parsed.has_value() && parsed->text() == root.raw());
  const JsonText of_tree(text.value());  // its doubles are rounded, once
  const auto again = JsonText::parse(of_tree.text());
  check(again.has_value() && *again == of_tree);
  check(JsonText(again->value()) == of_tree);
  if (text.text().find_first_of(".eE0123456789") == std::string_view::npos) check(text == of_tree);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  json::Document document;
  const auto done = document.parse(text);
  check_against_boost(text, done);
  check(done.has_value() == static_cast<bool>(document.root()));
  if (!done) return 0;
  check_value(document.root());
  check_round_trip(document.root());
  return 0;
}
