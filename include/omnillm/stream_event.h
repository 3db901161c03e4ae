// Floor: 1 types
//
// The canonical events of a streamed answer, whatever the protocol.
//
//   event.match([](const event::TextDelta& text) { std::cout << text.delta; },
//               [](const event::Completed& end) { std::cout << end.response.model; },
//               [](const auto&) {});
//
// The grammar, which every decoder keeps and every encoder may rely on:
//
//   stream  = ResponseStarted { item | Usage | Raw } Finished... [ Usage ] end
//   item    = OutputItemAdded { its deltas } OutputItemDone       (items may interleave)
//   end     = Completed | Error
//
// An item is named by its `index`, counted from 0 in the order of OutputItemAdded over all choices.
// `Finished` comes once for each choice. A stream ends with Completed or with Error, never with
// both, and one that was cut off ends with Error.

#ifndef OMNILLM_STREAM_EVENT_H_
#define OMNILLM_STREAM_EVENT_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "omnillm/json.h"
#include "omnillm/message.h"
#include "omnillm/protocol.h"
#include "omnillm/provider_error.h"
#include "omnillm/response.h"
#include "omnillm/usage.h"

namespace omnillm {

namespace event {

// Once, first.
struct ResponseStarted {
  std::string response_id{};
  std::string model{};
  std::optional<WireFormat> provider_protocol{};
  std::optional<std::int64_t> created{};
  std::string service_tier{};
  VendorExtensions vendor_extensions{};
  friend bool operator==(const ResponseStarted&, const ResponseStarted&) = default;
};

// An item begins. What is known of it stands in `item`: its kind, ids, the tool's name. Text,
// thoughts and arguments follow as deltas; a part::Raw comes whole.
struct OutputItemAdded {
  std::int64_t index = 0;
  ResponseItem item{};
  std::int64_t choice = 0;
  friend bool operator==(const OutputItemAdded&, const OutputItemAdded&) = default;
};

// More visible text, in the message `index`.
struct TextDelta {
  std::int64_t index = 0;
  Text delta{};
  std::int64_t choice = 0;
  JsonText logprobs{};
  friend bool operator==(const TextDelta&, const TextDelta&) = default;
};

// More of a refusal, in the message `index`.
struct RefusalDelta {
  std::int64_t index = 0;
  Text delta{};
  std::int64_t choice = 0;
  friend bool operator==(const RefusalDelta&, const RefusalDelta&) = default;
};

// More of what the model thinks, in the part::Reasoning `index`.
struct ReasoningDelta {
  std::int64_t index = 0;
  Text delta{};
  std::int64_t choice = 0;
  friend bool operator==(const ReasoningDelta&, const ReasoningDelta&) = default;
};

// The signature of the item `index`, or the rest of it, or what only the provider can read of it.
struct SignatureDelta {
  std::int64_t index = 0;
  std::optional<Signature> signature{};
  std::string encrypted{};
  friend bool operator==(const SignatureDelta&, const SignatureDelta&) = default;
};

// More of the arguments of the tool call `index`, a piece of JSON text (or of a custom tool's free
// text). The id and the name are those of the call, every time.
struct ToolCallDelta {
  std::int64_t index = 0;
  std::string call_id{};
  std::string name{};
  Text delta{};
  std::int64_t choice = 0;
  friend bool operator==(const ToolCallDelta&, const ToolCallDelta&) = default;
};

// A source for the text of the message `index` so far.
struct CitationAdded {
  std::int64_t index = 0;
  Citation citation{};
  friend bool operator==(const CitationAdded&, const CitationAdded&) = default;
};

// A whole part that is neither text nor thought, in the message `index`: a generated image, sound.
struct ContentPartAdded {
  std::int64_t index = 0;
  MessagePart part{};
  friend bool operator==(const ContentPartAdded&, const ContentPartAdded&) = default;
};

// The item is complete. `item` where the protocol gives it whole at the end (a part::Raw);
// otherwise it is the sum of its deltas.
struct OutputItemDone {
  std::int64_t index = 0;
  std::optional<ResponseItem> item{};
  friend bool operator==(const OutputItemDone&, const OutputItemDone&) = default;
};

// What has been used so far; each replaces the one before.
struct Usage {
  TokenUsage usage{};
  BillableUnits units{};
  JsonText raw{};
  // The tier that served the request, where it is another than was said at the beginning.
  std::string service_tier{};
  friend bool operator==(const Usage&, const Usage&) = default;
};

// Why a choice ended.
struct Finished {
  FinishReason reason = FinishReason::Stop;
  std::string stop_sequence{};
  std::int64_t choice = 0;
  friend bool operator==(const Finished&, const Finished&) = default;
};

// Something only this protocol knows, whole, that belongs to no item.
struct Raw {
  WireFormat origin = WireFormat::OpenAiResponses;
  std::string type{};
  JsonText json{};
  friend bool operator==(const Raw&, const Raw&) = default;
};

// The end of a stream that went well, with everything in it.
struct Completed {
  LlmResponse response{};
  friend bool operator==(const Completed&, const Completed&) = default;
};

// The end of a stream that failed, was refused, or was cut off.
struct Error {
  ProviderError error{};
  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace event

struct LlmStreamEvent {
  using Content = std::variant<event::ResponseStarted, event::OutputItemAdded, event::TextDelta,
                               event::RefusalDelta, event::ReasoningDelta, event::SignatureDelta,
                               event::ToolCallDelta, event::CitationAdded, event::ContentPartAdded,
                               event::OutputItemDone, event::Usage, event::Finished, event::Raw,
                               event::Completed, event::Error>;

  Content content{};

  LlmStreamEvent() = default;
  template <class T,
            class = std::enable_if_t<std::is_constructible_v<Content, std::in_place_type_t<T>, T>>>
  LlmStreamEvent(T what) : content(std::in_place_type<T>, std::move(what)) {}  // NOLINT

  template <class T>
  [[nodiscard]] bool is() const {
    return std::holds_alternative<T>(content);
  }
  template <class T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(&content);
  }
  template <class T>
  [[nodiscard]] T* get_if() {
    return std::get_if<T>(&content);
  }
  // Calls the one that takes what this is.
  template <class... Functions>
  decltype(auto) match(Functions&&... functions) const {
    struct Overloaded : std::decay_t<Functions>... {
      using std::decay_t<Functions>::operator()...;
    };
    return std::visit(Overloaded{std::forward<Functions>(functions)...}, content);
  }

  friend bool operator==(const LlmStreamEvent&, const LlmStreamEvent&) = default;
  friend std::ostream& operator<<(std::ostream& out, const LlmStreamEvent& event);
};

}  // namespace omnillm

#endif  // OMNILLM_STREAM_EVENT_H_
