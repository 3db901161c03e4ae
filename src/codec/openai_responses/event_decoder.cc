#include "codec/openai_responses/event_decoder.h"

#include <utility>

#include "codec/openai_responses/citations.h"
#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/errors.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/reasoning.h"
#include "codec/openai_responses/response_object.h"
#include "codec/openai_responses/status.h"
#include "codec/openai_responses/usage.h"

namespace omnillm::codec::openai_responses {

namespace {

constexpr WireFormat kOurs = WireFormat::OpenAiResponses;

// What an item says of itself when it begins: its kind, its ids, the tool's name. What it holds by
// then comes again, in deltas or at the end.
ResponseItem stripped(ResponseItem item) {
  if (Message* message = item.message()) {
    message->role = MessageRole::Assistant;
    message->parts.clear();
    message->raw_message.reset();
    message->vendor_extensions.take("status");
    return item;
  }
  MessagePart& part = *item.single();
  if (auto* call = part.get_if<ToolCallPart>()) {
    call->arguments = JsonText();
    part.vendor_extensions.take("status");
  } else if (auto* reasoning = part.get_if<part::Reasoning>()) {
    *reasoning = part::Reasoning{{}, true, {}};
    part.vendor_extensions = {};
  }
  return item;
}

}  // namespace

// The most frequent first.
constexpr ResponsesDecoder::Known ResponsesDecoder::kKnown[] = {
    {"response.output_text.delta", &ResponsesDecoder::on_text_delta},
    {"response.function_call_arguments.delta", &ResponsesDecoder::on_arguments_delta},
    {"response.reasoning_summary_text.delta", &ResponsesDecoder::on_summary_delta},
    {"response.reasoning_text.delta", &ResponsesDecoder::on_thought_delta},
    {"response.custom_tool_call_input.delta", &ResponsesDecoder::on_arguments_delta},
    {"response.created", &ResponsesDecoder::on_start},
    {"response.queued", &ResponsesDecoder::on_start},
    {"response.in_progress", &ResponsesDecoder::on_start},
    {"response.output_item.added", &ResponsesDecoder::on_item_added},
    {"response.content_part.added", &ResponsesDecoder::on_nothing},
    {"response.output_text.annotation.added", &ResponsesDecoder::on_annotation},
    {"response.output_text.done", &ResponsesDecoder::on_text_done},
    {"response.refusal.delta", &ResponsesDecoder::on_refusal_delta},
    {"response.refusal.done", &ResponsesDecoder::on_refusal_done},
    {"response.content_part.done", &ResponsesDecoder::on_part_done},
    {"response.function_call_arguments.done", &ResponsesDecoder::on_arguments_done},
    {"response.custom_tool_call_input.done", &ResponsesDecoder::on_arguments_done},
    {"response.reasoning_summary_part.added", &ResponsesDecoder::on_nothing},
    {"response.reasoning_summary_part.done", &ResponsesDecoder::on_nothing},
    {"response.reasoning_summary_text.done", &ResponsesDecoder::on_summary_done},
    {"response.reasoning_text.done", &ResponsesDecoder::on_thought_done},
    {"response.output_item.done", &ResponsesDecoder::on_item_done},
    {"response.completed", &ResponsesDecoder::on_end},
    {"response.incomplete", &ResponsesDecoder::on_end},
    {"response.cancelled", &ResponsesDecoder::on_end},
    {"response.failed", &ResponsesDecoder::on_failed},
    {"response.error", &ResponsesDecoder::on_error},
    {"error", &ResponsesDecoder::on_error},
};

Result<void> ResponsesDecoder::read(const Frame& frame, Events& out) {
  if (ended_ || frame.data == "[DONE]") return {};
  if (auto parsed = document_.parse(frame.data); !parsed) return parsed;
  const json::Value event = document_.root();
  if (!event.is_object()) return broken_at(Pointer(), "expected an object");
  std::string type = event["type"].str();
  if (type.empty()) type = frame.event;
  if (type.empty() && event["error"].is_object()) type = "error";
  for (const Known& known : kKnown)
    if (known.type == type) {
      (this->*known.handler)(event, out);
      return std::exchange(fault_, {});
    }
  on_other(type, event, out);
  return {};
}

Result<void> ResponsesDecoder::end(Events&) {
  if (ended_) return {};
  return fail(ErrorKind::Protocol, "the stream ended before response.completed");
}

// Progress of built-in tools and the like goes on to whoever speaks this protocol; pings do not.
void ResponsesDecoder::on_other(std::string_view type, json::Value event, Events& out) {
  constexpr std::string_view kPrefix = "response.";
  if (type.substr(0, kPrefix.size()) != kPrefix) return;
  start_anyhow(out);
  out.emplace_back(event::Raw{kOurs, std::string(type), event.json()});
}

void ResponsesDecoder::start(json::Value response, Events& out) {
  if (std::exchange(started_, true)) return;
  Reader reader(ErrorKind::Protocol);
  LlmResponse head;
  const Pointer root;
  parse_head(response, root.at("response"), head, reader);
  fault_ = reader.result();
  service_tier_ = head.service_tier;
  out.emplace_back(event::ResponseStarted{std::move(head.response_id), std::move(head.model), kOurs,
                                          head.created, std::move(head.service_tier),
                                          std::move(head.vendor_extensions)});
}

void ResponsesDecoder::start_anyhow(Events& out) {
  if (!started_) start({}, out);
}

void ResponsesDecoder::on_start(json::Value event, Events& out) { start(event["response"], out); }

ResponsesDecoder::Kind ResponsesDecoder::kind_of(const ResponseItem& item) {
  if (item.message()) return Kind::Message;
  if (item.get_if<ToolCallPart>()) return Kind::Call;
  return item.get_if<part::Reasoning>() ? Kind::Reasoning : Kind::Other;
}

std::size_t ResponsesDecoder::begin(Kind kind, std::int64_t output_index, ResponseItem item,
                                    Events& out) {
  start_anyhow(out);
  announce_all(out);
  Open open{kind, output_index};
  if (const Message* message = item.message())
    open.id = message->id;
  else
    open.id = item.single()->id;
  open.begun = std::move(item);
  calls_tools_ = calls_tools_ || kind == Kind::Call;
  items_.push_back(std::move(open));
  if (kind != Kind::Reasoning) announce(items_.size() - 1, out);
  return items_.size() - 1;
}

void ResponsesDecoder::announce(std::size_t index, Events& out) {
  Open& open = items_[index];
  if (std::exchange(open.announced, true)) return;
  out.emplace_back(event::OutputItemAdded{static_cast<std::int64_t>(index), open.begun, 0});
}

// In their order. All but the last few have been.
void ResponsesDecoder::announce_all(Events& out) {
  std::size_t first = items_.size();
  while (first > 0 && !items_[first - 1].announced) --first;
  for (; first < items_.size(); ++first) announce(first, out);
}

const ResponsesDecoder::Open* ResponsesDecoder::find(std::int64_t output_index,
                                                     std::string_view id) const {
  for (auto open = items_.rbegin(); open != items_.rend(); ++open)
    if (output_index >= 0 ? open->output_index == output_index : open->id == id) return &*open;
  return nullptr;
}

std::size_t ResponsesDecoder::item_of(json::Value event, Kind kind, Events& out) {
  const std::int64_t output_index = event["output_index"].to_int64().value_or(-1);
  const Open* known = find(output_index, output_index >= 0 ? "" : event["item_id"].str());
  if (known && known->kind == kind && !known->done)
    return static_cast<std::size_t>(known - items_.data());
  ResponseItem item;
  if (kind == Kind::Message) {
    item = Message{.role = MessageRole::Assistant, .id = event["item_id"].str()};
  } else {
    MessagePart part;
    if (kind == Kind::Call)
      part = ToolCallPart{.call_id = event["item_id"].str(), .name = event["name"].str()};
    else
      part = part::Reasoning{{}, true, {}};
    part.id = event["item_id"].str();
    item = std::move(part);
  }
  return begin(kind, output_index, std::move(item), out);
}

void ResponsesDecoder::on_item_added(json::Value event, Events& out) {
  const Pointer root;
  Reader reader(ErrorKind::Protocol);
  const std::int64_t output_index = event["output_index"].to_int64().value_or(-1);
  ResponseItem item = parse_item(event["item"], root.at("item"), reader);
  if (fault_ = reader.result(); !fault_) return;
  if (output_index >= 0 && find(output_index, {})) return;
  (void)begin(kind_of(item), output_index, stripped(std::move(item)), out);
}

void ResponsesDecoder::on_text_delta(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Message, out);
  items_[index].has_deltas = true;
  items_[index].part = event["content_index"].to_int64().value_or(0);
  event::TextDelta delta{static_cast<std::int64_t>(index), event["delta"].text(), 0, {}};
  if (const json::Value logprobs = event["logprobs"]; logprobs.size() > 0)
    delta.logprobs = logprobs.json();
  out.emplace_back(std::move(delta));
}

