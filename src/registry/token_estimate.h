// How many tokens a request will probably use, for token limits. Money is held by bound_of() in
// omnillm/cost.h, which is never exceeded; this figure is near the truth instead, and on the safe
// side of it most of the time.

#ifndef OMNILLM_REGISTRY_TOKEN_ESTIMATE_H_
#define OMNILLM_REGISTRY_TOKEN_ESTIMATE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/mutex.h"

namespace omnillm::registry {

// Bytes of English a token has on average. Everything is weighed in such bytes.
inline constexpr std::int64_t kBytesPerToken = 4;

// The output that is expected when a request states no cap.
inline constexpr std::int64_t kDefaultOutputTokens = 1'024;

// The weight of a text: its bytes when it is ASCII, and more or fewer where its writing takes more
// or fewer tokens (a Chinese character is three bytes and about one token, so it weighs four).
// Text that is not UTF-8 is weighed all the same. Linear in the text's size.
[[nodiscard]] std::int64_t text_weight(std::string_view text);

// What a prompt consists of. Each text counts once, wherever it will travel: the system text is
// not among the messages.
struct PromptMeasure {
  std::int64_t system_weight = 0;    // of instructions and system messages
  std::int64_t messages_weight = 0;  // of every text, tool call and tool result
  std::int64_t tools_weight = 0;     // of tool definitions and of a schema for the answer, as JSON
  std::int64_t messages = 0;
  std::int64_t images = 0;  // their bytes are no text and are not weighed
  std::int64_t audio_milliseconds = 0;
};

// All of it in one weight; negative parts count as nothing and the sum stops at the largest int64.
[[nodiscard]] std::int64_t prompt_weight(const PromptMeasure& prompt);

// Prompt tokens for a weight when 1,024 bytes of it are so many tokens, rounded up; at least one.
[[nodiscard]] std::int64_t tokens_for_weight(std::int64_t weight, std::int64_t tokens_per_1024);

// A model's estimate, which learns from what the provider reports.
//
// It starts with four bytes a token. Every finished request tells how many tokens its weight really
// took; the estimate follows the 9th decile of the recent ones, so that about one request in ten
// turns out larger. Sixteen reports must be in before they count, small prompts are ignored, and
// the weight of old reports halves as new ones come.
//
//   TokenEstimator estimator;                                   // one a model
//   std::int64_t tokens = estimator.estimate(weight, request.max_output_tokens);
//   estimator.learn(weight, usage.prompt_tokens);               // when the reply is in
//
// Thread safety: any threads may call any member at once; estimate() is one relaxed load and never
// waits, learn() takes a mutex for a few hundred nanoseconds. Bounded memory, no allocation.
// Deterministic: the same reports in the same order give the same estimates.
// Memory ordering: publishes nothing but its own ratio.
class TokenEstimator {
 public:
  // Prompt and output together: the number to reserve. Never zero and never wraps.
  [[nodiscard]] std::int64_t estimate(std::int64_t weight,
                                      std::optional<std::int64_t> output_cap) const;
  [[nodiscard]] std::int64_t estimate_prompt(std::int64_t weight) const;

  // A request of this weight had so many prompt tokens. Ignores what cannot be true.
  void learn(std::int64_t weight, std::int64_t prompt_tokens);

  // Tokens that 1,024 bytes are taken for; 256 until something was learned.
  [[nodiscard]] std::int64_t tokens_per_1024() const {
    return tokens_per_1024_.load(std::memory_order_relaxed);
  }

 private:
  // Ratios from 2^-5 to 2^3 tokens a byte, eight steps an octave.
  static constexpr int kBuckets = 64;

  std::atomic<std::int64_t> tokens_per_1024_{1'024 / kBytesPerToken};
  Mutex mu_;
  std::array<std::uint32_t, kBuckets> reports_ ABSL_GUARDED_BY(mu_){};
  std::uint32_t total_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace omnillm::registry

#endif  // OMNILLM_REGISTRY_TOKEN_ESTIMATE_H_
