#include "codec/openai_chat/assistant_emitter.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning.h"

namespace omnillm::codec::openai_chat {

namespace {

using Name = Dialect::ReasoningName;

// The parts of a turn by the member they go to.
struct Sorted {
  std::vector<Placed> content, thoughts, calls, refusals, images;
  std::string audio_id;
};

class AssistantWriter {
 public:
  AssistantWriter(const Message& message, const std::string& pointer, const Emission& to)
      : message_(message), pointer_(pointer), to_(to) {}

  void write() {
    sort();
    to_.out.begin_object();
    to_.out.key("role").word("assistant");
    write_content_member();
    write_refusal();
    write_reasoning();
    if (!sorted_.audio_id.empty())
      to_.out.key("audio").begin_object().key("id").string(sorted_.audio_id).end_object();
    write_images();
    write_calls_member(sorted_.calls, to_);
    if (!message_.name.empty()) {
      if (to_.dialect.message_name)
        to_.out.key("name").string(message_.name);
      else
        to_.minor("name", pointer_ + "/name", "name is dropped");
    }
    to_.extensions(message_.vendor_extensions, pointer_);
    to_.out.end_object();
  }

 private:
  void sort() {
    std::size_t index = 0;
    for (const MessagePart& part : message_.parts)
      sort({&part, pointer_ + "/parts/" + std::to_string(index++)});
  }

  void sort(Placed placed) {
    const MessagePart& part = *placed.part;
    if (part.is<part::Reasoning>())
      sorted_.thoughts.push_back(std::move(placed));
    else if (part.is<ToolCallPart>())
      sorted_.calls.push_back(std::move(placed));
    else if (part.is<part::Refusal>())
      sorted_.refusals.push_back(std::move(placed));
    else if (part.is<part::ImageUrl>() || part.is<part::ImageBase64>())
      sorted_.images.push_back(std::move(placed));
    else if (const auto* audio = part.get_if<part::Audio>())
      sort_audio(*audio, placed);
    else
      sort_content(std::move(placed));
  }

  // What was said goes back by its id, or else as its words.
  void sort_audio(const part::Audio& audio, const Placed& placed) {
    if (!audio.id.empty() && (!to_.origin || to_.origin == kFormat)) {
      if (sorted_.audio_id.empty()) sorted_.audio_id = audio.id;
      return;
    }
    if (audio.transcript.empty()) return to_.major("audio", placed.pointer, "audio is dropped");
    to_.minor("audio", placed.pointer, "audio is replaced by its transcript");
    transcripts_.push_back(std::make_unique<MessagePart>(part::Text{audio.transcript}));
    sorted_.content.push_back({transcripts_.back().get(), placed.pointer});
  }

  void sort_content(Placed placed) {
    if (const auto* text = placed.part->get_if<part::Text>(); text && !text->citations.empty())
      to_.minor("citations", placed.pointer, "citations are dropped");
    sorted_.content.push_back(std::move(placed));
  }

  void write_content_member() {
    to_.out.key("content");
    const bool thinking = to_.dialect.reasoning_name == Name::ThinkingParts;
    if (thinking && !sorted_.thoughts.empty()) return write_thinking_content();
    if (!sorted_.content.empty())
      write_content(sorted_.content, true, to_);
    else if (sorted_.calls.empty() && sorted_.refusals.empty() && sorted_.audio_id.empty())
      to_.out.word("");
    else
      to_.out.null();
  }

  void write_thinking_content() {
    to_.out.begin_array();
    for (const Placed& thought : sorted_.thoughts) {
      report_seal(thought);
      to_.out.begin_object();
      to_.out.key("type").word("thinking");
      to_.out.key("thinking").begin_array().begin_object();
      to_.out.key("type").word("text");
      to_.out.key("text").string(thought.part->get_if<part::Reasoning>()->text);
      to_.out.end_object().end_array().end_object();
    }
    for (const Placed& placed : sorted_.content) {
      const auto* text = placed.part->get_if<part::Text>();
      if (!text) continue;
      to_.out.begin_object();
      to_.out.key("type").word("text");
      to_.out.key("text").string(text->text);
      to_.out.end_object();
    }
    to_.out.end_array();
  }

  void write_refusal() {
    if (sorted_.refusals.empty()) return;
    std::string all;
    for (const Placed& refusal : sorted_.refusals)
      refusal.part->get_if<part::Refusal>()->text.append_to(all);
    if (to_.takes("refusal"))
      to_.out.key("refusal").string(all);
    else
      to_.minor("refusal", sorted_.refusals.front().pointer, "a refusal is dropped");
  }

