#include "codec/openai_responses/event_encoder.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <variant>

#include "codec/openai_responses/citations.h"
#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/errors.h"
#include "codec/openai_responses/event_writer.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/parts.h"
#include "codec/openai_responses/response_object.h"

namespace omnillm::codec::openai_responses {

namespace {

// Log probabilities of the piece, the elements without their brackets; empty in other forms.
std::string_view elements_of(const JsonText& logprobs) {
  std::string_view text = logprobs.text();
  if (!logprobs.is_array()) return {};
  text.remove_prefix(1);
  text.remove_suffix(1);
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::string_view() : text;
}

}  // namespace

class ResponsesEncoder::Visitor {
 public:
  Visitor(ResponsesEncoder& self, LossLog& losses, std::string& out)
      : self_(self), losses_(losses), out_(out) {}

  void operator()(const event::ResponseStarted& what) {
    LlmResponse head;
    head.response_id = what.response_id;
    head.model = what.model;
    head.provider_protocol = what.provider_protocol;
    head.created = what.created;
    head.service_tier = what.service_tier;
    head.vendor_extensions = what.vendor_extensions;
    self_.start(head, losses_, out_);
  }
  void operator()(const event::OutputItemAdded& what) {
    (void)self_.begin_item(what.item, what.choice, losses_, out_);
  }
  void operator()(const event::TextDelta& what) {
    self_.add_text(item(what.index), what.delta, what.logprobs, out_);
  }
  void operator()(const event::RefusalDelta& what) {
    self_.add_refusal(item(what.index), what.delta, out_);
  }
  void operator()(const event::ReasoningDelta& what) {
    const MessagePart begun = part::Reasoning{};
    self_.add_thought(item(what.index, &begun), what.delta, out_);
  }
  void operator()(const event::SignatureDelta& what) {
    const MessagePart begun = part::Reasoning{};
    Open& open = item(what.index, &begun);
    open.encrypted += what.encrypted;
    if (!what.signature) return;
    // Kept with an item of its own, whose losses are reported when it is written.
    if (MessagePart* single = open.item.single())
      single->signature = what.signature;
    else
      losses_.minor("signature", "", "signatures are dropped when bridging to open_ai_responses");
  }
  void operator()(const event::ToolCallDelta& what) {
    if (Open* open = find(what.index)) return self_.add_arguments(*open, what.delta, out_);
    const MessagePart begun = ToolCallPart{what.call_id, what.name};
    self_.add_arguments(item(what.index, &begun), what.delta, out_);
  }
  void operator()(const event::CitationAdded& what) {
    self_.add_citation(item(what.index), what.citation, losses_, out_);
  }
  void operator()(const event::ContentPartAdded& what) {
    self_.add_part(item(what.index), what.part, losses_, out_);
  }
  void operator()(const event::OutputItemDone& what) {
    self_.close_item(item(what.index), what.item, losses_, out_);
  }
  void operator()(const event::Usage& what) {
    self_.head_.usage = what.usage;
    self_.head_.raw_usage = what.raw;
  }
  void operator()(const event::Finished& what) {
    if (what.choice != 0) return;
    self_.head_.finish_reason = what.reason;
    self_.head_.stop_sequence = what.stop_sequence;
  }
  void operator()(const event::Raw& what) { self_.write_raw(what, losses_, out_); }
  void operator()(const event::Completed& what) { self_.complete(what.response, losses_, out_); }
  void operator()(const event::Error& what) { self_.fail(what.error, losses_, out_); }

