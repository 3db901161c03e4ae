// For every tree: written, read, and the same again; and for every text that is nearly JSON: the
// document accepts what Boost.JSON accepts.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "support/for_all.h"

namespace omnillm::json {
namespace {

// Letters of every length in UTF-8, and those that need escapes.
std::string any_text() {
  std::string text;
  const int letters = *rc::gen::inRange(0, *rc::gen::element(3, 40));
  for (int i = 0; i < letters; ++i)
    text +=
        *rc::gen::element<std::string>("a", "B", "\"", "\\", "\n", "\x01", "/", "\u00e9", "\u20ac",
                                       "\U0001f600", std::string(1, '\0'), "seventeen letters");
  return text;
}

double any_double() {
  return *rc::gen::element(1.0, -1.0) * *rc::gen::inRange(0, 1'000'000'000) /
         *rc::gen::element(1.0, 3.0, 7e-200, 1e-5, 7e200);
}

Json any_scalar() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3:
      return *rc::gen::arbitrary<std::uint64_t>();
    case 4:
      return any_double();
    default:
      return boost::json::string(any_text());
  }
}

Json any_tree(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 3);
  if (kind == 0) return any_scalar();
  const int size = *rc::gen::inRange(0, *rc::gen::element(4, 24));
  if (kind == 1) {
    boost::json::array array;
    for (int i = 0; i < size; ++i) array.push_back(any_tree(depth - 1));
    return array;
  }
  boost::json::object object;
  for (int i = 0; i < size; ++i) object[any_text()] = any_tree(depth - 1);
  return object;
}

// The same, where 3.0 is written as 3 and read as a whole number; -0 stays what it is.
void expect_same(const Json& read, const Json& written) {
  if (written.is_double() || written.is_uint64()) {
    RC_ASSERT(read.to_number<double>() == written.to_number<double>());
  } else if (written.is_array()) {
    RC_ASSERT(read.as_array().size() == written.as_array().size());
    for (std::size_t i = 0; i < written.as_array().size(); ++i)
      expect_same(read.as_array()[i], written.as_array()[i]);
  } else if (written.is_object()) {
    RC_ASSERT(read.as_object().size() == written.as_object().size());
    for (const auto& member : written.as_object())
      expect_same(read.as_object().at(member.key()), member.value());
  } else {
    RC_ASSERT(read == written);
  }
}

TEST(DocumentProperty, EveryTreeIsReadAsItWasWritten) {
  testing_support::expect_for_all(500, [] {
    const Json tree = any_tree(3);
    const JsonText text(tree);
    Document document;
    RC_ASSERT(document.parse(std::string(text.text())).has_value());
    RC_ASSERT(document.root().raw() == text.text());
    expect_same(document.root().json().value(), tree);
  });
}

TEST(DocumentProperty, EveryTreeEqualsItsOtherSpellings) {
  testing_support::expect_for_all(300, [] {
    const JsonText text = any_tree(3);
    const auto spaced = JsonText::parse("\n " + std::string(text.text()) + "\t");
    RC_ASSERT(spaced.has_value());
    RC_ASSERT(*spaced == text);
    RC_ASSERT(JsonText(text.value()) == text);
  });
}

TEST(DocumentProperty, EveryTextComesBackFromItsEscapes) {
  testing_support::expect_for_all(1'000, [] {
    const std::string text = any_text();
    std::string escaped;
    RC_ASSERT(append_escaped(text, escaped));
    std::string again;
    append_unescaped(escaped, again);
    RC_ASSERT(again == text);
    Document document;
    RC_ASSERT(document.parse('"' + escaped + '"').has_value());
    RC_ASSERT(document.root().says(text));
  });
}

TEST(DocumentProperty, AcceptsExactlyWhatBoostAccepts) {
  testing_support::expect_for_all(20'000, [] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\":", "1", "-", "0", ".5", "e", "+", "true",
        "null", " ", "\n", "\"", "\\", "u00e9", "\xc3", "\xa9", "\x1f", "[]", "{}", "[1,", "2]"));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    boost::json::error_code error;
    boost::json::parse(text, error);
    Document document;
    const auto done = document.parse(text);
    const bool twice = !done && done.error().message().find("twice") != std::string::npos;
    RC_ASSERT(twice || done.has_value() == !error);
  });
}

}  // namespace
}  // namespace omnillm::json
