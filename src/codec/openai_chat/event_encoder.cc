#include "codec/openai_chat/event_encoder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "codec/openai_chat/answer_message.h"
#include "codec/openai_chat/assistant_emitter.h"
#include "codec/openai_chat/chunk_writer.h"
#include "codec/openai_chat/content_emitter.h"
#include "codec/openai_chat/emission.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/reasoning.h"
#include "codec/openai_chat/usage.h"
#include "codec/openai_error.h"
#include "http/sse.h"

namespace omnillm::codec::openai_chat {

namespace {

// What an item of the stream is here.
struct Item {
  std::int64_t choice = 0;
  std::int64_t call = -1;  // its place among the calls of its choice
  bool is_custom = false;
  bool has_arguments = false;
  // Of a thought that its provider gave in details: what each of them repeats.
  std::optional<MessagePart> detail;
};

class ChatEventEncoder final : public EventEncoder {
 public:
  explicit ChatEventEncoder(StreamEncoderOptions options)
      : options_(std::move(options)), chunks_(options_.include_usage) {}

  Result<void> write(const LlmStreamEvent& event, LossLog& losses, std::string& out) override {
    if (ended_) return fail(ErrorKind::Protocol, "an event after the end of the stream");
    return std::visit([&](const auto& what) { return take(what, losses, out); }, event.content);
  }

 private:
  Result<void> take(const event::ResponseStarted& started, LossLog& losses, std::string& out) {
    origin_ = started.provider_protocol;
    started_ = started;
    chunks_.start(started, options_.model,
                  is_own() ? started.vendor_extensions : VendorExtensions());
    if (!is_own()) to(losses, scratch()).extensions(started.vendor_extensions, "");
    write_role(0, out);
    return {};
  }

  Result<void> take(const event::OutputItemAdded& added, LossLog& losses, std::string& out) {
    if (added.index != static_cast<std::int64_t>(items_.size()))
      return fail(ErrorKind::Protocol, "the items of the stream are out of order");
    items_.emplace_back().choice = added.choice;
    write_role(added.choice, out);
    if (const Message* message = added.item.message()) {
      for (const MessagePart& part : message->parts) write_part(items_.back(), part, losses, out);
      return {};
    }
    const MessagePart& part = *added.item.single();
    if (part.is<ToolCallPart>())
      begin_call(items_.back(), part, losses, out);
    else if (part.is<part::Reasoning>())
      begin_thought(items_.back(), part, losses, out);
    else
      write_part(items_.back(), part, losses, out);
    return {};
  }

  Result<void> take(const event::TextDelta& text, LossLog& losses, std::string& out) {
    Item* item = find(text.index);
    if (!item) return unknown_item();
    if (text.delta.empty() && text.logprobs.is_null()) return {};
    if (!text.logprobs.is_null() && !is_own())
      to(losses, scratch()).minor("logprobs", "/logprobs", "logprobs are dropped");
    chunks_.begin_delta(item->choice).key("content").string(text.delta);
    chunks_.end_delta(is_own() ? text.logprobs : JsonText(), {}, out);
    return {};
  }

  Result<void> take(const event::RefusalDelta& refusal, LossLog&, std::string& out) {
    Item* item = find(refusal.index);
    if (!item) return unknown_item();
    chunks_.begin_delta(item->choice).key("refusal").string(refusal.delta);
    chunks_.end_delta({}, {}, out);
    return {};
  }

  Result<void> take(const event::ReasoningDelta& thought, LossLog&, std::string& out) {
    Item* item = find(thought.index);
    if (!item) return unknown_item();
    write_thought(*item, thought.delta, out);
    return {};
  }

  Result<void> take(const event::SignatureDelta& delta, LossLog& losses, std::string& out) {
    Item* item = find(delta.index);
    if (!item) return unknown_item();
    const bool ours = delta.signature ? delta.signature->origin == kFormat : is_own();
    if (!ours || item->call >= 0) {
      to(losses, scratch()).minor("signature", "/output", "the signature of a thought is dropped");
      return {};
    }
    MessagePart part = item->detail.value_or(MessagePart(part::Reasoning{}));
    part.signature = delta.signature;
    part.get_if<part::Reasoning>()->encrypted = delta.encrypted;
    write_detail(item->choice, part, out);
    return {};
  }

