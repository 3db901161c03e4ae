#include "gateway/easy_reply.h"

#include <string>
#include <utility>

namespace omnillm::gateway {

LlmRequest easy_request(const ModelTarget& target, std::string_view prompt,
                        const EasyOptions& options) {
  LlmRequest request{.model = target.model, .input = {Message::user(Text(prompt))}};
  if (!options.system.empty()) request.instructions = Text(options.system);
  request.generation.max_output_tokens = options.max_output_tokens;
  request.generation.temperature = options.temperature;
  return request;
}

CallOptions easy_call_options(const ModelTarget& target, const EasyOptions& options) {
  return {.cancel = options.cancel, .timeout = options.timeout, .provider = target.provider};
}

std::optional<Money> known_cost(const CallRecord* record) {
  if (record == nullptr || (!record->bill && record->charged == Money{})) return std::nullopt;
  return record->charged;
}

TextReply easy_reply(const LlmResponse& response, std::shared_ptr<const CallRecord> record) {
  TextReply reply{.text = response.content_text.str(),
                  .usage = response.usage,
                  .cost = known_cost(record.get()),
                  .finish_reason = response.finish_reason};
  reply.record = std::move(record);
  return reply;
}

}  // namespace omnillm::gateway
