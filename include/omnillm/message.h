// Floor: 1 types
//
// What a conversation is made of: messages of parts.
//
//   Message::user("Hello!");
//   Message::user({"What is this?", MessagePart::image_url("https://example.com/cat.png")});
//   Message::tool_result("call_1", "18 degrees");
//
// Every type here is a value: copyable, comparable, printable; copies share long texts.

#ifndef OMNILLM_MESSAGE_H_
#define OMNILLM_MESSAGE_H_

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/prompt_cache.h"
#include "omnillm/protocol.h"

namespace omnillm {

struct MessagePart;

enum class MessageRole : std::uint8_t { Developer, System, User, Assistant, Tool };

[[nodiscard]] std::string_view to_string(MessageRole role);
std::ostream& operator<<(std::ostream& out, MessageRole role);

// Where a text took something from. What a protocol does not say stays empty.
struct Citation {
  std::string url{};
  std::string title{};
  Text cited_text{};
  // The stretch of our text that rests on the source, in characters; end exclusive.
  std::optional<std::int64_t> start_index{};
  std::optional<std::int64_t> end_index{};
  std::string source_id{};  // a file's id, a document's index
  // As the provider said it, and in which format, for whoever speaks it.
  std::optional<WireFormat> origin{};
  JsonText raw{};

  friend bool operator==(const Citation&, const Citation&) = default;
};

// A call of a tool of the caller's.
struct ToolCallPart {
  std::string call_id{};
  std::string name{};
  // What the model wrote: an object where it kept to the schema. A custom tool's free text, or
  // arguments that are no JSON, stand here as a JSON string.
  JsonText arguments{};
  // Of a custom tool: its input is text, not JSON.
  bool is_custom = false;

  friend bool operator==(const ToolCallPart&, const ToolCallPart&) = default;
};

// What a tool answered. One text or one JSON value mostly; images and files where the protocol can.
struct ToolResultPart {
  std::string call_id{};
  std::string name{};  // empty where the protocol does not say; see tool_name_of() in request.h
  std::vector<MessagePart> output;  // no {}: clang would need the complete type here
  bool is_error = false;
  bool is_custom = false;

  friend bool operator==(const ToolResultPart&, const ToolResultPart&);
};

namespace part {

struct Text {
  omnillm::Text text{};
  std::vector<Citation> citations{};
  friend bool operator==(const Text&, const Text&) = default;
};

struct ImageUrl {
  std::string url{};
  std::string detail{};  // "low", "high", "auto"; empty when not said
  std::string media_type{};
  friend bool operator==(const ImageUrl&, const ImageUrl&) = default;
};

struct ImageBase64 {
  omnillm::Text data{};
  std::string media_type{};  // "image/png"; empty when not said
  std::string detail{};
  friend bool operator==(const ImageBase64&, const ImageBase64&) = default;
};

// Sound. What an assistant said may come back as an id instead of data.
struct Audio {
  omnillm::Text data{};      // base64
  std::string media_type{};  // "audio/wav"
  omnillm::Text transcript{};
  std::string id{};
  friend bool operator==(const Audio&, const Audio&) = default;
};

// A document, a video, anything else: by id, by address, as data or as its text; one of the four.
struct File {
  std::string file_id{};
  std::string url{};
  omnillm::Text data{};  // base64
  omnillm::Text text{};
  std::string media_type{};
  std::string filename{};
  friend bool operator==(const File&, const File&) = default;
};

struct Json {
  JsonText value{};
  friend bool operator==(const Json&, const Json&) = default;
};

// What the model thought. Text, or something only the provider can read, or both.
struct Reasoning {
  omnillm::Text text{};
  bool is_summary = false;
  // Anthropic's redacted data, OpenAI's encrypted_content. The origin of the part's signature says
  // whose it is, where there is nothing else to sign.
  std::string encrypted{};
  friend bool operator==(const Reasoning&, const Reasoning&) = default;
};

struct Refusal {
  omnillm::Text text{};
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// What one protocol knows and the canonical form does not: a built-in tool's call, a new kind of
// block. It is written as it came to the same protocol, and reported as lost to every other.
struct Raw {
  WireFormat origin = WireFormat::OpenAiResponses;
  std::string type{};  // what the protocol calls it: "web_search_call"
  JsonText json{};
  friend bool operator==(const Raw&, const Raw&) = default;
};

}  // namespace part

// An opaque proof that the provider wants back with the part it came with: the signature of a
// thought, Gemini's thoughtSignature. Worthless to every other protocol.
struct Signature {
  std::string value{};
  WireFormat origin = WireFormat::AnthropicMessages;
  friend bool operator==(const Signature&, const Signature&) = default;
};

// One piece of a message.
struct MessagePart {
  using Content = std::variant<part::Text, part::ImageUrl, part::ImageBase64, part::Audio,
                               part::File, part::Json, ToolCallPart, ToolResultPart,
                               part::Reasoning, part::Refusal, part::Raw>;

