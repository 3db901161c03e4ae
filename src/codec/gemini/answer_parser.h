// Reads the pieces that an answer and the chunks of a streamed one are made of.

#ifndef OMNILLM_CODEC_GEMINI_ANSWER_PARSER_H_
#define OMNILLM_CODEC_GEMINI_ANSWER_PARSER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "codec/gemini/reader.h"
#include "omnillm/message.h"
#include "omnillm/response.h"

namespace omnillm::codec::gemini {

// A candidate's members, found in one pass. Those that no canonical field has are handed to
// `other(name, value)`, each name once; groundingMetadata and citationMetadata are among them,
// since some of what they say becomes citations, but not all.
struct CandidateMembers {
  std::optional<std::int64_t> index;
  json::Value parts;
  std::string finish_reason;
  json::Value grounding;
  json::Value citations;
  json::Value logprobs;
};

template <class Other>
CandidateMembers read_candidate(Reader& reader, const Pointer& at, json::Value candidate,
                                Other&& other) {
  CandidateMembers members;
  if (!candidate.is_object()) reader.wrong(at, "expected an object");
  for (const json::Member m : candidate.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "index") {
      reader.count(here, m.value, members.index);
    } else if (name == "content") {
      if (reader.object(here, m.value)) members.parts = member(m.value, "parts");
      const Pointer parts = here.at("parts");
      if (members.parts) static_cast<void>(reader.array(parts, members.parts));
    } else if (name == "finishReason") {
      reader.string(here, m.value, members.finish_reason);
    } else if (name == "logprobsResult") {
      members.logprobs = m.value;
    } else if (name == "groundingMetadata") {
      members.grounding = m.value;
    } else if (name == "citationMetadata") {
      members.citations = m.value;
    } else {
      other(m.name, m.value);
    }
  }
  if (members.grounding) other("groundingMetadata", members.grounding);
  if (members.citations) other("citationMetadata", members.citations);
  return members;
}

// "candidates/0/safetyRatings": how what stands beside the content of a candidate is called among
// the vendor_extensions of a response and the raw events of a stream.
[[nodiscard]] std::string candidate_member(std::size_t candidate, std::string_view name);
struct CandidateMember {
  std::size_t candidate = 0;
  std::string_view name;
};
// The same read back; empty for names of another form.
[[nodiscard]] std::optional<CandidateMember> candidate_member_of(std::string_view extension);

// Names the calls of an answer that has none of its own: from the answer's id, or from the text of
// the call where it has no id either.
class CallNamer {
 public:
  void begin(std::string_view response_id) { response_id_ = response_id; }
  void name(ToolCallPart& call);

 private:
  std::string response_id_;
  std::size_t number_ = 0;
};

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_ANSWER_PARSER_H_
