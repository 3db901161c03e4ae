// Floor: 1 types

#ifndef OMNILLM_USAGE_H_
#define OMNILLM_USAGE_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace omnillm {

// What a request used, in one meaning for every provider.
//
// `prompt_tokens` ALWAYS includes what was read from a cache, written to one, and the audio and
// image tokens; `completion_tokens` ALWAYS includes reasoning, audio and images. A codec whose wire
// counts otherwise (Anthropic reports reads and writes beside the input, Gemini thoughts beside the
// candidates, xAI reasoning beside the completion) adds them before it fills this in.
//
//   TokenUsage usage{.prompt_tokens = 2'000, .completion_tokens = 100};
//   usage.cache_read_tokens = 1'500;   // of the 2,000
//
// Thread safety: a value.
struct TokenUsage {
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  // As the provider reported it; empty when it did not.
  std::optional<std::int64_t> total_tokens{};

  // Parts of the prompt. The three cache parts exclude each other, and so do audio and image; a
  // cached token may be audio as well.
  std::int64_t cache_read_tokens = 0;
  std::int64_t cache_write_5m_tokens = 0;  // also: written for a time nobody stated
  std::int64_t cache_write_1h_tokens = 0;
  std::int64_t audio_prompt_tokens = 0;
  std::int64_t image_prompt_tokens = 0;

  // Parts of the completion; they exclude each other.
  std::int64_t reasoning_tokens = 0;
  std::int64_t audio_completion_tokens = 0;
  std::int64_t image_completion_tokens = 0;

  // The provider's total, or else prompt and completion together; stops at the largest int64.
  [[nodiscard]] std::int64_t total() const;

  // Whether the counts can all be true: none negative, no part larger than its whole, no sum out of
  // range.
  [[nodiscard]] bool is_consistent() const;

  // The nearest usage that is consistent, for counts that come from outside: a negative count is
  // zero, a whole smaller than its parts is raised to them (a bill never shrinks because a provider
  // left something out of the whole), and sums stop at the largest int64.
  [[nodiscard]] TokenUsage repaired() const;

  friend bool operator==(const TokenUsage&, const TokenUsage&) = default;
};

// What is billed by the piece instead of by the token. Leave at zero what the request does not
// have; a unit that the model sells by the token adds nothing to a bill.
struct BillableUnits {
  std::int64_t images_out = 0;             // images generated
  std::int64_t images_in = 0;              // images sent
  std::int64_t pixels = 0;                 // of the images generated, together
  std::int64_t audio_in_milliseconds = 0;  // sound sent
  std::int64_t audio_out_milliseconds = 0;
  std::int64_t characters = 0;  // text to be spoken
  std::int64_t queries = 0;     // rerank queries, search units
  std::int64_t pages = 0;       // of documents read
  std::int64_t requests = 1;    // for providers with a fee a request
  // Searches that the provider made, by the size of the context they brought in. A search whose
  // size is not known is a plain one (medium).
  std::int64_t web_searches_low = 0;
  std::int64_t web_searches = 0;
  std::int64_t web_searches_high = 0;

  friend bool operator==(const BillableUnits&, const BillableUnits&) = default;
};

namespace usage_detail {

// Sum of counts that are not negative; stops at the largest int64.
inline std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

inline std::int64_t saturating_sum(std::int64_t a, std::int64_t b, std::int64_t c) {
  return saturating_sum(saturating_sum(a, b), c);
}

}  // namespace usage_detail

inline std::int64_t TokenUsage::total() const {
  const auto counted = usage_detail::saturating_sum(std::max<std::int64_t>(0, prompt_tokens),
                                                    std::max<std::int64_t>(0, completion_tokens));
  return total_tokens && *total_tokens >= 0 ? *total_tokens : counted;
}

inline TokenUsage TokenUsage::repaired() const {
  using usage_detail::saturating_sum;
  TokenUsage usage = *this;
  for (std::int64_t* count :
       {&usage.prompt_tokens, &usage.completion_tokens, &usage.cache_read_tokens,
        &usage.cache_write_5m_tokens, &usage.cache_write_1h_tokens, &usage.audio_prompt_tokens,
        &usage.image_prompt_tokens, &usage.reasoning_tokens, &usage.audio_completion_tokens,
        &usage.image_completion_tokens})
    *count = std::max<std::int64_t>(0, *count);
  if (usage.total_tokens && *usage.total_tokens < 0) usage.total_tokens.reset();
  usage.prompt_tokens =
      std::max({usage.prompt_tokens,
                saturating_sum(usage.cache_read_tokens, usage.cache_write_5m_tokens,
                               usage.cache_write_1h_tokens),
                saturating_sum(usage.audio_prompt_tokens, usage.image_prompt_tokens)});
  usage.completion_tokens = std::max(
      usage.completion_tokens, saturating_sum(usage.reasoning_tokens, usage.audio_completion_tokens,
                                              usage.image_completion_tokens));
  return usage;
}

inline bool TokenUsage::is_consistent() const {
  std::int64_t sum = 0;
  return *this == repaired() && !__builtin_add_overflow(prompt_tokens, completion_tokens, &sum);
}

}  // namespace omnillm

#endif  // OMNILLM_USAGE_H_
