#include "sim/http_text.h"

#include <array>
#include <string_view>

namespace omnillm::sim {
namespace {

// None longer than eight letters: a word is a token.
constexpr std::array<std::string_view, 64> kWords{
    "the",    "a",      "river",   "stone",    "light",   "answer",  "simple", "model",
    "token",  "quiet",  "morning", "system",   "number",  "small",   "large",  "green",
    "paper",  "window", "follows", "holds",    "carries", "between", "under",  "above",
    "city",   "garden", "letter",  "question", "reason",  "first",   "second", "third",
    "moves",  "stands", "becomes", "remains",  "water",   "market",  "signal", "stream",
    "budget", "limit",  "minute",  "hour",     "because", "while",   "and",    "with",
    "from",   "into",   "every",   "many",     "few",     "other",   "same",   "new",
    "old",    "clear",  "exact",   "steady",   "open",    "closed",  "early",  "late"};

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string plain_words(Rng& rng, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    if (i > 0) text += ' ';
    text += kWords[rng.below(kWords.size())];
  }
  return text;
}

std::string prose(Rng& rng, std::int64_t tokens) {
  std::string text;
  std::uint64_t left_of_sentence = 0;
  for (std::int64_t i = 0; i < tokens; ++i) {
    const bool begins = left_of_sentence == 0;
    // The last token of a sentence is its full stop, and so is that of the text.
    if (!begins && (left_of_sentence == 1 || i + 1 == tokens)) {
      text += '.';
      left_of_sentence = 0;
      continue;
    }
    if (begins) left_of_sentence = 7 + rng.below(10);
    if (!text.empty()) text += ' ';
    const std::size_t first = text.size();
    text += kWords[rng.below(kWords.size())];
    if (begins) text[first] = static_cast<char>(text[first] - 'a' + 'A');
    --left_of_sentence;
  }
  return text;
}

std::string random_id(Rng& rng, std::size_t length) {
  std::string id;
  for (std::size_t i = 0; i < length; ++i) id += kAlphabet[rng.below(kAlphabet.size())];
  return id;
}

}  // namespace omnillm::sim
