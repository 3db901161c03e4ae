// The response object: the body of an answer, and what the first and the last event of a stream
// carry.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_RESPONSE_OBJECT_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_RESPONSE_OBJECT_H_

#include <string>
#include <string_view>

#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/reader.h"
#include "codec/openai_responses/status.h"
#include "omnillm/provider_error.h"
#include "omnillm/response.h"

namespace omnillm::codec::openai_responses {

// Whether it says that there is no answer.
[[nodiscard]] bool is_failure(json::Value response);

// Everything that is neither output nor usage nor the end: what is known from the start.
void parse_head(json::Value body, const Pointer& where, LlmResponse& response, Reader& reader);

struct ResponseObject {
  const LlmResponse& response;
  Status status{};
  // Of a failed one.
  const ProviderError* error = nullptr;
  // The output as JSON, an array; empty: that of the response is written.
  std::string_view output{};
};

// Writes all that strict clients ask for. Lifetime: nothing is kept.
void write_response(const ResponseObject& object, Emission& emission);

// What the ids of items are made of that have none: different for every response.
[[nodiscard]] std::string id_stem(std::string_view response_id);
[[nodiscard]] std::string response_id_or_made(const LlmResponse& response);

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_RESPONSE_OBJECT_H_