  Result<void> take(const event::ToolCallDelta& delta, LossLog&, std::string& out) {
    Item* item = find(delta.index);
    if (!item || item->call < 0) return unknown_item();
    if (delta.delta.empty()) return {};
    item->has_arguments = true;
    json::Writer& writer = begin_fragment(*item);
    item->is_custom ? writer.key("custom") : writer.key("function");
    writer.begin_object();
    item->is_custom ? writer.key("input") : writer.key("arguments");
    writer.string(delta.delta).end_object();
    end_fragment(out);
    return {};
  }

  Result<void> take(const event::CitationAdded& added, LossLog& losses, std::string& out) {
    Item* item = find(added.index);
    if (!item) return unknown_item();
    if (added.citation.url.empty() && added.citation.origin != kFormat) {
      to(losses, scratch())
          .minor("citations", "/output", "a citation without an address is dropped");
      return {};
    }
    json::Writer& writer = chunks_.begin_delta(item->choice);
    writer.key("annotations").begin_array();
    write_annotation(added.citation, to(losses, writer));
    writer.end_array();
    chunks_.end_delta({}, {}, out);
    return {};
  }

  Result<void> take(const event::ContentPartAdded& added, LossLog& losses, std::string& out) {
    Item* item = find(added.index);
    if (!item) return unknown_item();
    write_part(*item, added.part, losses, out);
    return {};
  }

  // A call whose arguments never came in pieces has them now; official clients read them as JSON,
  // so a call without any gets an empty object.
  Result<void> take(const event::OutputItemDone& done, LossLog&, std::string& out) {
    Item* item = find(done.index);
    if (!item) return unknown_item();
    if (item->call < 0 || item->has_arguments || item->is_custom) return {};
    item->has_arguments = true;
    const auto* call = done.item ? done.item->get_if<ToolCallPart>() : nullptr;
    const JsonText arguments = call ? call->arguments : JsonText();
    json::Writer& writer = begin_fragment(*item);
    writer.key("function").begin_object().key("arguments");
    if (arguments.is_null())
      writer.string("{}");
    else
      write_arguments(arguments, writer);
    writer.end_object();
    end_fragment(out);
    return {};
  }

  Result<void> take(const event::Usage& usage, LossLog&, std::string&) {
    usage_ = usage;
    if (usage.service_tier.empty()) return {};
    started_.service_tier = usage.service_tier;
    chunks_.start(started_, options_.model, {});
    return {};
  }

  Result<void> take(const event::Finished& finished, LossLog& losses, std::string& out) {
    write_role(finished.choice, out);
    const bool calls = std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
      return item.choice == finished.choice && item.call >= 0;
    });
    const std::string word = finish_word(finished.reason, calls, losses);
    chunks_.begin_delta(finished.choice);
    chunks_.end_delta({}, word, out);
    return {};
  }

  Result<void> take(const event::Raw& raw, LossLog& losses, std::string& out) {
    if (raw.origin != kFormat) {
      to(losses, scratch()).minor("raw_event", "", "an event " + raw.type + " is dropped");
      return {};
    }
    if (raw.type == "choice") return write_raw_choice(raw, out);
    chunks_.begin_members(false).foreign_key(raw.type).json(raw.json);
    chunks_.end_members(out);
    return {};
  }

  Result<void> take(const event::Completed& completed, LossLog&, std::string& out) {
    if (!usage_ && completed.response.usage)
      usage_ = event::Usage{*completed.response.usage, completed.response.units,
                            completed.response.raw_usage};
    if (options_.include_usage && usage_) {
      json::Writer& writer = chunks_.begin_members(true);
      writer.key("usage");
      write_usage(usage_->usage, is_own() ? usage_->raw : JsonText(), writer);
      chunks_.end_members(out);
    }
    http::append_sse({}, "[DONE]", out);
    ended_ = true;
    return {};
  }

