#include <string>

#include "codec/gemini/config_emitter.h"
#include "json/document.h"

namespace omnillm::codec::gemini {

namespace {

// The settings without the members that the provider refuses.
void write_settings(json::Value settings, EmitContext& context, json::Writer& out) {
  out.begin_array();
  for (const json::Value setting : settings.elements()) {
    out.begin_object();
    for (const json::Member m : setting.members()) {
      if (!is_refused(context.dialect, std::string("safetySettings/").append(m.name)))
        out.foreign_key(m.name).json(m.value.json());
      else
        context.losses.minor("safety", "/capabilities/safety/policy", dropped(m.name));
    }
    out.end_object();
  }
  out.end_array();
}

}  // namespace

void write_safety(const CapabilitySet& capabilities, EmitContext& context, json::Writer& out) {
  if (!capabilities.safety) return;
  const SafetySettings& safety = *capabilities.safety;
  const Pointer root;
  const Pointer at = root.at("capabilities");
  report_extensions(safety.vendor_extensions, at.at("safety"), context);
  if (safety.policy.is_null()) return;
  json::Document document;
  const bool is_ours = context.takes_extensions() && safety.policy.is_array() &&
                       document.parse(safety.policy.text());
  if (!is_ours) {
    context.losses.minor("safety", "/capabilities/safety", dropped("safety"));
    return;
  }
  out.key("safetySettings");
  write_settings(document.root(), context, out);
}

}  // namespace omnillm::codec::gemini