// Some servers send the text once, when it is done.
void ResponsesDecoder::on_text_done(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Message, out);
  const std::int64_t part = event["content_index"].to_int64().value_or(0);
  Text text = event["text"].text();
  if (items_[index].part == part || text.empty()) return;
  items_[index].has_deltas = true;
  items_[index].part = part;
  out.emplace_back(event::TextDelta{static_cast<std::int64_t>(index), std::move(text), 0, {}});
}

void ResponsesDecoder::on_refusal_delta(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Message, out);
  items_[index].has_deltas = true;
  items_[index].part = event["content_index"].to_int64().value_or(0);
  out.emplace_back(event::RefusalDelta{static_cast<std::int64_t>(index), event["delta"].text(), 0});
}

void ResponsesDecoder::on_refusal_done(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Message, out);
  const std::int64_t part = event["content_index"].to_int64().value_or(0);
  Text text = event["refusal"].text();
  if (items_[index].part == part || text.empty()) return;
  items_[index].has_deltas = true;
  items_[index].part = part;
  out.emplace_back(event::RefusalDelta{static_cast<std::int64_t>(index), std::move(text), 0});
}

void ResponsesDecoder::on_annotation(json::Value event, Events& out) {
  const Pointer root;
  Reader reader(ErrorKind::Protocol);
  Citation citation = parse_citation(event["annotation"], root.at("annotation"), reader);
  if (fault_ = reader.result(); !fault_ || citation.raw.is_null()) return;
  const std::size_t index = item_of(event, Kind::Message, out);
  ++items_[index].citations;
  out.emplace_back(event::CitationAdded{static_cast<std::int64_t>(index), std::move(citation)});
}

