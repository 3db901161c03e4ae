// Floor: 1 types
//
// The canonical answer.
//
//   std::cout << response.content_text << '\n';
//   if (response.finish_reason == FinishReason::Length) ...
//
// Every type here is a value: copyable, comparable, printable.

#ifndef OMNILLM_RESPONSE_H_
#define OMNILLM_RESPONSE_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/protocol.h"
#include "omnillm/usage.h"

namespace omnillm {

// Why the model stopped: one of a few reasons, and the word the provider used.
class FinishReason {
 public:
  enum Code : std::uint8_t {
    Stop,
    Length,
    ToolCall,
    ContentFilter,
    Cancelled,
    Error,
    Pause,  // Anthropic's pause_turn: send the answer back to let it go on
    Other,
  };

  FinishReason(Code code) : code_(code) {}  // NOLINT(google-explicit-constructor)
  FinishReason(Code code, std::string_view word, std::optional<WireFormat> origin)
      : code_(code), word_(word), origin_(origin) {}

  [[nodiscard]] Code code() const { return code_; }
  // The provider's word, "end_turn"; empty when there was none.
  [[nodiscard]] const std::string& word() const { return word_; }
  [[nodiscard]] std::optional<WireFormat> origin() const { return origin_; }
  // The provider's word when it is one of this protocol's.
  [[nodiscard]] std::string_view word_in(WireFormat format) const {
    return origin_ == format ? std::string_view(word_) : std::string_view();
  }

  // The code alone decides; for Other, the words too.
  friend bool operator==(const FinishReason& a, const FinishReason& b) {
    return a.code_ == b.code_ && (a.code_ != Other || a.word_ == b.word_);
  }
  friend bool operator==(const FinishReason& a, Code b) { return a.code_ == b; }
  // "stop", "tool_call", or the provider's word for Other.
  friend std::ostream& operator<<(std::ostream& out, const FinishReason& reason);

 private:
  Code code_;
  std::string word_;
  std::optional<WireFormat> origin_;
};

[[nodiscard]] std::string_view to_string(FinishReason::Code code);

// One of several answers to the same request, beyond the first.
struct ResponseChoice {
  std::int64_t index = 0;
  std::vector<ResponseItem> output{};
  std::optional<FinishReason> finish_reason{};
  JsonText logprobs{};

  friend bool operator==(const ResponseChoice&, const ResponseChoice&) = default;
};

struct LlmResponse {
  // Everything the model gave back, in its order. A tool call stands here once.
  std::vector<ResponseItem> output{};
  // What a reader sees of it: the text of the messages. Not what it thought, nor a refusal.
  Text content_text{};
  // Empty when the provider did not say; that is not zero.
  std::optional<TokenUsage> usage{};
  BillableUnits units{};  // searches and the like that are billed by the piece
  std::string model{};
  std::optional<WireFormat> provider_protocol{};
  std::optional<FinishReason> finish_reason{};
  std::string stop_sequence{};  // the one that was met
  std::string response_id{};
  std::optional<std::int64_t> created{};  // seconds since 1970
  std::string service_tier{};
  JsonText logprobs{};                         // as the provider wrote them
  std::vector<ResponseChoice> alternatives{};  // the answers after the first
  JsonText raw_usage{};                        // as the provider wrote it
  VendorExtensions vendor_extensions{};        // belong to provider_protocol

  // The parts that stand on their own in an output (calls, thoughts) are taken out of the message.
  [[nodiscard]] static LlmResponse from_message(WireFormat protocol, std::string model,
                                                Message message,
                                                std::optional<TokenUsage> usage = {});

  // The tool calls of the output, in order; they live as long as this.
  [[nodiscard]] std::vector<const ToolCallPart*> tool_calls() const;
  // The text of a refusal; empty when there was none.
  [[nodiscard]] std::string refusal() const;
  // What it thought, as far as it is shown.
  [[nodiscard]] std::string reasoning_text() const;
  // The whole output as one assistant message, to send back in the next request.
  [[nodiscard]] Message to_message() const;

  friend bool operator==(const LlmResponse&, const LlmResponse&) = default;
  friend std::ostream& operator<<(std::ostream& out, const LlmResponse& response);
};

// The text a reader sees of an output: what content_text holds.
[[nodiscard]] Text visible_text(const std::vector<ResponseItem>& output);

}  // namespace omnillm

#endif  // OMNILLM_RESPONSE_H_
