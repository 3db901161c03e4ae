#include "codec/openai_chat/answer_message.h"

#include <absl/strings/escaping.h>

#include <algorithm>
#include <utility>

#include "codec/openai_chat/assistant_emitter.h"
#include "codec/openai_chat/content_emitter.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning.h"

namespace omnillm::codec::openai_chat {

namespace {

// Everything of one choice by the member it goes to.
struct Answer {
  std::vector<Placed> texts, refusals, images, audio, thoughts, calls, raws;
  std::vector<const Citation*> citations;
  VendorExtensions extensions;
};

class AnswerWriter {
 public:
  AnswerWriter(const std::string& pointer, const Emission& to) : pointer_(pointer), to_(to) {}

  void take(const std::vector<ResponseItem>& output) {
    std::size_t index = 0;
    for (const ResponseItem& item : output) {
      const std::string at = pointer_ + "/" + std::to_string(index++);
      if (const MessagePart* single = item.single())
        take({single, at});
      else
        take(*item.message(), at);
    }
  }

  void write() {
    to_.out.begin_object();
    to_.out.key("role").word("assistant");
    to_.out.key("content");
    write_content_member();
    to_.out.key("refusal");
    write_refusal();
    write_reasoning();
    write_annotations();
    write_audio();
    write_images_member(answer_.images, to_);
    write_calls_member(answer_.calls, to_);
    to_.extensions(answer_.extensions, pointer_);
    to_.out.end_object();
  }

 private:
  void take(const Message& message, const std::string& at) {
    std::size_t index = 0;
    for (const MessagePart& part : message.parts)
      take({&part, at + "/parts/" + std::to_string(index++)});
    for (const auto& [name, value] : message.vendor_extensions) answer_.extensions.set(name, value);
  }

  void take(Placed placed) {
    const MessagePart& part = *placed.part;
    if (part.is<part::Text>() || part.is<part::Json>())
      take_text(std::move(placed));
    else if (part.is<part::Refusal>())
      answer_.refusals.push_back(std::move(placed));
    else if (part.is<part::Reasoning>())
      answer_.thoughts.push_back(std::move(placed));
    else if (part.is<ToolCallPart>())
      answer_.calls.push_back(std::move(placed));
    else if (part.is<part::ImageUrl>() || part.is<part::ImageBase64>())
      answer_.images.push_back(std::move(placed));
    else if (part.is<part::Audio>())
      answer_.audio.push_back(std::move(placed));
    else
      take_other(std::move(placed));
  }

  void take_text(Placed placed) {
    if (const auto* text = placed.part->get_if<part::Text>())
      for (const Citation& citation : text->citations) answer_.citations.push_back(&citation);
    answer_.texts.push_back(std::move(placed));
  }

  void take_other(Placed placed) {
    const auto* raw = placed.part->get_if<part::Raw>();
    if (raw && raw->origin == kFormat)
      answer_.raws.push_back(std::move(placed));
    else if (raw)
      to_.major("raw_part", placed.pointer, raw->type + " is dropped");
    else if (placed.part->is<part::File>())
      to_.major("file", placed.pointer, "a file is dropped");
    else
      to_.major("tool_result", placed.pointer, "a tool result in an answer is dropped");
  }

  // One string, as official clients read it; pieces only where they came as pieces.
  void write_content_member() {
    if (!answer_.raws.empty()) return write_pieces();
    if (answer_.texts.empty()) {
      to_.out.null();
      return;
    }
    if (const auto* only = answer_.texts.front().part->get_if<part::Text>();
        only && answer_.texts.size() == 1) {
      to_.out.string(only->text);
      return;
    }
    std::string all;
    for (const Placed& placed : answer_.texts) {
      if (const auto* text = placed.part->get_if<part::Text>())
        text->text.append_to(all);
      else
        all += placed.part->get_if<part::Json>()->value.text();
    }
    to_.out.string(all);
  }

  void write_pieces() {
    std::vector<Placed> all = answer_.texts;
    all.insert(all.end(), answer_.raws.begin(), answer_.raws.end());
    write_content(all, true, to_);
  }

