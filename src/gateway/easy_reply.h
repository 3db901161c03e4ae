// What the easy functions ask and answer with, made from a gateway's own.

#ifndef OMNILLM_GATEWAY_EASY_REPLY_H_
#define OMNILLM_GATEWAY_EASY_REPLY_H_

#include <memory>
#include <optional>
#include <string_view>

#include "omnillm/call_options.h"
#include "omnillm/easy.h"
#include "omnillm/request.h"

namespace omnillm::gateway {

[[nodiscard]] LlmRequest easy_request(const ModelTarget& target, std::string_view prompt,
                                      const EasyOptions& options);
[[nodiscard]] CallOptions easy_call_options(const ModelTarget& target, const EasyOptions& options);

// Empty where nobody knows the price.
[[nodiscard]] std::optional<Money> known_cost(const CallRecord* record);

[[nodiscard]] TextReply easy_reply(const LlmResponse& response,
                                   std::shared_ptr<const CallRecord> record);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_EASY_REPLY_H_
