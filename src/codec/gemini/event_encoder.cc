#include "codec/gemini/event_encoder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "codec/gemini/answer_parser.h"
#include "codec/gemini/citations.h"
#include "codec/gemini/errors.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_emitter.h"
#include "codec/gemini/usage.h"
#include "http/sse.h"
#include "json/writer.h"

namespace omnillm::codec::gemini {

namespace {

// Up to here the text is kept, to count bytes for citations.
constexpr std::size_t kMaxCitedText = std::size_t{4} << 20;

// A part that can only be written when it is complete.
struct Held {
  MessagePart part;
  std::string arguments;  // of a call, as far as they have come
};

// A citation, and where in the text of its choice the text it belongs to begins.
struct Source {
  std::size_t begin = 0;
  Citation citation;
};

struct Choice {
  bool has_output = false;
  std::optional<FinishReason> finish_reason;
  std::vector<std::pair<std::string, JsonText>> beside;  // members of the last candidate
  std::string text;                                      // all that a reader has seen
  std::vector<Source> sources;
};

struct Item {
  std::int64_t choice = 0;
  bool is_thought = false;
  std::size_t begin = 0;  // of its text in that of its choice
  std::optional<Held> held;
};

class GeminiEncoder final : public EventEncoder {
 public:
  explicit GeminiEncoder(StreamEncoderOptions options) : options_(std::move(options)) {}

  Result<void> write(const LlmStreamEvent& event, LossLog& losses, std::string& out) override;

  void operator()(const event::ResponseStarted& started);
  void operator()(const event::OutputItemAdded& added);
  void operator()(const event::TextDelta& text);
  void operator()(const event::RefusalDelta& refusal);
  void operator()(const event::ReasoningDelta& thought);
  void operator()(const event::SignatureDelta& signature);
  void operator()(const event::ToolCallDelta& call);
  void operator()(const event::CitationAdded& added);
  void operator()(const event::ContentPartAdded& added);
  void operator()(const event::OutputItemDone& done);
  void operator()(const event::Usage& usage);
  void operator()(const event::Finished& finished);
  void operator()(const event::Raw& raw);
  void operator()(const event::Completed& completed);
  void operator()(const event::Error& error);

 private:
  template <class Function>
  void write_chunk(std::int64_t choice, Function write_parts);
  void write_text(std::int64_t choice, const Text& text, bool is_thought);
  void write_whole(std::int64_t index, const MessagePart& part);
  void open_frame();
  void close_frame();
  void write_ending(json::Writer& out);
  void write_last_candidate(std::int64_t index, const Choice& choice, json::Writer& out);
  void write_usage_metadata(json::Writer& out);
  [[nodiscard]] bool is_own() const { return origin_ == kFormat; }
  [[nodiscard]] EmitContext context() {
    return {.losses = *losses_, .dialect = dialect_, .origin = origin_};
  }
  void keep_text(std::int64_t choice, const Text& text);

  StreamEncoderOptions options_;
  const Dialect dialect_{};
  std::optional<WireFormat> origin_;
  std::string response_id_;
  std::string model_;
  std::string created_;
  std::string service_tier_;
  std::size_t frame_begin_ = 0;  // of the frame that is being written
  std::map<std::int64_t, Item> items_;
  std::map<std::int64_t, Choice> choices_;
  VendorExtensions beside_;
  std::optional<event::Usage> usage_;
  bool usage_is_news_ = false;