  void write_refusal() {
    if (answer_.refusals.empty()) {
      to_.out.null();
      return;
    }
    std::string all;
    for (const Placed& refusal : answer_.refusals)
      refusal.part->get_if<part::Refusal>()->text.append_to(all);
    to_.out.string(all);
  }

  // The text for everybody, and what only the provider can read for those who send it back.
  void write_reasoning() {
    std::vector<const MessagePart*> thoughts;
    bool sealed = false;
    for (const Placed& thought : answer_.thoughts) {
      thoughts.push_back(thought.part);
      sealed = sealed || seal_is_ours(thought);
    }
    if (thoughts.empty()) return;
    if (const Text text = joined_reasoning(thoughts); !text.empty())
      to_.out.key("reasoning_content").string(text);
    if (!sealed) return;
    to_.out.key("reasoning_details").begin_array();
    for (const MessagePart* thought : thoughts) write_reasoning_detail(*thought, to_.out);
    to_.out.end_array();
  }

  bool seal_is_ours(const Placed& thought) {
    const bool encrypted = !thought.part->get_if<part::Reasoning>()->encrypted.empty();
    if (to_.takes_extensions() && is_sealed(*thought.part)) return true;
    if (thought.part->signature)
      to_.minor("signature", thought.pointer, "the signature of a thought is dropped");
    else if (encrypted)
      to_.minor("reasoning", thought.pointer, "encrypted reasoning is dropped");
    return false;
  }

  void write_annotations() {
    if (answer_.citations.empty()) return;
    const std::size_t before = to_.out.out().size();
    to_.out.key("annotations").begin_array();
    bool any = false;
    for (const Citation* citation : answer_.citations) {
      if (write_annotation(*citation, to_))
        any = true;
      else
        to_.minor("citations", pointer_, "a citation without an address is dropped");
    }
    to_.out.end_array();
    if (!any) to_.out.out().resize(before);
  }

  // Sound that came in pieces is one again.
  void write_audio() {
    if (answer_.audio.empty()) return;
    std::string data;
    std::string transcript;
    for (const Placed& placed : answer_.audio) {
      const auto& audio = *placed.part->get_if<part::Audio>();
      audio.transcript.append_to(transcript);
      std::string bytes;
      if (answer_.audio.size() > 1 && absl::Base64Unescape(audio.data.str(), &bytes)) data += bytes;
    }
    const auto& first = *answer_.audio.front().part->get_if<part::Audio>();
    const JsonText* expires = answer_.audio.front().part->vendor_extensions.find("expires_at");
    to_.out.key("audio").begin_object();
    to_.out.key("id").string(first.id.empty() ? "audio_0" : first.id);
    to_.out.key("expires_at");
    expires ? to_.out.json(*expires) : to_.out.integer(0);
    to_.out.key("data");
    answer_.audio.size() == 1 ? to_.out.string(first.data)
                              : to_.out.string(absl::Base64Escape(data));
    to_.out.key("transcript").string(transcript);
    to_.out.end_object();
  }

  const std::string& pointer_;
  const Emission& to_;
  Answer answer_;
};

}  // namespace

void write_answer(const std::vector<ResponseItem>& output, const std::string& pointer,
                  const Emission& to) {
  AnswerWriter writer(pointer, to);
  writer.take(output);
  writer.write();
}

bool write_annotation(const Citation& citation, const Emission& to) {
  if (citation.origin == kFormat && !citation.raw.is_null()) {
    to.out.json(citation.raw);
    return true;
  }
  if (citation.url.empty()) return false;
  to.out.begin_object();
  to.out.key("type").word("url_citation");
  to.out.key("url_citation").begin_object();
  to.out.key("url").string(citation.url);
  to.out.key("title").string(citation.title);
  to.out.key("start_index").integer(citation.start_index.value_or(0));
  to.out.key("end_index").integer(citation.end_index.value_or(0));
  to.out.end_object().end_object();
  return true;
}

bool has_calls(const std::vector<ResponseItem>& output) {
  return std::any_of(output.begin(), output.end(), [](const ResponseItem& item) {
    if (item.get_if<ToolCallPart>()) return true;
    const Message* message = item.message();
    return message && std::any_of(message->parts.begin(), message->parts.end(),
                                  [](const MessagePart& part) { return part.is<ToolCallPart>(); });
  });
}

}  // namespace omnillm::codec::openai_chat
