#include "registry/token_estimate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/wide.h"

namespace omnillm::registry {
namespace {

constexpr std::int64_t kImageTokens = 1'024;
constexpr std::int64_t kAudioTokensPerSecond = 32;
constexpr std::int64_t kMessageTokens = 4;

constexpr std::int64_t kSmallestWeight = 64;  // below this the framing of a prompt decides
constexpr std::uint32_t kFirstReports = 16;
constexpr std::uint32_t kRememberedReports = 512;
constexpr int kStepsPerOctave = 8;
constexpr std::int64_t kLowestRatio = 32;  // tokens per 1,024 bytes
constexpr std::int64_t kHighestRatio = 8'191;

// By the first byte of a character: one token is 4. Continuation bytes weigh nothing.
constexpr std::array<std::uint8_t, 256> kByteWeights = [] {
  std::array<std::uint8_t, 256> weights{};
  for (std::size_t byte = 0; byte < 256; ++byte)
    weights[byte] = byte < 0x80   ? 1    // ASCII
                    : byte < 0xC0 ? 0    // continuation
                    : byte < 0xE0 ? 3    // Greek, Cyrillic, Hebrew, Arabic
                    : byte < 0xE3 ? 5    // Indic and South-East Asian scripts, signs
                    : byte < 0xF0 ? 4    // Chinese, Japanese, Korean
                                  : 12;  // emoji, rare characters
  return weights;
}();

std::int64_t clamped(Int128 value) {
  return static_cast<std::int64_t>(
      std::min<Int128>(value, std::numeric_limits<std::int64_t>::max()));
}

// Which bucket holds a ratio of tokens per 1,024 bytes: eight equal steps an octave.
int bucket_of(std::int64_t ratio) {
  ratio = std::clamp(ratio, kLowestRatio, kHighestRatio);
  const int octave =
      static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ratio / kLowestRatio))) - 1;
  const std::int64_t floor = kLowestRatio << octave;
  const auto step = static_cast<int>((ratio - floor) * kStepsPerOctave / floor);
  return octave * kStepsPerOctave + step;
}

// The largest ratio that falls into a bucket: the estimate errs upwards by at most one step.
std::int64_t upper_edge(int bucket) {
  const std::int64_t floor = kLowestRatio << (bucket / kStepsPerOctave);
  return floor + floor * (bucket % kStepsPerOctave + 1) / kStepsPerOctave;
}

}  // namespace

std::int64_t text_weight(std::string_view text) {
  std::int64_t weight = 0;
  for (const char c : text) weight += kByteWeights[static_cast<unsigned char>(c)];
  return weight;
}

std::int64_t prompt_weight(const PromptMeasure& prompt) {
  const auto counted = [](std::int64_t n) { return Int128{std::max<std::int64_t>(0, n)}; };
  return clamped(counted(prompt.system_weight) + counted(prompt.messages_weight) +
                 counted(prompt.tools_weight) +
                 kBytesPerToken *
                     (counted(prompt.messages) * kMessageTokens +
                      counted(prompt.images) * kImageTokens +
                      counted(prompt.audio_milliseconds) * kAudioTokensPerSecond / 1'000));
}

std::int64_t tokens_for_weight(std::int64_t weight, std::int64_t tokens_per_1024) {
  const Int128 tokens = (Int128{weight} * tokens_per_1024 + 1'023) / 1'024;
  return clamped(std::max<Int128>(1, tokens));
}

std::int64_t TokenEstimator::estimate_prompt(std::int64_t weight) const {
  return tokens_for_weight(weight, tokens_per_1024());
}

std::int64_t TokenEstimator::estimate(std::int64_t weight,
                                      std::optional<std::int64_t> output_cap) const {
  const std::int64_t output = std::max<std::int64_t>(0, output_cap.value_or(kDefaultOutputTokens));
  return clamped(Int128{estimate_prompt(weight)} + output);
}

void TokenEstimator::learn(std::int64_t weight, std::int64_t prompt_tokens) {
  if (weight < kSmallestWeight || prompt_tokens <= 0) return;
  const std::int64_t ratio = clamped(Int128{prompt_tokens} * 1'024 / weight);
  MutexLock lock(&mu_);
  ++reports_[static_cast<std::size_t>(bucket_of(ratio))];
  if (++total_ < kFirstReports) return;

  std::uint32_t above = 0;
  int bucket = kBuckets - 1;
  while (bucket > 0 && (above += reports_[static_cast<std::size_t>(bucket)]) * 10 <= total_)
    --bucket;
  tokens_per_1024_.store(upper_edge(bucket), std::memory_order_relaxed);

  if (total_ < kRememberedReports) return;
  total_ = 0;
  for (std::uint32_t& reports : reports_) total_ += (reports /= 2);
}

}  // namespace omnillm::registry