// Of a kind nobody has heard of, whole; texts and refusals came in deltas.
void ResponsesDecoder::on_part_done(json::Value event, Events& out) {
  const json::Value part = event["part"];
  const json::Value type = part["type"];
  if (!type.is_string() || type.says("output_text") || type.says("refusal") ||
      type.says("reasoning_text") || type.says("summary_text"))
    return;
  const std::size_t index = item_of(event, Kind::Message, out);
  out.emplace_back(event::ContentPartAdded{static_cast<std::int64_t>(index),
                                           part::Raw{kOurs, type.str(), part.json()}});
}

void ResponsesDecoder::add_arguments(std::size_t index, Text delta, Events& out) {
  Open& open = items_[index];
  open.has_deltas = true;
  const auto& call = *open.begun.get_if<ToolCallPart>();
  out.emplace_back(event::ToolCallDelta{static_cast<std::int64_t>(index), call.call_id, call.name,
                                        std::move(delta), 0});
}

void ResponsesDecoder::on_arguments_delta(json::Value event, Events& out) {
  add_arguments(item_of(event, Kind::Call, out), event["delta"].text(), out);
}

void ResponsesDecoder::on_arguments_done(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Call, out);
  Text arguments = event["arguments"].text();
  if (arguments.empty()) arguments = event["input"].text();
  if (!items_[index].has_deltas && !arguments.empty())
    add_arguments(index, std::move(arguments), out);
}

