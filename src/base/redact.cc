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
constexpr std::array<Shape, 13> kKeys{{{"sk-", 4},
                                       {"sk_", 8},
                                       {"pk-", 16},
                                       {"gsk_", 8},
                                       {"xai-", 8},
                                       {"AIza", 16},
                                       {"AKIA", 12},
                                       {"ASIA", 12},
                                       {"ya29.", 8},
                                       {"hf_", 8},
                                       {"r8_", 8},
                                       {"pplx-", 8},
                                       {"eyJ", 24}}};

// Words after which the next run is a credential whatever it looks like.
constexpr std::array<std::string_view, 10> kIntroductions{
    "bearer ", "basic ", "api_key=", "api-key=",    "access_token=",
    "?key=",   "&key=",  "token=",   "x-api-key: ", "password="};

bool is_key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ||
         c == '+' || c == '/' || c == '~' || c == '=';
}

std::size_t run_length(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_key_character(text[end])) ++end;
  return end - from;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// Length of the credential that starts at `at`, or 0.
std::size_t credential_at(std::string_view text, std::size_t at) {
  const bool inside_a_word = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
  if (inside_a_word) return 0;
  for (const Shape& shape : kKeys) {
    if (!text.substr(at).starts_with(shape.prefix)) continue;
    const std::size_t tail = run_length(text, at + shape.prefix.size());
    if (tail >= shape.shortest) return shape.prefix.size() + tail;
  }
  return 0;
}

std::size_t introduction_at(std::string_view text, std::size_t at) {
  for (const std::string_view word : kIntroductions)
    if (starts_with_ignoring_case(text.substr(at), word) && run_length(text, at + word.size()) > 0)
      return word.size();
  return 0;
}

}  // namespace

std::string redact_credentials(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    if (const std::size_t length = credential_at(text, at)) {
      out += "***";
      at += length;
    } else if (const std::size_t word = introduction_at(text, at)) {
      out += text.substr(at, word);
      out += "***";
      at += word + run_length(text, at + word);
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace omnillm