  Content content{};
  std::string id{};  // the provider's name for this piece: "fc_123", "rs_123"
  std::optional<Signature> signature{};
  std::optional<CacheMark> cache_mark{};
  VendorExtensions vendor_extensions{};

  MessagePart() = default;
  MessagePart(Content what) : content(std::move(what)) {}  // NOLINT(google-explicit-constructor)
  MessagePart(const char* text) : content(part::Text{text}) {}             // NOLINT
  MessagePart(std::string text) : content(part::Text{std::move(text)}) {}  // NOLINT
  MessagePart(Text text) : content(part::Text{std::move(text)}) {}         // NOLINT
  // Any one of the alternatives.
  template <class T,
            class = std::enable_if_t<std::is_constructible_v<Content, std::in_place_type_t<T>, T>>>
  MessagePart(T what) : content(std::in_place_type<T>, std::move(what)) {}  // NOLINT

  [[nodiscard]] static MessagePart text(Text text) { return {std::move(text)}; }
  [[nodiscard]] static MessagePart image_url(std::string url, std::string detail = {});
  [[nodiscard]] static MessagePart image_base64(std::string data, std::string media_type);
  [[nodiscard]] static MessagePart json(JsonText value);
  [[nodiscard]] static MessagePart tool_call(std::string call_id, std::string name,
                                             JsonText arguments);
  [[nodiscard]] static MessagePart tool_result(std::string call_id, MessagePart output,
                                               bool is_error = false);

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

  friend bool operator==(const MessagePart&, const MessagePart&) = default;
  friend std::ostream& operator<<(std::ostream& out, const MessagePart& part);
};

inline bool operator==(const ToolResultPart& a, const ToolResultPart& b) {
  return a.call_id == b.call_id && a.name == b.name && a.output == b.output &&
         a.is_error == b.is_error && a.is_custom == b.is_custom;
}

// A message as its provider wrote it. The codec of that format writes these bytes again as long as
// they still say what the message says, so nothing is lost on the way through.
struct RawMessage {
  WireFormat origin = WireFormat::OpenAiChatCompletions;
  JsonText json{};
  friend bool operator==(const RawMessage&, const RawMessage&) = default;
};

// What one side said.
struct Message {
  MessageRole role = MessageRole::User;
  std::vector<MessagePart> parts{};
  std::string name{};  // of the participant, where the protocol has one
  std::string id{};    // the provider's name for this message: "msg_123"
  std::optional<RawMessage> raw_message{};
  VendorExtensions vendor_extensions{};

  [[nodiscard]] static Message text(MessageRole role, Text text);
  [[nodiscard]] static Message system(Text text) {
    return Message::text(MessageRole::System, text);
  }
  [[nodiscard]] static Message developer(Text text) {
    return Message::text(MessageRole::Developer, text);
  }
  [[nodiscard]] static Message user(Text text) { return Message::text(MessageRole::User, text); }
  [[nodiscard]] static Message user(std::initializer_list<MessagePart> parts);
  [[nodiscard]] static Message assistant(Text text) {
    return Message::text(MessageRole::Assistant, text);
  }
  [[nodiscard]] static Message assistant(std::initializer_list<MessagePart> parts);
  [[nodiscard]] static Message tool_result(std::string call_id, MessagePart output,
                                           bool is_error = false);

  // What a reader sees: the texts and the transcripts of sound, one after the other. Not what the
  // model thought, nor its refusals.
  [[nodiscard]] std::string plain_text() const;

  // Raw messages count: two messages that differ in them differ.
  friend bool operator==(const Message&, const Message&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Message& message);
};

// A piece of a conversation in the order it happened: a message, or a part that stands on its own,
// as tool calls, tool results and reasoning do in OpenAI's Responses.
struct Item {
  std::variant<Message, MessagePart> content{};

  Item() = default;
  Item(Message message) : content(std::move(message)) {}    // NOLINT(google-explicit-constructor)
  Item(MessagePart single) : content(std::move(single)) {}  // NOLINT(google-explicit-constructor)
  Item(const char* user_text) : content(Message::user(user_text)) {}  // NOLINT
  // Any one of the kinds of parts.
  template <class T, class = std::enable_if_t<
                         std::is_constructible_v<MessagePart::Content, std::in_place_type_t<T>, T>>>
  Item(T what) : content(MessagePart(std::move(what))) {}  // NOLINT

  [[nodiscard]] const Message* message() const { return std::get_if<Message>(&content); }
  [[nodiscard]] Message* message() { return std::get_if<Message>(&content); }
  [[nodiscard]] const MessagePart* single() const { return std::get_if<MessagePart>(&content); }
  [[nodiscard]] MessagePart* single() { return std::get_if<MessagePart>(&content); }
  // The part that stands on its own, if it is one of this kind.
  template <class T>
  [[nodiscard]] const T* get_if() const {
    const MessagePart* alone = single();
    return alone ? alone->get_if<T>() : nullptr;
  }

  friend bool operator==(const Item&, const Item&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Item& item);
};

using RequestItem = Item;
using ResponseItem = Item;

}  // namespace omnillm

#endif  // OMNILLM_MESSAGE_H_
