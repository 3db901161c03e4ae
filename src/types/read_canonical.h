// How each canonical type is read from JSON; from_json() of canonical_json.h is made of these. What
// they are read into is fresh.

#ifndef OMNILLM_TYPES_READ_CANONICAL_H_
#define OMNILLM_TYPES_READ_CANONICAL_H_

#include "omnillm/canonical_json.h"
#include "types/member_reader.h"

namespace omnillm::types {

Result<void> read(const Place& at, MessagePart& out);
Result<void> read(const Place& at, Message& out);
Result<void> read(const Place& at, Item& out);
Result<void> read(const Place& at, ToolResultPart& out);
Result<void> read(const Place& at, Citation& out);
Result<void> read(const Place& at, CacheMark& out);
Result<void> read(const Place& at, Signature& out);
Result<void> read(const Place& at, PromptCachePolicy& out);
Result<void> read(const Place& at, LlmRequest& out);
Result<void> read(const Place& at, TokenUsage& out);
Result<void> read(const Place& at, BillableUnits& out);
Result<void> read(const Place& at, LlmResponse& out);
Result<void> read(const Place& at, ProviderError& out);
Result<void> read(const Place& at, LlmStreamEvent& out);

// `finish_reason` of an object and what else it says of it; left alone when it says nothing.
void get_finish(MemberReader& object, std::optional<FinishReason>& out);

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_READ_CANONICAL_H_
