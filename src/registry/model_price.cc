#include <algorithm>

#include "omnillm/prices.h"

namespace omnillm {
namespace {

bool has_any(const TokenRates& rates) { return rates != TokenRates{}; }

}  // namespace

bool ModelPrice::has_price() const {
  return has_any(rates) || units != UnitPrices{} ||
         std::any_of(tiers.begin(), tiers.end(),
                     [](const RateTier& tier) { return has_any(tier.rates); });
}

std::string_view to_string(ModelMode mode) {
  switch (mode) {
    case ModelMode::Chat:
      return "chat";
    case ModelMode::Completion:
      return "completion";
    case ModelMode::Responses:
      return "responses";
    case ModelMode::Embedding:
      return "embedding";
    case ModelMode::ImageGeneration:
      return "image_generation";
    case ModelMode::ImageEdit:
      return "image_edit";
    case ModelMode::AudioTranscription:
      return "audio_transcription";
    case ModelMode::AudioSpeech:
      return "audio_speech";
    case ModelMode::Realtime:
      return "realtime";
    case ModelMode::Moderation:
      return "moderation";
    case ModelMode::Rerank:
      return "rerank";
    case ModelMode::Search:
      return "search";
    case ModelMode::Ocr:
      return "ocr";
  }
  return "unknown";
}

std::string_view to_string(ServiceTier tier) {
  switch (tier) {
    case ServiceTier::Standard:
      return "standard";
    case ServiceTier::Batch:
      return "batch";
    case ServiceTier::Flex:
      return "flex";
    case ServiceTier::Priority:
      return "priority";
  }
  return "unknown";
}

std::string_view to_string(PriceMatch match) {
  switch (match) {
    case PriceMatch::Exact:
      return "exact";
    case PriceMatch::Alias:
      return "alias";
    case PriceMatch::Spelling:
      return "spelling";
    case PriceMatch::Version:
      return "version";
    case PriceMatch::Fallback:
      return "fallback";
  }
  return "unknown";
}

}  // namespace omnillm