  // Of the call of write() that is going on.
  LossLog* losses_ = nullptr;
  std::string* out_ = nullptr;
  bool valid_ = true;
};

// Characters of one text as bytes of the whole.
std::vector<Grounding> groundings_of(const Choice& choice) {
  const CharacterIndex index(choice.text);
  std::vector<Grounding> groundings;
  groundings.reserve(choice.sources.size());
  for (const auto& [begin, citation] : choice.sources) {
    Citation& placed = groundings.emplace_back(Grounding{.citation = citation}).citation;
    const std::int64_t before =
        index.characters_before(static_cast<std::int64_t>(begin)).value_or(0);
    for (std::optional<std::int64_t>* at : {&placed.start_index, &placed.end_index})
      if (*at) *at = usage_detail::saturating_sum(std::max<std::int64_t>(**at, 0), before);
    characters_to_bytes(index, placed);
  }
  return groundings;
}

// ---- Chunks

void GeminiEncoder::write_usage_metadata(json::Writer& out) {
  if (!usage_) return;
  usage_is_news_ = false;
  out.key("usageMetadata");
  if (is_own() && usage_->raw.is_object()) {
    out.json(usage_->raw);
    return;
  }
  EmitContext sharing = context();
  write_usage(usage_->usage, traffic_of_tier(service_tier_), JsonText(), sharing, out);
}

void GeminiEncoder::open_frame() {
  *out_ += "data: ";
  frame_begin_ = out_->size();
}

void GeminiEncoder::close_frame() {
  http::blank_line_ends(frame_begin_, *out_);
  *out_ += "\r\n\r\n";
}

// What every chunk ends with.
void GeminiEncoder::write_ending(json::Writer& out) {
  if (!model_.empty()) out.key("modelVersion").string(model_);
  if (!created_.empty()) out.key("createTime").string(created_);
  if (!response_id_.empty()) out.key("responseId").string(response_id_);
  out.end_object();
  valid_ = valid_ && out.valid();
  close_frame();
}

// One frame with the parts that `write_parts` writes; none when it returns false.
template <class Function>
void GeminiEncoder::write_chunk(std::int64_t choice, Function write_parts) {
  const std::size_t before = out_->size();
  open_frame();
  json::Writer out(*out_);
  out.begin_object().key("candidates").begin_array().begin_object();
  out.key("content").begin_object().key("parts").begin_array();
  if (!write_parts(out)) {
    out_->resize(before);
    return;
  }
  out.end_array().key("role").word("model").end_object();
  out.key("index").integer(choice).end_object().end_array();
  if (usage_is_news_) write_usage_metadata(out);
  choices_[choice].has_output = true;
  write_ending(out);
}

void GeminiEncoder::write_text(std::int64_t choice, const Text& text, bool is_thought) {
  write_chunk(choice, [&](json::Writer& out) {
    if (text.empty()) return false;
    out.begin_object().key("text").string(text);
    if (is_thought) out.key("thought").boolean(true);
    out.end_object();
    return true;
  });
}

void GeminiEncoder::write_whole(std::int64_t index, const MessagePart& part) {
  const Pointer root;
  const Pointer all = root.at("output");
  const Pointer at = all.at(static_cast<std::size_t>(std::max<std::int64_t>(index, 0)));
  EmitContext sharing = context();
  write_chunk(items_[index].choice,
              [&](json::Writer& out) { return write_part(part, at, sharing, out); });
}

void GeminiEncoder::keep_text(std::int64_t choice, const Text& text) {
  if (is_own()) return;  // its sources come in its own words
  std::string& all = choices_[choice].text;
  if (all.size() < kMaxCitedText) text.append_to(all);
}

// ---- Events

void GeminiEncoder::operator()(const event::ResponseStarted& started) {
  origin_ = started.provider_protocol;
  response_id_ = started.response_id;
  model_ = started.model.empty() ? options_.model : started.model;
  if (started.created) created_ = time_of_seconds(*started.created);
  service_tier_ = started.service_tier;
}

void GeminiEncoder::operator()(const event::OutputItemAdded& added) {
  Item& item = items_[added.index];
  item.choice = added.choice;
  item.begin = choices_[added.choice].text.size();
  if (const Message* message = added.item.message()) {
    for (const MessagePart& part : message->parts) write_whole(added.index, part);
    return;
  }
  const MessagePart& single = *added.item.single();
  if (const auto* thought = single.get_if<part::Reasoning>()) {
    item.is_thought = true;
    if (!thought->text.empty()) write_text(item.choice, thought->text, true);
  } else {
    item.held = Held{single, {}};
  }
}

void GeminiEncoder::operator()(const event::TextDelta& text) {
  if (!text.logprobs.is_null() && !is_own())
    losses_->minor("logprobs", "/logprobs", dropped("logprobs"));
  keep_text(text.choice, text.delta);
  write_text(text.choice, text.delta, false);
}

void GeminiEncoder::operator()(const event::RefusalDelta& refusal) {
  losses_->minor("refusal", "/output",
                 "a refusal becomes plain text when bridging to gemini_generate_content");
  keep_text(refusal.choice, refusal.delta);
  write_text(refusal.choice, refusal.delta, false);
}

void GeminiEncoder::operator()(const event::ReasoningDelta& thought) {
  write_text(thought.choice, thought.delta, true);
}

void GeminiEncoder::operator()(const event::SignatureDelta& delta) {
  if (!delta.encrypted.empty())
    losses_->minor("reasoning", "/output", dropped("encrypted reasoning"));
  if (!delta.signature) return;
  if (delta.signature->origin != kFormat)
    return losses_->minor("signature", "/output", dropped("a signature"));
  Item& item = items_[delta.index];
  if (item.held) {
    item.held->part.signature = delta.signature;
    return;
  }
  write_chunk(item.choice, [&](json::Writer& out) {
    out.begin_object().key("text").word("");
    if (item.is_thought) out.key("thought").boolean(true);
    out.key("thoughtSignature").string(delta.signature->value).end_object();
    return true;
  });
}

void GeminiEncoder::operator()(const event::ToolCallDelta& call) {
  Item& item = items_[call.index];
  if (!item.held) item.held = Held{MessagePart(ToolCallPart{}), {}};
  auto* held = item.held->part.get_if<ToolCallPart>();
  if (!held) return;
  if (held->call_id.empty()) held->call_id = call.call_id;
  if (held->name.empty()) held->name = call.name;
  call.delta.append_to(item.held->arguments);
}

void GeminiEncoder::operator()(const event::CitationAdded& added) {
  if (is_own()) return;
  Item& item = items_[added.index];
  Choice& choice = choices_[item.choice];
  if (added.citation.url.empty() || choice.sources.size() >= kMaxCitations)
    return losses_->minor("citations", "/output", dropped("a citation without an address"));
  choice.sources.push_back({item.begin, added.citation});
}

void GeminiEncoder::operator()(const event::ContentPartAdded& added) {
  write_whole(added.index, added.part);
}

// The arguments as one object: what was given at the end, or the sum of what came.
JsonText whole_arguments(const Held& held) {
  const auto& call = *held.part.get_if<ToolCallPart>();
  if (held.arguments.empty()) return call.arguments;
  if (call.is_custom) return JsonText::string(held.arguments);
  auto parsed = JsonText::parse(held.arguments);
  return parsed ? *std::move(parsed) : JsonText::string(held.arguments);
}

void GeminiEncoder::operator()(const event::OutputItemDone& done) {
  Item& item = items_[done.index];
  if (!item.held) return;
  Held held = *std::exchange(item.held, std::nullopt);
  const MessagePart* whole = done.item ? done.item->single() : nullptr;
  if (whole) {
    const std::optional<Signature> signature = held.part.signature;
    held.part = *whole;
    if (!held.part.signature) held.part.signature = signature;
  } else if (auto* call = held.part.get_if<ToolCallPart>()) {
    call->arguments = whole_arguments(held);
  }
  write_whole(done.index, held.part);
}

void GeminiEncoder::operator()(const event::Usage& usage) {
  const bool says_the_same = usage_ && usage_->usage == usage.usage && usage_->raw == usage.raw;
  usage_ = usage;
  if (!usage.service_tier.empty()) service_tier_ = usage.service_tier;
  usage_is_news_ = usage_is_news_ || !says_the_same;
}

void GeminiEncoder::operator()(const event::Finished& finished) {
  choices_[finished.choice].finish_reason = finished.reason;
  if (!finished.stop_sequence.empty())
    losses_->minor("stop_sequence", "/stop_sequence", dropped("the stop sequence that was met"));
}

void GeminiEncoder::operator()(const event::Raw& raw) {
  if (raw.origin != kFormat)
    return losses_->minor("raw_part", "/output", dropped(raw.type.empty() ? "an event" : raw.type));
  if (const auto member = candidate_member_of(raw.type))
    choices_[static_cast<std::int64_t>(member->candidate)].beside.emplace_back(member->name,
                                                                               raw.json);
  else
    beside_.set(raw.type, raw.json);
}

void GeminiEncoder::write_last_candidate(std::int64_t index, const Choice& choice,
                                         json::Writer& out) {
  out.begin_object();
  // An empty text rather than no content: clients print the text of every chunk.
  if (choice.has_output) {
    out.key("content").begin_object().key("parts").begin_array();
    out.begin_object().key("text").word("").end_object();
    out.end_array().key("role").word("model").end_object();
  }
  if (choice.finish_reason) out.key("finishReason").string(finish_word(*choice.finish_reason));
  out.key("index").integer(index);
  for (const auto& [name, value] : choice.beside) out.foreign_key(name).json(value);
  if (!choice.sources.empty()) {
    out.key("groundingMetadata");
    write_grounding(groundings_of(choice), out);
  }
  out.end_object();
}

void GeminiEncoder::operator()(const event::Completed&) {
  open_frame();
  json::Writer out(*out_);
  out.begin_object();
  const bool is_blocked_prompt = items_.empty() && beside_.contains("promptFeedback");
  if (!is_blocked_prompt) {
    out.key("candidates").begin_array();
    for (const auto& [index, choice] : choices_) write_last_candidate(index, choice, out);
    out.end_array();
  }
  out.members(beside_);
  write_usage_metadata(out);
  write_ending(out);
}

void GeminiEncoder::operator()(const event::Error& error) {
  open_frame();
  emit_error(error.error, *out_);
  close_frame();
}

Result<void> GeminiEncoder::write(const LlmStreamEvent& event, LossLog& losses, std::string& out) {
  losses_ = &losses;
  out_ = &out;
  valid_ = true;
  std::visit(*this, event.content);
  if (!valid_) return fail(ErrorKind::Protocol, "the answer holds text that is not UTF-8");
  return {};
}

}  // namespace

std::unique_ptr<EventEncoder> make_encoder(StreamEncoderOptions options) {
  return std::make_unique<GeminiEncoder>(std::move(options));
}

}  // namespace omnillm::codec::gemini
