// For every text: sanitizing it twice is sanitizing it once, JSON stays JSON, events stay events.
// And for every example of every protocol, of which there are hundreds under fixtures/.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "http/sse.h"
#include "omnillm/replay.h"
#include "support/for_all.h"
#include "support/source_tree.h"

namespace omnillm {
namespace {

std::string any_piece() {
  return *rc::gen::element<std::string>(
      "sk-abcd1234", "AIzaSyA0123456789abcdefghijk", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", "sk-",
      "Bearer ", "api_key", "key", "token", "password", "signature", "data:image/png;base64,",
      "QUJD", "open sesame", "https://", "u:p@host",
      "?ak=", "&sig=", "9f86d081884c7d659a2feaa0c55ad015", "-----BEGIN X-----", "-----END X-----",
      "<redacted:key>", "data", "bytes", "type", "properties", "=", ":", ": ", "\"", "\\", "\n",
      "\r\n", " ", "/", ",", "{", "}", "[", "]", "\xc3\xa9", "\xff", "a", "B", "7",
      "data: ", "event: ", "%5F", "<", ">");
}

std::string any_text() {
  std::string text;
  for (int n = *rc::gen::inRange(0, 14); n > 0; --n) text += any_piece();
  return text;
}

std::string any_json(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (kind == 0) return std::string(JsonText::string(any_text()).text());
  if (kind == 1) return *rc::gen::element<std::string>("1", "2.50", "null", "true", "{}", "[]");
  std::string out(1, kind == 2 ? '[' : '{');
  for (int n = *rc::gen::inRange(0, 4), i = 0; i < n; ++i) {
    if (i > 0) out += ", ";
    if (kind == 3)
      out += std::string(JsonText::string(any_piece() + std::string(std::size_t(i), ' ')).text()) +
             ":";
    out += any_json(depth - 1);
  }
  return out += kind == 2 ? ']' : '}';
}

const SanitizeRules& rules() {
  static const SanitizeRules some{.secret_names = {"type"},
                                  .allowed_names = {"token"},
                                  .secret_values = {Secret("open sesame"), Secret("1234")}};
  return some;
}

std::size_t events_in(const std::string& text) {
  http::SseParser parser;
  parser.feed(text);
  std::size_t events = 0;
  while (parser.next().value()) ++events;
  return events + (parser.finish().value() ? 1 : 0);
}

TEST(SanitizeProperty, TwiceIsOnce) {
  testing_support::expect_for_all(3'000, [] {
    const std::string once = sanitize_text(any_text(), rules());
    RC_ASSERT(sanitize_text(once, rules()) == once);
  });
}

TEST(SanitizeProperty, JsonStaysJsonAndTwiceIsOnce) {
  testing_support::expect_for_all(2'000, [] {
    const auto value = JsonText::parse(any_json(3));
    if (!value) return;  // a name stood twice
    const JsonText once = sanitize_json_value(*value, rules());
    RC_ASSERT(JsonText::parse(once.text()).has_value());
    RC_ASSERT(sanitize_json_value(once, rules()).text() == once.text());
  });
}

TEST(SanitizeProperty, EventsStayEvents) {
  testing_support::expect_for_all(2'000, [] {
    std::string text = "event: start\ndata: {}\n\n";
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) text += "data: " + any_json(2) + "\n\n";
    const std::string once = sanitize_text(text, rules());
    RC_ASSERT(events_in(once) == events_in(text));
    RC_ASSERT(sanitize_text(once, rules()) == once);
  });
}

TEST(SanitizeExamples, KeepTheirShapeAndTwiceIsOnce) {
  std::size_t examples = 0;
  const std::filesystem::path folder(in_source_tree("fixtures"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string kind = entry.path().extension();
    if (kind != ".json" && kind != ".sse") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    const std::string once = sanitize_text(text);
    EXPECT_EQ(sanitize_text(once), once) << entry.path();
    const bool kept =
        kind == ".json" ? JsonText::parse(once).has_value() : events_in(once) == events_in(text);
    EXPECT_TRUE(kept) << entry.path();
    ++examples;
  }
  EXPECT_GT(examples, 100U);
}

}  // namespace
}  // namespace omnillm