  Result<void> take(const event::Error& error, LossLog&, std::string& out) {
    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("error");
    write_openai_error(error.error, writer);
    writer.end_object();
    http::append_sse({}, body, out);
    ended_ = true;
    return {};
  }

  [[nodiscard]] bool is_own() const { return !origin_ || origin_ == kFormat; }

  [[nodiscard]] Emission to(LossLog& losses, json::Writer& writer) {
    written_.clear();
    return Emission{dialect_, losses, writer, origin_, written_};
  }
  // For reports that write nothing.
  json::Writer& scratch() {
    nothing_.clear();
    return nothing_writer_.emplace(nothing_);
  }

  [[nodiscard]] Item* find(std::int64_t index) {
    if (index < 0 || index >= static_cast<std::int64_t>(items_.size())) return nullptr;
    return &items_[static_cast<std::size_t>(index)];
  }
  static Result<void> unknown_item() {
    return fail(ErrorKind::Protocol, "the stream goes on with an item that never began");
  }

  // The first chunk of a choice says who speaks.
  void write_role(std::int64_t choice, std::string& out) {
    if (std::find(choices_.begin(), choices_.end(), choice) != choices_.end()) return;
    choices_.push_back(choice);
    json::Writer& writer = chunks_.begin_delta(choice);
    writer.key("role").word("assistant");
    writer.key("content").word("");
    chunks_.end_delta({}, {}, out);
  }

  json::Writer& begin_fragment(const Item& item) {
    json::Writer& writer = chunks_.begin_delta(item.choice);
    writer.key("tool_calls").begin_array().begin_object();
    return writer.key("index").integer(item.call);
  }
  void end_fragment(std::string& out) {
    chunks_.writer().end_object().end_array();
    chunks_.end_delta({}, {}, out);
  }

  void begin_call(Item& item, const MessagePart& part, LossLog& losses, std::string& out) {
    const auto& call = *part.get_if<ToolCallPart>();
    item.call = std::count_if(items_.begin(), items_.end() - 1, [&](const Item& other) {
      return other.choice == item.choice && other.call >= 0;
    });
    item.is_custom = call.is_custom;
    item.has_arguments = !call.arguments.is_null();
    if (part.signature)
      to(losses, scratch())
          .minor("signature", "/output", "the signature of a tool call is dropped");
    json::Writer& writer = begin_fragment(item);
    writer.key("id").string(call.call_id);
    writer.key("type").string(call.is_custom ? "custom" : "function");
    call.is_custom ? writer.key("custom") : writer.key("function");
    writer.begin_object().key("name").string(call.name);
    call.is_custom ? writer.key("input") : writer.key("arguments");
    if (item.has_arguments)
      write_arguments(call.arguments, writer);
    else
      writer.string("");
    writer.end_object();
    to(losses, writer).extensions(part.vendor_extensions, "/output");
    end_fragment(out);
  }

  void begin_thought(Item& item, const MessagePart& part, LossLog& losses, std::string& out) {
    const auto& thought = *part.get_if<part::Reasoning>();
    if (origin_ == kFormat && (!part.id.empty() || !part.vendor_extensions.empty())) {
      item.detail = part;
      *item.detail->get_if<part::Reasoning>() = {.is_summary = thought.is_summary};
      item.detail->signature.reset();
    }
    if (!thought.text.empty()) write_thought(item, thought.text, out);
    if (!part.signature && thought.encrypted.empty()) return;
    if (is_own() && is_sealed(part))
      write_detail(item.choice, part, out);
    else
      to(losses, scratch()).minor("reasoning", "/output", "encrypted reasoning is dropped");
  }

  void write_thought(const Item& item, const Text& text, std::string& out) {
    if (text.empty()) return;
    json::Writer& writer = chunks_.begin_delta(item.choice);
    writer.key("reasoning_content").string(text);
    if (item.detail) {
      MessagePart part = *item.detail;
      part.get_if<part::Reasoning>()->text = text;
      writer.key("reasoning_details").begin_array();
      write_reasoning_detail(part, writer);
      writer.end_array();
    }
    chunks_.end_delta({}, {}, out);
  }

