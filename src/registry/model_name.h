// How models are named: which part of a name is a path, a region, a date or a version, and which is
// the model. Pure functions over lower-case text; they never cut anything else off.

#ifndef OMNILLM_REGISTRY_MODEL_NAME_H_
#define OMNILLM_REGISTRY_MODEL_NAME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace omnillm::registry {

// A name without its date and version, and what was taken off.
//
//   split_version("anthropic.claude-sonnet-4-5-20250929-v1:0", true)
//     -> {"anthropic.claude-sonnet-4-5", 20250929, ...}
struct VersionedName {
  std::string_view base{};
  std::int32_t date = 0;   // YYYYMMDD when the name has a whole date, else 0
  std::int32_t order = 0;  // of other versions: 1 for "-001"
  bool versioned = false;  // something names a version; not so for "-latest"
  bool latest = false;     // the name asks for the newest
};

// Takes off `-2024-08-06`, `-20250929`, `@20250929`, `-0613`, `-2411`, `-251201`, `-05-06`,
// `-08-2024`, `-001`, `@001`, `-latest`, `@latest`, `@default`, and where `vendor_ids` (Bedrock's)
// also `-v1:0`, `-v1:0:200k` and `-v1`.
[[nodiscard]] VersionedName split_version(std::string_view name, bool vendor_ids);

// The ways one name may be spelled in a book, the given one first: without a path, an ARN, a
// region, the suffix of a fine-tune.
struct Spellings {
  std::array<std::string_view, 4> names;
  std::size_t count = 0;
  // Names from here on lost a region and with it, perhaps, a surcharge.
  std::size_t regionless_from = 4;

  [[nodiscard]] std::span<const std::string_view> all() const { return {names.data(), count}; }
};
[[nodiscard]] Spellings spellings_of(std::string_view provider, std::string_view name);

// Our name of a provider, however it is written ("vertex_ai", "VertexAI", "Google Vertex"): one of
// the book's, or `name` itself when it is none we know.
[[nodiscard]] std::string_view canonical_provider(std::string_view name);

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_MODEL_NAME_H_
