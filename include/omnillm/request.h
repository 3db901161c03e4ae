// Floor: 1 types
//
// The canonical request to generate something: one shape for every provider.
//
//   LlmRequest request{
//       .model = "gpt-4.1-mini",
//       .instructions = "Answer concisely",
//       .input = {Message::user("Hello!")},
//       .generation = {.max_output_tokens = 256},
//   };
//
// Every type here is a value: copyable, comparable, printable. What is left out is not said to the
// provider, which then does what it does by default.

#ifndef OMNILLM_REQUEST_H_
#define OMNILLM_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/protocol.h"

namespace omnillm {

// A tool of the caller's that the model may call.
struct ToolDefinition {
  std::string name{};
  std::string description{};
  JsonText input_schema{};  // a JSON schema; null for a tool without one
  // The same as Gemini's `parameters` spell it, where it came so; written again to Gemini for as
  // long as it says what input_schema says.
  JsonText openapi_schema{};
  std::optional<bool> strict{};
  // Of a tool whose input is free text: how that text is constrained, as OpenAI says it.
  bool is_custom = false;
  JsonText custom_format{};
  std::optional<CacheMark> cache_mark{};
  VendorExtensions vendor_extensions{};

  friend bool operator==(const ToolDefinition&, const ToolDefinition&) = default;
};

// A tool that the provider runs itself.
struct BuiltinTool {
  enum class Kind : std::uint8_t {
    WebSearch,
    FileSearch,
    CodeExecution,
    ComputerUse,
    UrlContext,
    Maps,
    Mcp,
    ImageGeneration,
    Shell,
    TextEditor,
    Vendor,  // anything else; `name` says what
  };

  Kind kind = Kind::Vendor;
  std::string name{};  // what the protocol calls it: "web_search_20250305"
  // The whole tool as its protocol writes it; null when only the kind is known.
  JsonText settings{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const BuiltinTool&, const BuiltinTool&) = default;
};

// Whether the model must, may or must not call tools.
struct ToolChoice {
  enum class Mode : std::uint8_t { Auto, None, Required, Named };

  Mode mode = Mode::Auto;
  // Named: the one it must call. Otherwise, when not empty, the ones it may call.
  std::vector<std::string> names{};

  [[nodiscard]] static ToolChoice automatic() { return {}; }
  [[nodiscard]] static ToolChoice none() { return {.mode = Mode::None}; }
  [[nodiscard]] static ToolChoice required() { return {.mode = Mode::Required}; }
  [[nodiscard]] static ToolChoice named(std::string name) {
    return {.mode = Mode::Named, .names = {std::move(name)}};
  }

  friend bool operator==(const ToolChoice&, const ToolChoice&) = default;
};

// The answer must be JSON: any object, or one that keeps to a schema.
struct StructuredOutputConfig {
  std::string name{};
  std::string description{};
  JsonText schema{};          // null: any JSON object
  JsonText openapi_schema{};  // the same as Gemini's `responseSchema` spells it; see ToolDefinition
  std::optional<bool> strict{};

  friend bool operator==(const StructuredOutputConfig&, const StructuredOutputConfig&) = default;
};

// How hard the model thinks, and what is shown of it.
struct ReasoningCapability {
  std::string effort{};  // "none", "minimal", "low", ... "max"; empty: not said
  std::optional<std::int64_t> budget_tokens{};  // where the protocol counts instead
  std::optional<bool> enabled{};                // switched on or off, with nothing more said
  std::string summary{};                        // "auto", "concise", "detailed"
  VendorExtensions vendor_extensions{};

  friend bool operator==(const ReasoningCapability&, const ReasoningCapability&) = default;
};

// GCC takes the enumerator Json for one that hides the type; it does not.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class OutputModality : std::uint8_t { Text, Image, Audio, Json };
#pragma GCC diagnostic pop

struct SafetySettings {
  JsonText
      policy{};  // as the protocol writes it: Gemini's safetySettings, Bedrock's guardrailConfig
  VendorExtensions vendor_extensions{};

  friend bool operator==(const SafetySettings&, const SafetySettings&) = default;
};

struct CapabilitySet {
  std::vector<ToolDefinition> tools{};
  std::vector<BuiltinTool> builtin_tools{};
  std::optional<ToolChoice> tool_choice{};
  std::optional<bool> parallel_tool_calls{};
  std::optional<StructuredOutputConfig> structured_output{};
  std::optional<ReasoningCapability> reasoning{};
  std::vector<OutputModality> modalities{};
  std::optional<SafetySettings> safety{};
  std::optional<PromptCachePolicy> prompt_cache{};
  VendorExtensions vendor_extensions{};

