// Floor: 1 types
//
// How one provider deviates from the protocol it speaks: data, not code. The plain protocol is a
// default Dialect; the known ones are in providers.h, and a file can add more.

#ifndef OMNILLM_DIALECT_H_
#define OMNILLM_DIALECT_H_

#include <cstdint>
#include <string>
#include <vector>

namespace omnillm {

struct Dialect {
  enum class MaxTokensName : std::uint8_t { MaxTokens, MaxCompletionTokens };
  enum class SystemRole : std::uint8_t { AsGiven, System, Developer };
  // Where Chat Completions carries what the model thinks.
  enum class ReasoningName : std::uint8_t { None, ReasoningContent, Reasoning };
  // How the model is told how hard to think.
  enum class ReasoningRequest : std::uint8_t {
    None,
    Effort,
    ReasoningObject,
    ThinkingObject,
    ChatTemplate
  };

  std::string name{};  // "groq"; empty for the plain protocol

  // Chat Completions and its family.
  MaxTokensName max_tokens_name = MaxTokensName::MaxCompletionTokens;
  SystemRole system_role = SystemRole::AsGiven;
  ReasoningName reasoning_name = ReasoningName::ReasoningContent;  // what we write; all are read
  ReasoningRequest reasoning_request = ReasoningRequest::Effort;
  bool stream_usage_option = true;  // takes stream_options.include_usage
  bool json_schema = true;          // takes response_format json_schema
  bool top_k = false;               // takes top_k
  bool parallel_tool_calls = true;  // takes parallel_tool_calls
  bool any_member = false;          // takes members of other dialects without complaint
  // Members of the protocol that this provider answers with 400; they are left out and reported.
  std::vector<std::string> refused_members{};

  // Anthropic Messages on other people's machines: Bedrock and Vertex want this member instead of
  // the version header, and no `model` in the body.
  std::string anthropic_version_member{};
  // Whether the model stands in the body, or in the path alone.
  bool model_in_body = true;
  // Whether `stream` stands in the body, or in the path alone.
  bool stream_in_body = true;

  // What is written where the protocol demands a limit of output tokens and the request has none.
  std::int64_t default_max_tokens = 4'096;

  friend bool operator==(const Dialect&, const Dialect&) = default;
};

}  // namespace omnillm

#endif  // OMNILLM_DIALECT_H_