 private:
  Open* find(std::int64_t index) {
    const bool is_there = index >= 0 && index < static_cast<std::int64_t>(self_.items_.size());
    return is_there ? &self_.items_[static_cast<std::size_t>(index)] : nullptr;
  }
  // The item of that index. One event alone, out of its stream, begins what it belongs to.
  Open& item(std::int64_t index, const MessagePart* begun = nullptr) {
    if (Open* open = find(index)) return *open;
    const Message message{.role = MessageRole::Assistant};
    return self_.begin_item(begun ? ResponseItem(*begun) : ResponseItem(message), 0, losses_, out_);
  }
  ResponsesEncoder& self_;
  LossLog& losses_;
  std::string& out_;
};

Result<void> ResponsesEncoder::write(const LlmStreamEvent& event, LossLog& losses,
                                     std::string& out) {
  std::visit(Visitor(*this, losses, out), event.content);
  return {};
}

void ResponsesEncoder::start(const LlmResponse& head, LossLog& losses, std::string& out) {
  if (std::exchange(started_, true)) return;
  head_ = head;
  if (head_.model.empty()) head_.model = options_.model;
  write_state("response.created", losses, out);
  write_state("response.in_progress", losses, out);
}

void ResponsesEncoder::write_state(std::string_view type, LossLog& losses, std::string& out) {
  EventWriter event(type, sequence_, out);
  event.writer().key("response");
  Emission emission(event.writer(), losses, head_.provider_protocol, Emission::Body::Answer);
  write_response({.response = head_, .status = {"in_progress"}, .output = "[]"}, emission);
}

ResponsesEncoder::Open& ResponsesEncoder::begin_item(const ResponseItem& item, std::int64_t choice,
                                                     LossLog& losses, std::string& out) {
  start({}, losses, out);
  Open& open = items_.emplace_back();
  open.item = item;
  if (choice != 0) {
    losses.major("choices", "/alternatives",
                 "answers after the first are dropped when bridging to open_ai_responses");
    return open;
  }
  const auto* raw = item.get_if<part::Raw>();
  if (raw && raw->origin != WireFormat::OpenAiResponses) {
    losses.major("raw_part", "", raw->type + " is dropped when bridging to open_ai_responses");
    return open;
  }
  open.is_written = true;
  open.place = places_++;
  finished_.emplace_back();
  std::string& id = id_of(open.item);
  if (id.empty() && !raw)
    id = std::string(id_prefix_of(item))
             .append(id_stem(response_id_or_made(head_)))
             .append("_")
             .append(std::to_string(open.place));
  open.id = id;
  EventWriter event("response.output_item.added", sequence_, out);
  event.writer().key("output_index").unsigned_integer(open.place);
  event.writer().key("item");
  write_begun(open, event.writer());
  return open;
}

void ResponsesEncoder::open_part(Open& open, Part part, std::string& out) {
  if (open.part == part) return;
  open.part = part;
  LossLog nothing;
  EventWriter event(part == Part::Summary ? "response.reasoning_summary_part.added"
                                          : "response.content_part.added",
                    sequence_, out);
  event.about_part(open).key("part");
  write_open_part(open, false, nothing, event.writer());
}

void ResponsesEncoder::add_text(Open& open, const Text& delta, const JsonText& logprobs,
                                std::string& out) {
  if (!open.is_written || !open.item.message()) return;
  LossLog nothing;
  if (open.part == Part::Refusal) close_part(open, nothing, out);
  open_part(open, Part::Text, out);
  delta.append_to(open.text);
  const std::string_view elements = elements_of(logprobs);
  if (!elements.empty()) open.logprobs.append(open.logprobs.empty() ? "" : ",").append(elements);
  EventWriter event("response.output_text.delta", sequence_, out);
  event.about_part(open).key("delta").string(delta);
  event.writer().key("logprobs").begin_array();
  if (!elements.empty()) event.writer().raw(elements);
  event.writer().end_array();
}

void ResponsesEncoder::add_refusal(Open& open, const Text& delta, std::string& out) {
  if (!open.is_written || !open.item.message()) return;
  LossLog nothing;
  if (open.part == Part::Text) close_part(open, nothing, out);
  open_part(open, Part::Refusal, out);
  delta.append_to(open.text);
  EventWriter event("response.refusal.delta", sequence_, out);
  event.about_part(open).key("delta").string(delta);
}

void ResponsesEncoder::add_thought(Open& open, const Text& delta, std::string& out) {
  const auto* reasoning = open.item.get_if<part::Reasoning>();
  if (!open.is_written || !reasoning) return;
  open_part(open, reasoning->is_summary ? Part::Summary : Part::Thought, out);
  delta.append_to(open.text);
  EventWriter event(reasoning->is_summary ? "response.reasoning_summary_text.delta"
                                          : "response.reasoning_text.delta",
                    sequence_, out);
  event.about_part(open).key("delta").string(delta);
}

void ResponsesEncoder::add_arguments(Open& open, const Text& delta, std::string& out) {
  const auto* call = open.call();
  if (!open.is_written || !call) return;
  delta.append_to(open.text);
  EventWriter event(call->is_custom ? "response.custom_tool_call_input.delta"
                                    : "response.function_call_arguments.delta",
                    sequence_, out);
  event.about(open).key("delta").string(delta);
}

void ResponsesEncoder::add_citation(Open& open, const Citation& citation, LossLog& losses,
                                    std::string& out) {
  if (!open.is_written || !open.item.message()) return;
  std::string annotation;
  json::Writer writer(annotation);
  if (!write_citation(citation, open.text, Pointer(), losses, writer)) return;
  if (open.part == Part::Refusal) close_part(open, losses, out);
  open_part(open, Part::Text, out);
  EventWriter event("response.output_text.annotation.added", sequence_, out);
  event.about_part(open).key("annotation_index").unsigned_integer(open.citations.size());
  event.writer().key("annotation").raw(annotation);
  open.citations.push_back(citation);
}

void ResponsesEncoder::add_part(Open& open, const MessagePart& part, LossLog& losses,
                                std::string& out) {
  if (!open.is_written || !open.item.message()) return;
  if (const auto* text = part.get_if<part::Text>()) return add_text(open, text->text, {}, out);
  if (const auto* json = part.get_if<part::Json>())
    return add_text(open, Text(json->value.text()), {}, out);
  close_part(open, losses, out);
  if (part.is<part::ImageBase64>()) return write_whole_item(part, losses, out);
  std::string json;
  json::Writer writer(json);
  Emission emission(writer, losses, head_.provider_protocol, Emission::Body::Answer);
  if (!can_write_part(part, Place::Assistant, Pointer(), emission)) return;
  openai_responses::write_part(part, Place::Assistant, Pointer(), emission);
  for (const char* type : {"response.content_part.added", "response.content_part.done"}) {
    EventWriter event(type, sequence_, out);
    event.about_part(open).key("part").raw(json);
  }
  open.item.message()->parts.push_back(part);
  ++open.part_index;
}

// What comes in one piece and is an item of its own here.
void ResponsesEncoder::write_whole_item(const MessagePart& part, LossLog& losses,
                                        std::string& out) {
  Open open;
  open.item = part;
  open.place = places_++;
  id_of(open.item) = std::string("ig_")
                         .append(id_stem(response_id_or_made(head_)))
                         .append("_")
                         .append(std::to_string(open.place));
  finished_.push_back(item_json(open, open.item, losses));
  for (const char* type : {"response.output_item.added", "response.output_item.done"}) {
    EventWriter event(type, sequence_, out);
    event.writer().key("output_index").unsigned_integer(open.place);
    event.writer().key("item").raw(finished_.back());
  }
}

void ResponsesEncoder::close_part(Open& open, LossLog& losses, std::string& out) {
  if (open.part == Part::None) return;
  const bool is_summary = open.part == Part::Summary;
  if (open.part == Part::Refusal) {
    EventWriter event("response.refusal.done", sequence_, out);
    event.about_part(open).key("refusal").string(open.text);
  } else if (open.part == Part::Text) {
    EventWriter event("response.output_text.done", sequence_, out);
    event.about_part(open).key("text").string(open.text);
    event.writer().key("logprobs").begin_array();
    if (!open.logprobs.empty()) event.writer().raw(open.logprobs);
    event.writer().end_array();
  } else {
    EventWriter event(
        is_summary ? "response.reasoning_summary_text.done" : "response.reasoning_text.done",
        sequence_, out);
    event.about_part(open).key("text").string(open.text);
  }
  {
    EventWriter event(
        is_summary ? "response.reasoning_summary_part.done" : "response.content_part.done",
        sequence_, out);
    event.about_part(open).key("part");
    write_open_part(open, true, losses, event.writer());
  }
  if (Message* message = open.item.message()) {
    MessagePart done = open.part == Part::Refusal
                           ? MessagePart(part::Refusal{open.text})
                           : MessagePart(part::Text{open.text, open.citations});
    if (!open.logprobs.empty())
      if (auto kept = JsonText::parse("[" + open.logprobs + "]"))
        done.vendor_extensions.append("logprobs", *std::move(kept));
    message->parts.push_back(std::move(done));
    open.text.clear();
  }
  open.citations.clear();
  open.logprobs.clear();
  open.part = Part::None;
  ++open.part_index;
}

void ResponsesEncoder::close_arguments(Open& open, std::string& out) {
  const auto* call = open.call();
  if (!call) return;
  if (open.text.empty() && !call->is_custom) open.text = "{}";
  EventWriter event(call->is_custom ? "response.custom_tool_call_input.done"
                                    : "response.function_call_arguments.done",
                    sequence_, out);
  event.about(open);
  if (call->is_custom) {
    event.writer().key("input").string(open.text);
  } else {
    event.writer().key("name").string(call->name);
    event.writer().key("arguments").string(open.text);
  }
}

std::string ResponsesEncoder::item_json(const Open& open, ResponseItem item,
                                        LossLog& losses) const {
  if (!open.id.empty()) id_of(item) = open.id;
  std::string json;
  json::Writer writer(json);
  Emission emission(writer, losses, head_.provider_protocol, Emission::Body::Answer);
  ItemWriter items(emission, id_stem(response_id_or_made(head_)));
  items.write(item, Pointer());
  return json;
}

void ResponsesEncoder::close_item(Open& open, const std::optional<ResponseItem>& whole,
                                  LossLog& losses, std::string& out) {
  if (!open.is_written || std::exchange(open.done, true)) return;
  close_part(open, losses, out);
  close_arguments(open, out);
  // The provider's own account says more than its deltas; that of others is the same, but for what
  // this protocol cannot say.
  const bool is_ours = head_.provider_protocol == WireFormat::OpenAiResponses;
  std::string json = item_json(open, whole && is_ours ? *whole : open.sum(), losses);
  if (json.empty()) {
    // A thought of which nothing can be shown. It has begun, so it ends.
    json::Writer writer(json);
    write_begun(open, writer);
  }
  EventWriter event("response.output_item.done", sequence_, out);
  event.writer().key("output_index").unsigned_integer(open.place);
  event.writer().key("item").raw(json);
  finished_[open.place] = std::move(json);
  open.text = {};
  open.item = {};
}

void ResponsesEncoder::write_raw(const event::Raw& raw, LossLog& losses, std::string& out) {
  const bool is_name = std::all_of(raw.type.begin(), raw.type.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.';
  });
  if (raw.origin != WireFormat::OpenAiResponses || !is_name) {
    losses.minor("raw_part", "", raw.type + " is dropped when bridging to open_ai_responses");
    return;
  }
  start({}, losses, out);
  json::Document document;
  if (!document.parse(raw.json.text())) return;
  EventWriter event(raw.type, sequence_, out);
  for (const json::Member m : document.root().members())
    if (m.name != "type" && m.name != "sequence_number")
      event.writer().foreign_key(m.name).raw(m.value.raw());
}