  void report_seal(const Placed& thought) {
    const MessagePart& part = *thought.part;
    if (part.signature)
      to_.minor("signature", thought.pointer, "the signature of a thought is dropped");
    else if (!part.get_if<part::Reasoning>()->encrypted.empty())
      to_.minor("reasoning", thought.pointer, "encrypted reasoning is dropped");
  }

  void write_reasoning() {
    if (sorted_.thoughts.empty()) return;
    switch (to_.dialect.reasoning_name) {
      case Name::None:
        for (const Placed& thought : sorted_.thoughts)
          to_.minor("reasoning", thought.pointer, "reasoning is dropped");
        return;
      case Name::ReasoningContent:
        to_.out.key("reasoning_content");
        return write_reasoning_text();
      case Name::Reasoning:
        to_.out.key("reasoning");
        return write_reasoning_text();
      case Name::ReasoningDetails:
        return write_details();
      case Name::ThinkingParts:
        return;  // in the content
    }
  }

  void write_reasoning_text() {
    std::vector<const MessagePart*> thoughts;
    for (const Placed& thought : sorted_.thoughts) {
      report_seal(thought);
      thoughts.push_back(thought.part);
    }
    to_.out.string(joined_reasoning(thoughts));
  }

  void write_details() {
    to_.out.key("reasoning_details").begin_array();
    for (const Placed& thought : sorted_.thoughts) {
      const auto& reasoning = *thought.part->get_if<part::Reasoning>();
      const bool ours = to_.takes_extensions() || is_sealed(*thought.part);
      if (ours) {
        write_reasoning_detail(*thought.part, to_.out);
        continue;
      }
      report_seal(thought);
      if (reasoning.text.empty()) continue;
      write_reasoning_detail(MessagePart(part::Reasoning{reasoning.text, reasoning.is_summary, {}}),
                             to_.out);
    }
    to_.out.end_array();
  }

  void write_images() {
    if (to_.dialect.assistant_images) return write_images_member(sorted_.images, to_);
    for (const Placed& image : sorted_.images)
      to_.major("image", image.pointer, "an image that the assistant made is dropped");
  }

  const Message& message_;
  const std::string& pointer_;
  const Emission& to_;
  Sorted sorted_;
  std::vector<std::unique_ptr<MessagePart>> transcripts_;
};

void write_tool_call(const MessagePart& part, const std::string& pointer, const Emission& to) {
  const auto& call = *part.get_if<ToolCallPart>();
  const bool custom = call.is_custom && to.dialect.custom_tools;
  if (part.signature) to.minor("signature", pointer, "the signature of a tool call is dropped");
  to.out.begin_object();
  to.out.key("id").string(to.call_id(call.call_id));
  to.out.key("type").string(custom ? "custom" : "function");
  custom ? to.out.key("custom") : to.out.key("function");
  to.out.begin_object();
  to.out.key("name").string(call.name);
  custom ? to.out.key("input") : to.out.key("arguments");
  if (call.is_custom && !custom) {
    // Said as the function that stands in for the custom tool; see tools_emitter.cc.
    std::string wrapped = "{\"input\":";
    wrapped.append(call.arguments.text()).push_back('}');
    to.out.string(wrapped);
  } else {
    write_arguments(call.arguments, to.out);
  }
  to.out.end_object();
  to.extensions(part.vendor_extensions, pointer);
  to.out.end_object();
}

}  // namespace

void write_assistant(const Message& message, const std::string& pointer, const Emission& to) {
  AssistantWriter(message, pointer, to).write();
}

void write_arguments(const JsonText& arguments, json::Writer& out) {
  if (arguments.is_string())
    out.json(arguments);
  else
    out.string(arguments.text());
}

void write_calls_member(const std::vector<Placed>& calls, const Emission& to) {
  if (calls.empty()) return;
  to.out.key("tool_calls").begin_array();
  for (const Placed& call : calls) write_tool_call(*call.part, call.pointer, to);
  to.out.end_array();
}

void write_images_member(const std::vector<Placed>& images, const Emission& to) {
  if (images.empty()) return;
  to.out.key("images").begin_array();
  for (const Placed& image : images) {
    to.out.begin_object();
    to.out.key("type").word("image_url");
    to.out.key("image_url");
    write_image(*image.part, to);
    to.out.end_object();
  }
  to.out.end_array();
}

}  // namespace omnillm::codec::openai_chat
