#include "codec/anthropic/request_losses.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "codec/pointer.h"

namespace omnillm::codec::anthropic {

namespace {

void drop(LossLog& losses, std::string_view name, std::string_view pointer) {
  losses.minor(name, std::string(pointer),
               std::string(name).append(" is dropped when bridging to anthropic_messages"));
}

void report_generation(const GenerationConfig& generation, LossLog& losses) {
  if (generation.presence_penalty) drop(losses, "presence_penalty", "/generation/presence_penalty");
  if (generation.frequency_penalty)
    drop(losses, "frequency_penalty", "/generation/frequency_penalty");
  if (generation.seed) drop(losses, "seed", "/generation/seed");
  if (generation.choices.value_or(1) != 1) drop(losses, "choices", "/generation/choices");
  if (generation.logprobs.value_or(false) || generation.top_logprobs.value_or(0) > 0)
    losses.minor("logprobs", "/generation/logprobs",
                 "logprobs are dropped when bridging to anthropic_messages");
  if (!generation.verbosity.empty()) drop(losses, "verbosity", "/generation/verbosity");
}

void report_capabilities(const CapabilitySet& capabilities, LossLog& losses) {
  const auto& modalities = capabilities.modalities;
  const bool only_text =
      std::all_of(modalities.begin(), modalities.end(),
                  [](OutputModality modality) { return modality == OutputModality::Text; });
  if (!only_text)
    losses.minor("modalities", "/capabilities/modalities",
                 "modalities are dropped when bridging to anthropic_messages");
  if (capabilities.safety)
    losses.minor("safety", "/capabilities/safety",
                 "safety settings are dropped when bridging to anthropic_messages");
}

void report_extensions(const VendorExtensions& extensions, const Pointer& where, LossLog& losses) {
  for (const auto& [name, value] : extensions)
    losses.minor("vendor_extensions", where.at(name).str(),
                 "some vendor_extensions and raw_message fields are not emitted to "
                 "anthropic_messages");
}

}  // namespace

void report_unsaid(const LlmRequest& request, bool keep_extensions, LossLog& losses) {
  report_generation(request.generation, losses);
  report_capabilities(request.capabilities, losses);
  if (keep_extensions) return;
  if (!request.metadata.empty())
    losses.minor("metadata", "/metadata",
                 "metadata is dropped when bridging to anthropic_messages");
  const Pointer root;
  report_extensions(request.vendor_extensions, root, losses);
  const Pointer generation = root.at("generation");
  report_extensions(request.generation.vendor_extensions, generation, losses);
  const Pointer capabilities = root.at("capabilities");
  report_extensions(request.capabilities.vendor_extensions, capabilities, losses);
  if (request.capabilities.reasoning)
    report_extensions(request.capabilities.reasoning->vendor_extensions,
                      capabilities.at("reasoning"), losses);
}

}  // namespace omnillm::codec::anthropic