std::string ResponsesEncoder::output_json() const {
  std::string json = "[";
  for (const std::string& item : finished_) {
    if (item.empty()) continue;
    if (json.size() > 1) json.push_back(',');
    json += item;
  }
  return json.append("]");
}

void ResponsesEncoder::complete(const LlmResponse& response, LossLog& losses, std::string& out) {
  start(response, losses, out);
  for (std::size_t i = 0; i < items_.size(); ++i) close_item(items_[i], {}, losses, out);
  LlmResponse whole = response;
  whole.response_id = head_.response_id;
  if (whole.model.empty()) whole.model = head_.model;
  if (!whole.created) whole.created = head_.created;
  if (!whole.usage) {
    whole.usage = head_.usage;
    whole.raw_usage = head_.raw_usage;
  }
  if (!whole.finish_reason) whole.finish_reason = head_.finish_reason;
  const Status status = status_of(whole.finish_reason, losses);
  if (status.status == "failed") {
    const ProviderError failure{.message = "The model failed to generate a response."};
    return write_end("response.failed", whole, status, &failure, losses, out);
  }
  const bool is_complete = status.status == "completed";
  write_end(is_complete ? "response.completed" : "response.incomplete", whole, status, nullptr,
            losses, out);
}

void ResponsesEncoder::fail(const ProviderError& error, LossLog& losses, std::string& out) {
  start({}, losses, out);
  {
    EventWriter event("error", sequence_, out);
    const std::string_view code = error_code(error);
    event.writer().key("code");
    code.empty() ? event.writer().null() : event.writer().string(code);
    event.writer().key("message").string(error.message);
    event.writer().key("param");
    error.param.empty() ? event.writer().null() : event.writer().string(error.param);
  }
  write_end("response.failed", head_, {"failed"}, &error, losses, out);
}

void ResponsesEncoder::write_end(std::string_view type, const LlmResponse& response, Status status,
                                 const ProviderError* error, LossLog& losses, std::string& out) {
  const bool has_items = places_ > 0 || error;
  const std::string output = has_items ? output_json() : std::string();
  EventWriter event(type, sequence_, out);
  event.writer().key("response");
  Emission emission(event.writer(), losses, head_.provider_protocol, Emission::Body::Answer);
  write_response({response, status, error, output}, emission);
}

std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options) {
  return std::make_unique<ResponsesEncoder>(std::move(options));
}

}  // namespace omnillm::codec::openai_responses
