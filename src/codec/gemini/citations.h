// Where an answer took something from: groundingMetadata and citationMetadata, which stand beside a
// candidate's content and count in bytes of UTF-8, and citations, which belong to a text and count
// in characters.

#ifndef OMNILLM_CODEC_GEMINI_CITATIONS_H_
#define OMNILLM_CODEC_GEMINI_CITATIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "omnillm/message.h"

namespace omnillm::codec::gemini {

// Nobody reads more; a body of many small numbers must not grow into one of many large citations.
inline constexpr std::size_t kMaxCitations = 4'096;

// A citation whose indices are in bytes of the text of the part with that number.
struct Grounding {
  std::int64_t part_index = 0;
  Citation citation{};
};

// What groundingMetadata says: one for each chunk that a stretch of text rests on, or each chunk
// when no stretch is named. Never fails: what is of another shape says nothing.
[[nodiscard]] std::vector<Grounding> read_grounding(json::Value metadata);
// What citationMetadata says.
[[nodiscard]] std::vector<Grounding> read_citations(json::Value metadata);

// How many searches groundingMetadata tells of.
[[nodiscard]] std::int64_t searches_in(json::Value metadata);

// A text in which bytes and characters can be counted again and again without beginning anew.
class CharacterIndex {
 public:
  explicit CharacterIndex(std::string text);

  // Empty when that is not in the text.
  [[nodiscard]] std::optional<std::int64_t> characters_before(std::int64_t bytes) const;
  [[nodiscard]] std::optional<std::int64_t> bytes_before(std::int64_t characters) const;

 private:
  static constexpr std::size_t kBlock = 1'024;

  std::string text_;
  std::vector<std::int64_t> before_block_;  // characters before each block of bytes
};

// Turns the indices of a citation from bytes into characters, or back; an index that is not in
// the text is forgotten.
void bytes_to_characters(const CharacterIndex& index, Citation& citation);
void characters_to_bytes(const CharacterIndex& index, Citation& citation);

// Writes groundingMetadata for citations whose indices are in bytes. Requires: all have a URL, and
// there are at most kMaxCitations.
void write_grounding(const std::vector<Grounding>& groundings, json::Writer& out);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_CITATIONS_H_
