// How each canonical type is written as JSON; to_json() of canonical_json.h is made of these.

#ifndef OMNILLM_TYPES_WRITE_CANONICAL_H_
#define OMNILLM_TYPES_WRITE_CANONICAL_H_

#include "json/writer.h"
#include "omnillm/canonical_json.h"
#include "types/member_writer.h"

namespace omnillm::types {

void write(json::Writer& out, const MessagePart& piece);
void write(json::Writer& out, const Message& message);
void write(json::Writer& out, const Item& item);
void write(json::Writer& out, const Citation& citation);
void write(json::Writer& out, const CacheMark& mark);
void write(json::Writer& out, const Signature& signature);
void write(json::Writer& out, const PromptCachePolicy& policy);
void write(json::Writer& out, const LlmRequest& request);
void write(json::Writer& out, const TokenUsage& usage);
void write(json::Writer& out, const BillableUnits& units);
void write(json::Writer& out, const LlmResponse& response);
void write(json::Writer& out, const ProviderError& error);
void write(json::Writer& out, const LlmStreamEvent& event);
void write(json::Writer& out, const Loss& loss);

// The members of an error, for whoever is one and more.
void write_members(MemberWriter& object, const ProviderError& error);
// `finish_reason` and what else there is to say of it.
void write_finish(MemberWriter& object, const std::optional<FinishReason>& reason);
// `provider_protocol`, where Anthropic's is called claude_messages.
void write_protocol(MemberWriter& object, std::optional<WireFormat> protocol);

// Whether what a tool answered is told by one JSON value: a text, a value, or nothing.
[[nodiscard]] bool is_plain_output(const std::vector<MessagePart>& output);

}  // namespace omnillm::types

#endif  // OMNILLM_TYPES_WRITE_CANONICAL_H_