// A thought is what came first, the summary or the words themselves; the item has both in the end.
void ResponsesDecoder::thought_delta(json::Value event, bool is_summary, std::string_view part,
                                     json::Value words, Events& out) {
  const std::size_t index = item_of(event, Kind::Reasoning, out);
  Open& open = items_[index];
  auto& begun = *open.begun.single()->get_if<part::Reasoning>();
  if (!open.announced) begun.is_summary = is_summary;
  announce(index, out);
  if (begun.is_summary != is_summary) return;
  const std::int64_t number = event[part].to_int64().value_or(0);
  if (open.has_deltas && open.part != number)
    out.emplace_back(event::ReasoningDelta{static_cast<std::int64_t>(index), kBetweenThoughts, 0});
  open.has_deltas = true;
  open.part = number;
  out.emplace_back(event::ReasoningDelta{static_cast<std::int64_t>(index), words.text(), 0});
}

void ResponsesDecoder::on_summary_delta(json::Value event, Events& out) {
  thought_delta(event, true, "summary_index", event["delta"], out);
}

void ResponsesDecoder::on_thought_delta(json::Value event, Events& out) {
  thought_delta(event, false, "content_index", event["delta"], out);
}

void ResponsesDecoder::on_summary_done(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Reasoning, out);
  if (items_[index].part != event["summary_index"].to_int64().value_or(0))
    thought_delta(event, true, "summary_index", event["text"], out);
}

void ResponsesDecoder::on_thought_done(json::Value event, Events& out) {
  const std::size_t index = item_of(event, Kind::Reasoning, out);
  if (items_[index].part != event["content_index"].to_int64().value_or(0))
    thought_delta(event, false, "content_index", event["text"], out);
}

void ResponsesDecoder::on_item_done(json::Value event, Events& out) {
  const std::int64_t output_index = event["output_index"].to_int64().value_or(-1);
  const json::Value item = event["item"];
  const Open* known = find(output_index, item["id"].str());
  if (!known) {
    on_item_added(event, out);
    known = items_.empty() ? nullptr : &items_.back();
  }
  if (!fault_ || !known || known->done) return;
  finish_item(static_cast<std::size_t>(known - items_.data()), item, out);
}

void ResponsesDecoder::say_missing(std::size_t index, const Message& message, Events& out) {
  const auto number = static_cast<std::int64_t>(index);
  Open& open = items_[index];
  for (const MessagePart& part : message.parts) {
    if (const auto* text = part.get_if<part::Text>()) {
      if (!open.has_deltas && !text->text.empty())
        out.emplace_back(event::TextDelta{number, text->text, 0, {}});
      if (open.citations == 0)
        for (const Citation& citation : text->citations)
          out.emplace_back(event::CitationAdded{number, citation});
    } else if (const auto* refusal = part.get_if<part::Refusal>(); refusal && !open.has_deltas) {
      out.emplace_back(event::RefusalDelta{number, refusal->text, 0});
    }
  }
}

// Of a message: a whole with nothing in it is a worse account than the pieces.
bool ResponsesDecoder::settle_message(std::size_t index, const ResponseItem& whole, Events& out) {
  const Message* message = whole.message();
  if (!message || message->role != MessageRole::Assistant) return false;
  if (items_[index].has_deltas && message->parts.empty()) return false;
  say_missing(index, *message, out);
  return true;
}

bool ResponsesDecoder::settle_call(std::size_t index, const ResponseItem& whole, Events& out) {
  const auto* call = whole.get_if<ToolCallPart>();
  if (!call) return false;
  const Text written = call->arguments.as_text();
  const bool is_empty = written == (call->is_custom ? "" : "{}");
  if (items_[index].has_deltas) return !is_empty;
  if (!is_empty) add_arguments(index, written, out);
  return true;
}

