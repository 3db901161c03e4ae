#include "gateway/terms.h"

#include <algorithm>
#include <utility>

namespace omnillm::gateway {

void cap_output(const MoneyPolicy& policy, const KnownPrice& price, LlmRequest& request) {
  if (request.generation.max_output_tokens) return;
  const std::optional<std::int64_t> own = price ? price->max_output_tokens : std::nullopt;
  request.generation.max_output_tokens = own.value_or(policy.default_output_cap);
}

Result<Terms> terms_for(const MoneyPolicy& policy, KnownPrice price, const BoundInput& size,
                        bool budget_is_hard) {
  Terms terms{.tier = size.tier};
  if (price) {
    auto bound = bound_of(*price, size);
    if (bound) {
      terms.bound = bound->amount;
      terms.prompt_tokens = bound->prompt_tokens;
    } else if (budget_is_hard) {
      const bool is_unbounded = bound.error().kind() == ErrorKind::Configuration;
      if (!policy.unbounded || !is_unbounded) return tl::unexpected(std::move(bound.error()));
      terms.bound = *policy.unbounded;
    }
  }
  terms.price = std::move(price);
  return terms;
}

namespace {

struct UseReader {
  ReportedUse operator()(const LlmResponse& r) const { return {r.model, r.usage, r.units}; }
  ReportedUse operator()(const EmbeddingResponse& r) const { return {r.model, r.usage, {}}; }
  ReportedUse operator()(const ImageGenerationResponse& r) const {
    BillableUnits units;
    units.images_out = static_cast<std::int64_t>(r.data.size());
    return {{}, r.usage.value_or(TokenUsage{}), units};
  }
  ReportedUse operator()(const AudioTranscriptionResponse& r) const {
    BillableUnits units;
    if (r.duration_seconds && *r.duration_seconds >= 0 && *r.duration_seconds < 1e9)
      units.audio_in_milliseconds = static_cast<std::int64_t>(*r.duration_seconds * 1000 + 0.5);
    if (!r.usage && units.audio_in_milliseconds == 0) return {{}, {}, units};
    return {{}, r.usage.value_or(TokenUsage{}), units};
  }
  ReportedUse operator()(const AudioSpeechResponse&) const { return {}; }
  ReportedUse operator()(const RerankResponse& r) const {
    return {r.model, r.usage.value_or(TokenUsage{}), r.units};
  }
  // These cost nothing anywhere.
  ReportedUse operator()(const ModerationResponse& r) const { return {r.model, TokenUsage{}, {}}; }
  ReportedUse operator()(const CountTokensResponse&) const { return {{}, TokenUsage{}, {}}; }
  ReportedUse operator()(const ModelList&) const { return {{}, TokenUsage{}, {}}; }
};

}  // namespace

ReportedUse use_of(const ApiResponse& response) { return std::visit(UseReader{}, response); }

Settled settle_use(const Terms& terms, const KnownPrice& price, const ReportedUse& use,
                   const TokenUsage& as_seen) {
  Settled settled{.usage = use.usage, .units = use.units, .estimated = !use.usage};
  const TokenUsage usage = use.usage.value_or(as_seen).repaired();
  settled.tokens = usage.total();
  const ModelPrice* known = price ? price.get() : terms.price.get();
  if (known == nullptr) return settled;
  auto bill = cost_of(*known, usage, use.units, terms.tier);
  if (!bill) {
    // Tokens that this model has no rate for: the most it can cost stands for what it did cost.
    settled.cost = terms.bound;
    settled.estimated = true;
    return settled;
  }
  bill->estimated = settled.estimated;
  settled.cost = bill->total;
  settled.bill = *std::move(bill);
  return settled;
}

}  // namespace omnillm::gateway
