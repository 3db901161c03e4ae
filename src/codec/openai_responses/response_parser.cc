#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/errors.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/reader.h"
#include "codec/openai_responses/response_object.h"
#include "codec/openai_responses/status.h"
#include "codec/openai_responses/usage.h"

namespace omnillm::codec::openai_responses {

namespace {

// Seconds since 1970; some write a fraction.
std::optional<std::int64_t> parse_created(json::Value value) {
  if (const auto whole = value.to_int64()) return whole;
  const auto real = value.to_double();
  constexpr double kFarFuture = 1e15;
  if (!real || !(std::abs(*real) < kFarFuture)) return {};
  return static_cast<std::int64_t>(std::floor(*real));
}

// Of the texts of an output, the probabilities of the first that has them.
JsonText logprobs_of(const std::vector<Item>& output) {
  for (const Item& item : output)
    if (const Message* message = item.message())
      for (const MessagePart& part : message->parts)
        if (const JsonText* logprobs = part.vendor_extensions.find("logprobs")) return *logprobs;
  return {};
}

}  // namespace

bool is_failure(json::Value response) {
  return response["status"].says("failed") || !response["error"].is_missing_or_null();
}

void parse_head(json::Value body, const Pointer& where, LlmResponse& response, Reader& reader) {
  response.provider_protocol = WireFormat::OpenAiResponses;
  for (const json::Member m : body.members()) {
    const Pointer at = where.at(m.name);
    if (m.name == "id")
      response.response_id = reader.string(m.value, at);
    else if (m.name == "model")
      response.model = reader.string(m.value, at);
    else if (m.name == "service_tier")
      response.service_tier = reader.string(m.value, at);
    else if (m.name == "created_at")
      response.created = parse_created(m.value);
    else if (m.name != "object" && m.name != "status" && m.name != "error" &&
             m.name != "incomplete_details" && m.name != "output" && m.name != "output_text" &&
             m.name != "usage")
      keep(response.vendor_extensions, m);
  }
}

Result<LlmResponse> parse_response(const json::Document& document) {
  const json::Value body = document.root();
  const Pointer root;
  Reader reader(ErrorKind::Protocol);
  if (!body.is_object()) return broken_at(root, "expected an object");
  if (is_failure(body)) return tl::unexpected(error_in(0, body).to_error());
  LlmResponse response;
  parse_head(body, root, response, reader);
  const json::Value output = body["output"];
  const json::Value output_text = body["output_text"];
  if (!output.is_array() && !output_text.is_string())
    reader.fault(root.at("output"), "expected an array");
  response.output = parse_items(output, root.at("output"), reader);
  // What a client's library adds may be all that is left of the output.
  if (response.output.empty() && output_text.is_string())
    response.output.emplace_back(Message::assistant(output_text.text()));
  if (const json::Value usage = body["usage"]; reader.object(usage, root.at("usage"))) {
    response.usage = parse_usage(usage);
    response.raw_usage = usage.json();
  }
  if (auto ok = reader.result(); !ok) return tl::unexpected(ok.error());
  response.units = count_units(response.output, body["tools"]);
  response.finish_reason = parse_finish(body, !response.tool_calls().empty());
  response.logprobs = logprobs_of(response.output);
  response.content_text = visible_text(response.output);
  return response;
}

}  // namespace omnillm::codec::openai_responses
