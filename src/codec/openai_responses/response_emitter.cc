#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/errors.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/response_object.h"
#include "codec/openai_responses/usage.h"

namespace omnillm::codec::openai_responses {

namespace {

// What the schema asks for, though no answer has to know it, and what stands there when nobody
// does.
constexpr std::pair<std::string_view, std::string_view> kRequired[] = {
    {"instructions", "null"}, {"metadata", "{}"}, {"parallel_tool_calls", "true"},
    {"temperature", "null"},  {"top_p", "null"},  {"tool_choice", R"("auto")"},
    {"tools", "[]"},
};

void write_error(const ProviderError* error, json::Writer& out) {
  out.key("error");
  if (!error) {
    out.null();
    return;
  }
  out.begin_object();
  out.key("code").string(response_error_code(*error));
  out.key("message").string(error->message);
  out.end_object();
}

void write_incomplete_details(const Status& status, json::Writer& out) {
  out.key("incomplete_details");
  if (status.incomplete_reason.empty()) {
    out.null();
    return;
  }
  out.begin_object();
  out.key("reason").string(status.incomplete_reason);
  out.end_object();
}

void write_output(const ResponseObject& object, Emission& emission) {
  if (!object.output.empty()) {
    emission.out.raw(object.output);
    return;
  }
  emission.out.begin_array();
  ItemWriter items(emission, id_stem(response_id_or_made(object.response)));
  const Pointer root;
  const Pointer output = root.at("output");
  const auto& all = object.response.output;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i + 1 == all.size() && object.status.status == "incomplete") items.set_status("incomplete");
    items.write(all[i], output.at(i));
  }
  emission.out.end_array();
}

// The provider's own account, as long as it still says what the fields say.
void write_usage_of(const LlmResponse& response, Emission& emission) {
  if (!response.usage) return;
  emission.out.key("usage");
  json::Document raw;
  const bool is_ours = emission.ours && response.raw_usage.is_object() &&
                       raw.parse(response.raw_usage.text()) &&
                       parse_usage(raw.root()) == *response.usage;
  if (is_ours)
    emission.out.json(response.raw_usage);
  else
    write_usage(*response.usage, emission.out);
}

void lose_the_unsayable(const LlmResponse& response, Emission& emission) {
  if (!response.alternatives.empty())
    emission.losses.major("choices", "/alternatives",
                          "answers after the first are dropped when bridging to open_ai_responses");
  if (!response.stop_sequence.empty())
    emission.losses.minor("stop_sequences", "/stop_sequence",
                          "the stop sequence is dropped when bridging to open_ai_responses");
}

}  // namespace

std::string id_stem(std::string_view response_id) {
  constexpr std::string_view kPrefix = "resp_";
  if (response_id.substr(0, kPrefix.size()) == kPrefix) response_id.remove_prefix(kPrefix.size());
  return std::string(response_id);
}

std::string response_id_or_made(const LlmResponse& response) {
  return response.response_id.empty() ? "resp_0" : response.response_id;
}

void write_response(const ResponseObject& object, Emission& emission) {
  const LlmResponse& response = object.response;
  json::Writer& out = emission.out;
  const VendorExtensions& rest = response.vendor_extensions;
  out.begin_object();
  out.key("id").string(response_id_or_made(response));
  out.key("object").word("response");
  out.key("created_at").integer(response.created.value_or(0));
  out.key("status").string(object.status.status);
  write_error(object.error, out);
  write_incomplete_details(object.status, out);
  out.key("model").string(response.model);
  out.key("output");
  write_output(object, emission);
  for (const auto& [name, value] : kRequired)
    if (emission.foreign || !rest.contains(name)) out.foreign_key(name).raw(value);
  if (!response.service_tier.empty()) out.key("service_tier").string(response.service_tier);
  const Pointer root;
  emission.extensions(rest, root,
                      {"id", "object", "created_at", "status", "error", "incomplete_details",
                       "model", "output", "service_tier", "usage"});
  write_usage_of(response, emission);
  out.end_object();
}

Result<void> emit_response(const LlmResponse& response, LossLog& losses, std::string& out) {
  json::Writer writer(out);
  Emission emission(writer, losses, response.provider_protocol, Emission::Body::Answer);
  const Status status = status_of(response.finish_reason, losses);
  const ProviderError failure{.message = "The model failed to generate a response."};
  write_response({response, status, status.status == "failed" ? &failure : nullptr}, emission);
  lose_the_unsayable(response, emission);
  if (!writer.valid()) return fail(ErrorKind::Protocol, "the answer holds text that is not UTF-8");
  return {};
}

}  // namespace omnillm::codec::openai_responses
