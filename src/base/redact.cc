#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace omnillm {
namespace {

struct Shape {
  std::string_view prefix;
  std::size_t shortest;  // of what follows, before it counts as a credential and not as a word
};

// Prefixes providers give their keys; the credential is the prefix and the run of key characters
// after.
constexpr std::array<Shape, 21> kKeys{
    {{"sk-", 4},   {"csk-", 8},   {"sk_", 8},   {"pk-", 16},  {"gsk_", 8},  {"xai-", 8},
     {"AIza", 16}, {"AKIA", 12},  {"ASIA", 12}, {"ya29.", 8}, {"hf_", 8},   {"r8_", 8},
     {"pplx-", 8}, {"nvapi-", 8}, {"tgp_", 8},  {"fw_", 16},  {"ghp_", 16}, {"github_pat_", 16},
     {"xoxb-", 8}, {"ABSK", 24},  {"eyJ", 24}}};

// Words after which the next run is a credential whatever it looks like...
constexpr std::array<std::string_view, 6> kIntroductions{
    "bearer ", "basic ", "?key=", "&key=", "token=", "x-api-key "};

// ...and names of members that hold one: api_key=..., x-api-key: ..., "password": "...".
constexpr std::array<std::string_view, 10> kMembers{
    "api_key", "api-key",       "apikey",   "access_token", "refresh_token",
    "secret",  "client_secret", "password", "access_key",   "x-goog-api-key"};

// What PEM calls a private key; all of it goes.
constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kPemDashes = "-----";

bool is_key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ||
         c == '+' || c == '/' || c == '~' || c == '=';
}

std::size_t run_length(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_key_character(text[end])) ++end;
  return end - from;
}

// A value that was announced ends where text, JSON, a URL or a header would end it.
std::size_t value_length(std::string_view text, std::size_t from) {
  const std::size_t end = text.find_first_of(" \t\r\n\"'\\,;&<>(){}", from);
  return (end == std::string_view::npos ? text.size() : end) - from;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

// Whether what stands before `at` makes it the middle of a word. An escape (\n, %20) ends in a
// letter or digit too, but stands for a blank.
bool inside_a_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_alnum(text[at - 1])) return false;
  if (at >= 2 && text[at - 2] == '\\') return false;
  return !(at >= 3 && text[at - 3] == '%' && is_hex(text[at - 2]) && is_hex(text[at - 1]));
}

// Length of the key with a known prefix that starts at `at`, or 0.
std::size_t key_at(std::string_view text, std::size_t at) {
  if (inside_a_word(text, at)) return 0;
  for (const Shape& shape : kKeys) {
    if (!text.substr(at).starts_with(shape.prefix)) continue;
    const std::size_t tail = run_length(text, at + shape.prefix.size());
    if (tail >= shape.shortest) return shape.prefix.size() + tail;
  }
  return 0;
}

// Length of the PEM block that starts at `at`, or 0. One that is cut short goes to the end.
std::size_t pem_at(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with(kPemBegin)) return 0;
  const std::size_t end = text.find(kPemEnd, at);
  if (end == std::string_view::npos) return text.size() - at;
  const std::size_t dashes = text.find(kPemDashes, end + kPemEnd.size());
  if (dashes == std::string_view::npos) return text.size() - at;
  return dashes + kPemDashes.size() - at;
}

// Length of a member's name and what leads to its value (`api_key": "`), or 0.
std::size_t member_at(std::string_view text, std::size_t at) {
  const auto skip = [&](std::size_t from, std::string_view any_of) {
    while (from < text.size() && any_of.find(text[from]) != std::string_view::npos) ++from;
    return from;
  };
  for (const std::string_view name : kMembers) {
    if (!starts_with_ignoring_case(text.substr(at), name)) continue;
    const std::size_t separator = skip(at + name.size(), "\\\"' ");
    if (separator == text.size() || (text[separator] != '=' && text[separator] != ':')) continue;
    return skip(separator + 1, "\\\"' ") - at;
  }
  return 0;
}

// Length of the words at `at` that announce a credential right after them, or 0.
std::size_t introduction_at(std::string_view text, std::size_t at) {
  std::size_t length = member_at(text, at);
  for (const std::string_view word : kIntroductions)
    if (length == 0 && starts_with_ignoring_case(text.substr(at), word)) length = word.size();
  return length != 0 && value_length(text, at + length) > 0 ? length : 0;
}

}  // namespace

std::string redact_credentials(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t pem = pem_at(text, at);
    if (const std::size_t length = pem != 0 ? pem : key_at(text, at)) {
      out += "***";
      at += length;
    } else if (const std::size_t word = introduction_at(text, at)) {
      out += text.substr(at, word);
      out += "***";
      at += word + value_length(text, at + word);
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace omnillm
