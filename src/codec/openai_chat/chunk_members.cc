#include "codec/openai_chat/chunk_members.h"

namespace omnillm::codec::openai_chat {

namespace {

using json::Member;
using json::Value;

// Where a name puts its value; null when nobody knows the name. Comparing with one literal after
// the other is a length and an integer each, which beats any table.
Value* place_of(json::Name name, ChunkMembers& in) {
  if (name == "id") return &in.id;
  if (name == "object") return &in.object;
  if (name == "created") return &in.created;
  if (name == "model") return &in.model;
  if (name == "choices") return &in.choices;
  if (name == "usage") return &in.usage;
  if (name == "service_tier") return &in.service_tier;
  if (name == "error") return &in.error;
  return nullptr;
}

Value* place_of(json::Name name, ChoiceMembers& in) {
  if (name == "index") return &in.index;
  if (name == "delta") return &in.delta;
  if (name == "finish_reason") return &in.finish_reason;
  if (name == "logprobs") return &in.logprobs;
  if (name == "usage") return &in.usage;
  return nullptr;
}

Value* place_of(json::Name name, DeltaMembers& in) {
  if (name == "content") return &in.content;
  if (name == "tool_calls") return &in.tool_calls;
  if (name == "reasoning_content") return &in.reasoning_content;
  if (name == "reasoning") return &in.reasoning;
  if (name == "reasoning_details") return &in.reasoning_details;
  if (name == "refusal") return &in.refusal;
  if (name == "function_call") return &in.function_call;
  if (name == "audio") return &in.audio;
  if (name == "images") return &in.images;
  if (name == "annotations") return &in.annotations;
  return nullptr;
}

// Known, and of no use to us: padding, what the others say already, a text completion's text.
bool is_ignored(json::Name name, const ChunkMembers&) { return name == "obfuscation"; }
bool is_ignored(json::Name name, const ChoiceMembers&) { return name == "text"; }
bool is_ignored(json::Name name, const DeltaMembers&) { return name == "role" || name == "name"; }

template <class Members>
bool knows(json::Name name) {
  Members members;
  return place_of(name, members) != nullptr || is_ignored(name, members);
}

}  // namespace

bool says_nothing(Value value) {
  if (value.is_missing_or_null()) return true;
  if (value.is_array()) return value.elements().begin() == value.elements().end();
  return value.is_object() && value.members().begin() == value.members().end();
}

ChunkMembers ChunkMembers::of(Value chunk, std::vector<Member>& others) {
  ChunkMembers found;
  for (const Member member : chunk.members()) {
    if (Value* place = place_of(member.name, found))
      *place = member.value;
    else if (!is_ignored(member.name, found) && !says_nothing(member.value))
      others.push_back(member);
  }
  return found;
}

// Some write the delta as `message`.
ChoiceMembers ChoiceMembers::of(Value choice) {
  ChoiceMembers found;
  Value message;
  for (const Member member : choice.members()) {
    if (Value* place = place_of(member.name, found))
      *place = member.value;
    else if (member.name == "message")
      message = member.value;
    else if (!is_ignored(member.name, found) && !says_nothing(member.value))
      found.has_others = true;
  }
  if (!found.delta) found.delta = message;
  return found;
}

bool ChoiceMembers::is_known(json::Name name) {
  return name == "message" || knows<ChoiceMembers>(name);
}

DeltaMembers DeltaMembers::of(Value delta) {
  DeltaMembers found;
  for (const Member member : delta.members()) {
    if (Value* place = place_of(member.name, found)) {
      *place = member.value;
      if (place != &found.content) found.has_only_content = false;
    } else if (!is_ignored(member.name, found) && !says_nothing(member.value)) {
      found.has_others = true;
    }
  }
  return found;
}

bool DeltaMembers::is_known(json::Name name) { return knows<DeltaMembers>(name); }

}  // namespace omnillm::codec::openai_chat