bool ResponsesDecoder::settle_reasoning(std::size_t index, const ResponseItem& whole, Events& out) {
  const auto number = static_cast<std::int64_t>(index);
  Open& open = items_[index];
  const auto* reasoning = whole.get_if<part::Reasoning>();
  if (reasoning && !open.announced)
    open.begun.single()->get_if<part::Reasoning>()->is_summary = reasoning->is_summary;
  announce(index, out);
  if (!reasoning) return false;
  if (!open.has_deltas && !reasoning->text.empty())
    out.emplace_back(event::ReasoningDelta{number, reasoning->text, 0});
  if (!reasoning->encrypted.empty())
    out.emplace_back(event::SignatureDelta{number, {}, reasoning->encrypted});
  return !open.has_deltas || !reasoning->text.empty();
}

void ResponsesDecoder::finish_item(std::size_t index, json::Value item, Events& out) {
  const Pointer root;
  Reader reader(ErrorKind::Protocol);
  ResponseItem whole;
  if (item.is_object()) whole = parse_item(item, root.at("item"), reader);
  if (fault_ = reader.result(); !fault_) return;
  bool is_better = false;  // than the sum of the deltas
  switch (items_[index].kind) {
    case Kind::Message:
      is_better = settle_message(index, whole, out);
      break;
    case Kind::Call:
      is_better = settle_call(index, whole, out);
      break;
    case Kind::Reasoning:
      is_better = settle_reasoning(index, whole, out);
      break;
    case Kind::Other:
      is_better = whole.single() != nullptr;
      if (is_better) built_in_.push_back(whole);
      break;
  }
  items_[index].done = true;
  event::OutputItemDone done{static_cast<std::int64_t>(index), {}};
  if (is_better) done.item = std::move(whole);
  out.emplace_back(std::move(done));
}

// What the stream left open is closed with what the response says of it, and what it never began is
// begun.
void ResponsesDecoder::finish_all(json::Value output, Events& out) {
  announce_all(out);
  const bool nothing_came = items_.empty();
  std::int64_t output_index = 0;
  for (const json::Value item : output.elements()) {
    const Open* known = find(output_index, {});
    if (!known && nothing_came) {
      const Pointer root;
      Reader reader(ErrorKind::Protocol);
      ResponseItem begun = parse_item(item, root.at("output"), reader);
      if (fault_ = reader.result(); !fault_) return;
      known = &items_[begin(kind_of(begun), output_index, stripped(std::move(begun)), out)];
    }
    if (known && !known->done)
      finish_item(static_cast<std::size_t>(known - items_.data()), item, out);
    if (!fault_) return;
    ++output_index;
  }
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (!items_[i].done) finish_item(i, {}, out);
}

void ResponsesDecoder::report_usage(json::Value response, Events& out) {
  const json::Value usage = response["usage"];
  if (!usage.is_object()) return;
  event::Usage told{parse_usage(usage), count_units(built_in_, response["tools"]), usage.json()};
  // A request for "auto" hears only now what it got.
  if (const std::string tier = response["service_tier"].str(); tier != service_tier_)
    told.service_tier = tier;
  out.emplace_back(std::move(told));
}

void ResponsesDecoder::on_end(json::Value event, Events& out) {
  const json::Value response = event["response"];
  if (is_failure(response)) return on_failed(event, out);
  start(response, out);
  if (fault_) finish_all(response["output"], out);
  if (!fault_) return;
  report_usage(response, out);
  auto reason = parse_finish(response, calls_tools_);
  if (!reason) reason = FinishReason(calls_tools_ ? FinishReason::ToolCall : FinishReason::Stop);
  out.emplace_back(event::Finished{*std::move(reason), {}, 0});
  ended_ = true;
}

void ResponsesDecoder::on_failed(json::Value event, Events& out) {
  const json::Value response = event["response"];
  start(response, out);
  report_usage(response, out);
  out.emplace_back(event::Error{error_in(0, response.is_object() ? response : event)});
  ended_ = true;
}

void ResponsesDecoder::on_error(json::Value event, Events& out) {
  start_anyhow(out);
  out.emplace_back(event::Error{error_in(0, event)});
  ended_ = true;
}

std::unique_ptr<EventDecoder> make_decoder() { return std::make_unique<ResponsesDecoder>(); }

}  // namespace omnillm::codec::openai_responses