  [[nodiscard]] bool is_empty() const { return *this == CapabilitySet{}; }
  friend bool operator==(const CapabilitySet&, const CapabilitySet&) = default;
};

struct GenerationConfig {
  std::optional<std::int64_t> max_output_tokens{};
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<std::int64_t> top_k{};
  std::vector<std::string> stop_sequences{};
  std::optional<double> presence_penalty{};
  std::optional<double> frequency_penalty{};
  std::optional<std::int64_t> seed{};
  std::optional<std::int64_t> choices{};  // how many answers; 1 when not said
  std::optional<bool> logprobs{};
  std::optional<std::int64_t> top_logprobs{};
  std::string verbosity{};  // "low", "medium", "high"
  VendorExtensions vendor_extensions{};

  [[nodiscard]] bool is_default() const { return *this == GenerationConfig{}; }
  friend bool operator==(const GenerationConfig&, const GenerationConfig&) = default;
};

// That the answer is to come piece by piece.
struct StreamOptions {
  // Whether this caller's own client asked for a usage chunk. We always ask the provider for one.
  bool include_usage = true;

  friend bool operator==(const StreamOptions&, const StreamOptions&) = default;
};

struct LlmRequest {
  std::string model{};
  // What the system says first. System and developer messages may follow in the conversation.
  std::optional<Text> instructions{};
  // The conversation. `messages` is the same for those who think in messages, and counts only when
  // `input` is empty.
  std::vector<RequestItem> input{};
  std::vector<Message> messages{};
  CapabilitySet capabilities{};
  GenerationConfig generation{};
  std::optional<StreamOptions> stream{};
  std::string user{};          // who asks, as the provider may know it
  std::string service_tier{};  // "auto", "default", "flex", "priority", ...
  VendorExtensions metadata{};
  // Members no canonical field has. Those of a parsed request belong to the protocol they came
  // from, `origin`, and are written to no other; those that you set, without an origin, are written
  // to any.
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  // A little more than the tokens of the prompt for text that is mostly Latin: a quarter of its
  // bytes. Counts instructions once, tools, schemas and the results of tools; images and sound by
  // allowances. For limits and displays; budgets are bounded elsewhere (cost.h).
  [[nodiscard]] std::int64_t estimated_prompt_tokens() const;
  // The same and the output: max_output_tokens, or 1024. Never wraps.
  [[nodiscard]] std::int64_t estimated_tokens() const;

  friend bool operator==(const LlmRequest&, const LlmRequest&) = default;
  // As JSON, see to_json() in canonical_json.h.
  friend std::ostream& operator<<(std::ostream& out, const LlmRequest& request);
};

// The conversation of a request as messages only: what codecs of protocols without loose items
// write. Calls and reasoning become assistant messages, results tool messages, and a loose part
// joins the message of its role beside it, so that one turn of the assistant is one message.
// Messages that stand by themselves are handed out as they are. Lifetime: refers to the request.
class Conversation {
 public:
  static constexpr std::size_t kEnd = static_cast<std::size_t>(-1);

  explicit Conversation(const LlmRequest& request);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // One message, and where it stands in the request, for reports: "/messages/3" or "/input/3".
  struct Turn {
    const Message* message;
    std::size_t index;
  };

  [[nodiscard]] const std::vector<Turn>& turns() const { return turns_; }
  // "/messages" or "/input".
  [[nodiscard]] std::string_view pointer() const { return pointer_; }
  // The name of the tool that a call id belongs to; empty when nobody called it. Some providers use
  // an id again: it is the latest call in the turns before that one.
  [[nodiscard]] std::string_view tool_name_of(std::string_view call_id,
                                              std::size_t before_turn = kEnd) const;

 private:
  struct Call {
    std::string_view id;
    std::size_t turn;
    std::string_view name;
  };

  void add_item(const RequestItem& item, std::size_t index);
  Message& folded_turn();
  void index_calls();

  std::vector<Turn> turns_;
  std::vector<std::unique_ptr<Message>> folded_;  // what some of the turns refer to
  std::vector<Call> calls_;                       // by id, then turn
  std::string_view pointer_;
};

}  // namespace omnillm

#endif  // OMNILLM_REQUEST_H_
