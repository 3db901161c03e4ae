// Floor: 1 types
//
// What a request asks of the provider's prompt cache: whether, under which key, for how long, and
// up to where the prompt is the same every time.
//
//   request.capabilities.prompt_cache = PromptCachePolicy::required()
//       .with_retention(PromptCacheRetention::Long)
//       .with_breakpoint(CacheBreakpoint::end_of_tools());
//
// A protocol that cannot do what is *required* refuses before anything is sent; what is asked as
// *best effort* is left out and reported.

#ifndef OMNILLM_PROMPT_CACHE_H_
#define OMNILLM_PROMPT_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "omnillm/json.h"

namespace omnillm {

enum class PromptCacheRetention : std::uint8_t {
  ProviderDefault,
  Short,  // minutes: Anthropic 5m, OpenAI in_memory
  Long,   // Anthropic 1h, OpenAI 24h
};

// Where the part of the prompt ends that is worth keeping.
struct CacheBreakpoint {
  enum class Place : std::uint8_t {
    Auto,  // as far as the tools, or else the instructions
    EndOfTools,
    EndOfInstructions,
    EndOfMessage,       // `message_index` of the normalised messages
    EndOfContentBlock,  // `part_index` in that message
  };

  Place place = Place::Auto;
  std::size_t message_index = 0;
  std::size_t part_index = 0;

  [[nodiscard]] static CacheBreakpoint end_of_tools() { return {Place::EndOfTools}; }
  [[nodiscard]] static CacheBreakpoint end_of_instructions() { return {Place::EndOfInstructions}; }
  [[nodiscard]] static CacheBreakpoint end_of_message(std::size_t message) {
    return {Place::EndOfMessage, message};
  }
  [[nodiscard]] static CacheBreakpoint end_of_content_block(std::size_t message, std::size_t part) {
    return {Place::EndOfContentBlock, message, part};
  }
  [[nodiscard]] bool is_auto() const { return place == Place::Auto; }

  friend bool operator==(const CacheBreakpoint&, const CacheBreakpoint&) = default;
};

// Requests with the same key are sent where the same prefix was cached before.
struct PromptCacheKey {
  enum class Kind : std::uint8_t {
    Explicit,          // `value`, as it stands
    StablePrefixHash,  // made from what stands before the breakpoint: "value[:tenant]:hash"
  };

  Kind kind = Kind::Explicit;
  std::string value{};  // of a StablePrefixHash, the namespace
  std::optional<std::string> tenant_scope{};

  friend bool operator==(const PromptCacheKey&, const PromptCacheKey&) = default;
};

struct PromptCachePolicy {
  enum class Mode : std::uint8_t { Disabled, BestEffort, Required };

  Mode mode = Mode::BestEffort;
  std::optional<PromptCacheKey> key{};
  PromptCacheRetention retention = PromptCacheRetention::ProviderDefault;
  CacheBreakpoint breakpoint{};
  VendorExtensions vendor_extensions{};

  [[nodiscard]] static PromptCachePolicy disabled() { return {.mode = Mode::Disabled}; }
  [[nodiscard]] static PromptCachePolicy best_effort() { return {}; }
  [[nodiscard]] static PromptCachePolicy required() { return {.mode = Mode::Required}; }

  [[nodiscard]] PromptCachePolicy with_key(std::string value) &&;
  // A key made from the stable prefix; the tenant keeps one customer's cache from another's.
  [[nodiscard]] PromptCachePolicy with_stable_prefix_key(
      std::string key_namespace, std::optional<std::string> tenant_scope = {}) &&;
  [[nodiscard]] PromptCachePolicy with_retention(PromptCacheRetention how_long) &&;
  [[nodiscard]] PromptCachePolicy with_breakpoint(CacheBreakpoint where) &&;

  [[nodiscard]] bool is_required() const { return mode == Mode::Required; }
  [[nodiscard]] bool is_disabled() const { return mode == Mode::Disabled; }

  friend bool operator==(const PromptCachePolicy&, const PromptCachePolicy&) = default;
};

// A breakpoint that stands on one part, one tool or one message, as Anthropic's `cache_control` and
// Bedrock's `cachePoint` do. A request may have several, beside its policy.
struct CacheMark {
  PromptCacheRetention retention = PromptCacheRetention::ProviderDefault;
  VendorExtensions vendor_extensions{};

  friend bool operator==(const CacheMark&, const CacheMark&) = default;
};

}  // namespace omnillm

#endif  // OMNILLM_PROMPT_CACHE_H_
