// Chat completions of client.h as the JSON that the codec knows, and back.

#ifndef OMNILLM_GATEWAY_CHAT_JSON_H_
#define OMNILLM_GATEWAY_CHAT_JSON_H_

#include <string>

#include "omnillm/client.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm::gateway {

// Errors: BadRequest, with a JSON pointer.
[[nodiscard]] Result<LlmRequest> request_of(const ChatCompletionRequest& request);

// Errors: Protocol.
[[nodiscard]] Result<ChatCompletion> completion_of(const LlmResponse& response);

// From the text of one chunk. Errors: Protocol.
[[nodiscard]] Result<ChatCompletionChunk> chunk_of(std::string text);

}  // namespace omnillm::gateway

#endif  // OMNILLM_GATEWAY_CHAT_JSON_H_
