// The members of a chunk of a stream, of a choice in it and of its delta, each found in one pass:
// thousands of chunks a second come by, and each has a dozen members.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CHUNK_MEMBERS_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CHUNK_MEMBERS_H_

#include <vector>

#include "json/document.h"

namespace omnillm::codec::openai_chat {

// Nobody says anything with a null or with what is empty.
[[nodiscard]] bool says_nothing(json::Value value);

struct ChunkMembers {
  json::Value id, object, created, model, choices, usage, service_tier, error;

  // Those that only some provider has, and that say something, are appended to `others`.
  static ChunkMembers of(json::Value chunk, std::vector<json::Member>& others);
};

struct ChoiceMembers {
  json::Value index, delta, finish_reason, logprobs, usage;
  bool has_others = false;

  static ChoiceMembers of(json::Value choice);
  static bool is_known(json::Name name);
};

struct DeltaMembers {
  json::Value content, refusal, tool_calls, function_call, audio, images, annotations;
  json::Value reasoning, reasoning_content, reasoning_details;
  bool has_others = false;
  bool has_only_content = true;  // beside the role, which is the assistant's

  static DeltaMembers of(json::Value delta);
  static bool is_known(json::Name name);
};

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CHUNK_MEMBERS_H_
