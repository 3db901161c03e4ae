// Floor: 1 types
//
// How one provider deviates from the protocol it speaks: data, not code. The plain protocol is a
// default Dialect; the known ones are in providers.h, and a file can add more.

#ifndef OMNILLM_DIALECT_H_
#define OMNILLM_DIALECT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace omnillm {

struct Dialect {
  enum class MaxTokensName : std::uint8_t { MaxTokens, MaxCompletionTokens };
  enum class SystemRole : std::uint8_t { AsGiven, System, Developer };
  // Where Chat Completions carries what the model thought in earlier turns.
  enum class ReasoningName : std::uint8_t {
    None,              // not sent back
    ReasoningContent,  // DeepSeek and most others
    Reasoning,         // vLLM, Groq, Together
    ReasoningDetails,  // OpenRouter: `reasoning_details`, signatures and all
    ThinkingParts,     // Mistral: parts of the content
  };
  // How the model is told how hard to think.
  enum class ReasoningRequest : std::uint8_t {
    None,
    Effort,           // reasoning_effort
    ReasoningObject,  // reasoning {effort, max_tokens, enabled}
    ReasoningSwitch,  // reasoning {enabled}
    ThinkingObject,   // thinking {type}, and reasoning_effort
    EnableThinking,   // enable_thinking, thinking_budget
    ChatTemplate,     // chat_template_kwargs {enable_thinking}, and reasoning_effort
  };

  std::string name{};  // "groq"; empty for the plain protocol

  // Chat Completions and its family.
  MaxTokensName max_tokens_name = MaxTokensName::MaxCompletionTokens;
  SystemRole system_role = SystemRole::AsGiven;
  ReasoningName reasoning_name = ReasoningName::None;  // what we write; all are read
  ReasoningRequest reasoning_request = ReasoningRequest::Effort;
  // The efforts it knows; others become the nearest. Empty: all.
  std::vector<std::string> reasoning_efforts{};
  bool stream_usage_option = true;  // takes stream_options.include_usage
  // Takes JSON Schema: response_format json_schema, Gemini's parametersJsonSchema.
  bool json_schema = true;
  bool parallel_tool_calls = true;      // takes parallel_tool_calls
  bool any_member = false;              // takes members of other dialects without complaint
  bool top_k = false;                   // takes top_k
  bool random_seed = false;             // calls the seed random_seed
  bool logprobs_count = false;          // has the number of logprobs in place of true
  bool allowed_tools = true;            // takes a tool_choice that lists the tools allowed
  bool custom_tools = true;             // takes tools whose input is free text
  bool message_name = true;             // takes `name` on messages
  bool cache_control = false;           // takes Anthropic's cache_control on parts and tools
  bool assistant_images = false;        // takes back the images an assistant made
  bool any_audio = false;               // takes sound in other formats than wav and mp3
  bool file_url = false;                // takes the address of a file in place of its data
  std::size_t max_stop_sequences = 4;   // 0: any number
  std::size_t tool_call_id_length = 0;  // letters and digits, exactly so many; 0: any id
  // Members of the protocol that this provider answers with 400; they are left out and reported.
  std::vector<std::string> refused_members{};

  // Anthropic Messages on other people's machines: Bedrock and Vertex want this member instead of
  // the version header, and no `model` in the body.
  std::string anthropic_version_member{};
  // Whether the model stands in the body, or in the path alone.
  bool model_in_body = true;
  // Whether `stream` stands in the body, or in the path alone.
  bool stream_in_body = true;

  // Gemini on Vertex AI: takes `labels`, which hold metadata, and fileData in results of functions.
  bool vertex_members = false;

  // What is written where the protocol demands a limit of output tokens and the request has none.
  std::int64_t default_max_tokens = 4'096;

  friend bool operator==(const Dialect&, const Dialect&) = default;
};

}  // namespace omnillm

#endif  // OMNILLM_DIALECT_H_
