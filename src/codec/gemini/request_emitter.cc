#include "codec/gemini/request_emitter.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "codec/gemini/config_emitter.h"
#include "codec/gemini/contents_emitter.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_emitter.h"
#include "codec/gemini/reader.h"

namespace omnillm::codec::gemini {

namespace {

// A cache that was made before and is named in the request is the only one there is.
bool names_a_cache(const LlmRequest& request, const EmitContext& context) {
  return context.takes_extensions() && request.vendor_extensions.contains("cachedContent");
}

Result<void> check_prompt_cache(const LlmRequest& request, EmitContext& context) {
  const auto& policy = request.capabilities.prompt_cache;
  if (!policy || policy->is_disabled() || names_a_cache(request, context)) return {};
  if (policy->is_required())
    return fail(ErrorKind::BadRequest,
                "/capabilities/prompt_cache: prompt cache is not supported by "
                "gemini_generate_content");
  context.losses.minor("cache_policy", "/capabilities/prompt_cache",
                       dropped("prompt cache policy"));
  return {};
}

void write_metadata(const LlmRequest& request, EmitContext& context, json::Writer& out) {
  if (request.metadata.empty()) return;
  const bool has_place = (context.dialect.vertex_members || request.origin == kFormat) &&
                         !is_refused(context.dialect, "labels") &&
                         std::all_of(request.metadata.begin(), request.metadata.end(),
                                     [](const auto& member) { return member.second.is_string(); });
  if (!has_place) {
    context.losses.minor("metadata", "/metadata", dropped("metadata"));
    return;
  }
  out.key("labels").begin_object().members(request.metadata).end_object();
}

void write_service_tier(const LlmRequest& request, EmitContext& context, json::Writer& out) {
  if (request.service_tier.empty() || request.service_tier == "auto") return;
  const std::string_view word = service_tier_word(request.service_tier);
  if (word.empty() || is_refused(context.dialect, "serviceTier"))
    context.losses.minor("service_tier", "/service_tier", dropped("service_tier"));
  else
    out.key("serviceTier").string(word);
}

// Members that stand for themselves: those of the request, and those of its capabilities that are
// not part of toolConfig. Typed members of the same name have been written already.
void write_extensions(const VendorExtensions& extensions, const Pointer& at, EmitContext& context,
                      json::Writer& out) {
  constexpr std::array<std::string_view, 9> kTyped = {
      "contents", "systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig",
      "labels",   "serviceTier",       "model"};
  report_extensions(extensions, at, context);
  if (!context.takes_extensions()) return;
  for (const auto& [name, value] : extensions) {
    if (name.starts_with("toolConfig/")) continue;
    const CamelName member(name);
    if (std::find(kTyped.begin(), kTyped.end(), member.view()) != kTyped.end() ||
        is_refused(context.dialect, member.view()))
      context.losses.minor("vendor_extensions", at.at(name).str(), dropped(name));
    else
      out.foreign_key(name).json(value);
  }
}

}  // namespace

Result<void> emit_request(const LlmRequest& request, const Dialect& dialect, LossLog& losses,
                          json::Writer& out) {
  const Conversation conversation(request);
  EmitContext context{.losses = losses,
                      .dialect = dialect,
                      .origin = request.origin,
                      .conversation = &conversation};
  if (auto possible = check_prompt_cache(request, context); !possible) return possible;

  out.begin_object();
  write_system_instruction(request, context, out);
  write_contents(context, out);
  write_tools(request.capabilities, context, out);
  write_tool_config(request.capabilities, context, out);
  write_safety(request.capabilities, context, out);
  write_generation_config(request, context, out);
  write_metadata(request, context, out);
  write_service_tier(request, context, out);
  const Pointer root;
  write_extensions(request.vendor_extensions, root, context, out);
  write_extensions(request.capabilities.vendor_extensions, root.at("capabilities"), context, out);
  if (!request.user.empty()) losses.minor("user", "/user", dropped("user"));
  out.end_object();
  if (!out.valid()) return fail(ErrorKind::BadRequest, "the request holds text that is not UTF-8");
  return {};
}

}  // namespace omnillm::codec::gemini