  void write_detail(std::int64_t choice, const MessagePart& part, std::string& out) {
    json::Writer& writer = chunks_.begin_delta(choice);
    writer.key("reasoning_details").begin_array();
    write_reasoning_detail(part, writer);
    writer.end_array();
    chunks_.end_delta({}, {}, out);
  }

  // A part that came whole.
  void write_part(const Item& item, const MessagePart& part, LossLog& losses, std::string& out) {
    if (const auto* text = part.get_if<part::Text>())
      return write_text("content", item, text->text, out);
    if (const auto* refusal = part.get_if<part::Refusal>())
      return write_text("refusal", item, refusal->text, out);
    if (const auto* json = part.get_if<part::Json>())
      return write_text("content", item, Text(json->value.text()), out);
    if (const auto* audio = part.get_if<part::Audio>()) return write_audio(item, *audio, part, out);
    if (part.is<part::ImageUrl>() || part.is<part::ImageBase64>())
      return write_image_chunk(item, part, losses, out);
    const auto* raw = part.get_if<part::Raw>();
    if (raw && raw->origin == kFormat) return write_raw_part(item, *raw, out);
    if (raw)
      to(losses, scratch()).major("raw_part", "/output", raw->type + " is dropped");
    else
      to(losses, scratch()).major("file", "/output", "a file is dropped");
  }

  template <std::size_t N>
  void write_text(const char (&name)[N], const Item& item, const Text& text, std::string& out) {
    if (text.empty()) return;
    chunks_.begin_delta(item.choice).key(name).string(text);
    chunks_.end_delta({}, {}, out);
  }

  void write_audio(const Item& item, const part::Audio& audio, const MessagePart& part,
                   std::string& out) {
    json::Writer& writer = chunks_.begin_delta(item.choice);
    writer.key("audio").begin_object();
    if (!audio.id.empty()) writer.key("id").string(audio.id);
    if (!audio.data.empty()) writer.key("data").string(audio.data);
    if (!audio.transcript.empty()) writer.key("transcript").string(audio.transcript);
    if (is_own()) writer.members(part.vendor_extensions);
    writer.end_object();
    chunks_.end_delta({}, {}, out);
  }

  void write_image_chunk(const Item& item, const MessagePart& part, LossLog& losses,
                         std::string& out) {
    json::Writer& writer = chunks_.begin_delta(item.choice);
    writer.key("images").begin_array().begin_object();
    writer.key("type").word("image_url");
    writer.key("image_url");
    write_image(part, to(losses, writer));
    writer.end_object().end_array();
    chunks_.end_delta({}, {}, out);
  }

  void write_raw_part(const Item& item, const part::Raw& raw, std::string& out) {
    chunks_.begin_delta(item.choice).key("content").begin_array().json(raw.json).end_array();
    chunks_.end_delta({}, {}, out);
  }

  // What the decoder kept of a choice that only its provider knows.
  Result<void> write_raw_choice(const event::Raw& raw, std::string& out) {
    json::Document kept;
    if (auto parsed = kept.parse(raw.json.text()); !parsed) return parsed;
    json::Writer& writer = chunks_.begin_choice();
    const json::Value delta = kept.root()["delta"];
    if (!delta) writer.key("delta").begin_object().end_object();
    for (const json::Member member : kept.root().members())
      writer.foreign_key(member.name).raw(member.value.raw());
    writer.key("finish_reason").null();
    chunks_.end_choice(out);
    return {};
  }

  StreamEncoderOptions options_;
  ChunkWriter chunks_;
  Dialect dialect_;
  std::optional<WireFormat> origin_;
  event::ResponseStarted started_;
  std::vector<Item> items_;
  std::vector<std::int64_t> choices_;  // whose role is told
  std::optional<event::Usage> usage_;
  std::vector<std::string_view> written_;
  std::string nothing_;
  std::optional<json::Writer> nothing_writer_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<EventEncoder> make_event_encoder(StreamEncoderOptions options) {
  return std::make_unique<ChatEventEncoder>(std::move(options));
}

}  // namespace omnillm::codec::openai_chat
