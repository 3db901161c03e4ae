#include "codec/gemini/citations.h"

#include <algorithm>
#include <utility>

#include "codec/gemini/names.h"
#include "codec/gemini/reader.h"

namespace omnillm::codec::gemini {

namespace {

// A chunk holds one object that says what kind of source it is: web, maps, a file.
Citation citation_of(json::Value chunk) {
  Citation citation{.origin = kFormat, .raw = chunk.json()};
  for (const json::Member kind : chunk.members()) {
    if (!kind.value.is_object()) continue;
    for (const json::Member m : kind.value.members()) {
      const CamelName name(m.name);
      if (name == "uri" || (name == "sourceUri" && citation.url.empty()))
        citation.url = m.value.str();
      else if (name == "title")
        citation.title = m.value.str();
      else if (name == "text")
        citation.cited_text = m.value.text();
      else if (name == "placeId" || name == "documentName")
        citation.source_id = m.value.str();
    }
  }
  return citation;
}

// An index that is left out is zero, as always in proto3.
std::int64_t index_in(json::Value object, std::string_view name) {
  return member(object, name).to_int64().value_or(0);
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t chunk_of(const Citation& citation, const std::vector<Grounding>& groundings) {
  std::size_t chunk = 0;
  for (const Grounding& one : groundings) {
    if (one.citation.url == citation.url && one.citation.title == citation.title) return chunk;
    ++chunk;
  }
  return chunk;
}

void write_support(const Grounding& grounding, std::size_t chunk, json::Writer& out) {
  out.begin_object();
  out.key("segment").begin_object();
  if (grounding.part_index > 0) out.key("partIndex").integer(grounding.part_index);
  if (grounding.citation.start_index)
    out.key("startIndex").integer(*grounding.citation.start_index);
  out.key("endIndex").integer(*grounding.citation.end_index);
  out.end_object();
  out.key("groundingChunkIndices").begin_array();
  out.unsigned_integer(chunk);
  out.end_array();
  out.end_object();
}

}  // namespace

std::vector<Grounding> read_grounding(json::Value metadata) {
  std::vector<Grounding> found;
  std::vector<json::Value> chunks;
  for (const json::Value chunk : member(metadata, "groundingChunks").elements())
    chunks.push_back(chunk);
  const json::Value supports = member(metadata, "groundingSupports");
  if (supports.size() == 0) {
    if (chunks.size() > kMaxCitations) chunks.resize(kMaxCitations);
    for (const json::Value chunk : chunks) found.push_back({.citation = citation_of(chunk)});
    return found;
  }
  for (const json::Value support : supports.elements()) {
    const json::Value segment = member(support, "segment");
    for (const json::Value number : member(support, "groundingChunkIndices").elements()) {
      const auto index = number.to_uint64();
      if (!index || *index >= chunks.size() || found.size() >= kMaxCitations) continue;
      Grounding grounding{.part_index = index_in(segment, "partIndex"),
                          .citation = citation_of(chunks[*index])};
      if (segment.is_object()) {
        grounding.citation.start_index = index_in(segment, "startIndex");
        grounding.citation.end_index = index_in(segment, "endIndex");
      }
      found.push_back(std::move(grounding));
    }
  }
  return found;
}

std::vector<Grounding> read_citations(json::Value metadata) {
  std::vector<Grounding> found;
  json::Value sources = member(metadata, "citationSources");
  if (!sources) sources = member(metadata, "citations");  // as Vertex AI calls them
  for (const json::Value source : sources.elements()) {
    if (found.size() >= kMaxCitations) break;
    Citation citation{.origin = kFormat, .raw = source.json()};
    citation.url = source["uri"].str();
    citation.title = source["title"].str();
    if (const json::Value end = member(source, "endIndex"); end.is_number()) {
      citation.start_index = index_in(source, "startIndex");
      citation.end_index = end.to_int64();
    }
    found.push_back({.citation = std::move(citation)});
  }
  return found;
}

std::int64_t searches_in(json::Value metadata) {
  return static_cast<std::int64_t>(member(metadata, "webSearchQueries").size());
}

CharacterIndex::CharacterIndex(std::string text) : text_(std::move(text)) {
  before_block_.reserve(text_.size() / kBlock + 1);
  std::int64_t characters = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (i % kBlock == 0) before_block_.push_back(characters);
    if (!continues_character(text_[i])) ++characters;
  }
  before_block_.push_back(characters);
}

std::optional<std::int64_t> CharacterIndex::characters_before(std::int64_t bytes) const {
  if (bytes < 0 || static_cast<std::uint64_t>(bytes) > text_.size()) return std::nullopt;
  const auto end = static_cast<std::size_t>(bytes);
  if (end == text_.size()) return before_block_.back();
  std::int64_t characters = before_block_[end / kBlock];
  for (std::size_t i = end / kBlock * kBlock; i < end; ++i)
    if (!continues_character(text_[i])) ++characters;
  return characters;
}

std::optional<std::int64_t> CharacterIndex::bytes_before(std::int64_t characters) const {
  if (characters < 0 || characters > before_block_.back()) return std::nullopt;
  if (characters == before_block_.back()) return static_cast<std::int64_t>(text_.size());
  // The last block before which there are not more characters than that.
  const auto after = std::upper_bound(before_block_.begin(), before_block_.end() - 1, characters);
  const auto block = static_cast<std::size_t>(after - before_block_.begin()) - 1;
  std::int64_t seen = before_block_[block];
  std::size_t at = block * kBlock;
  // The character with that number begins where as many have begun before it.
  while (seen < characters || continues_character(text_[at]))
    if (!continues_character(text_[at++])) ++seen;
  return static_cast<std::int64_t>(at);
}

void bytes_to_characters(const CharacterIndex& index, Citation& citation) {
  if (citation.start_index) citation.start_index = index.characters_before(*citation.start_index);
  if (citation.end_index) citation.end_index = index.characters_before(*citation.end_index);
}

void characters_to_bytes(const CharacterIndex& index, Citation& citation) {
  if (citation.start_index) citation.start_index = index.bytes_before(*citation.start_index);
  if (citation.end_index) citation.end_index = index.bytes_before(*citation.end_index);
}

void write_grounding(const std::vector<Grounding>& groundings, json::Writer& out) {
  std::vector<Grounding> chunks;  // few: an answer rests on a handful of sources
  for (const Grounding& one : groundings)
    if (chunk_of(one.citation, chunks) == chunks.size()) chunks.push_back(one);
  out.begin_object();
  out.key("groundingChunks").begin_array();
  for (const Grounding& chunk : chunks) {
    out.begin_object().key("web").begin_object();
    out.key("uri").string(chunk.citation.url);
    if (!chunk.citation.title.empty()) out.key("title").string(chunk.citation.title);
    out.end_object().end_object();
  }
  out.end_array();
  out.key("groundingSupports").begin_array();
  for (const Grounding& one : groundings)
    if (one.citation.end_index) write_support(one, chunk_of(one.citation, chunks), out);
  out.end_array().end_object();
}

}  // namespace omnillm::codec::gemini
