#include "codec/gemini/event_decoder.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codec/gemini/answer_parser.h"
#include "codec/gemini/citations.h"
#include "codec/gemini/errors.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_parser.h"
#include "codec/gemini/partial_args.h"
#include "codec/gemini/usage.h"

namespace omnillm::codec::gemini {

namespace {

// More answers to one request than any model gives.
constexpr std::int64_t kMaxCandidates = 128;
// More members beside the content than the protocol has: what they hold is kept to the end.
constexpr std::size_t kMaxBeside = 64;
// Up to here the text is kept, to count characters for citations.
constexpr std::size_t kMaxCitedText = std::size_t{4} << 20;

enum class Open : std::uint8_t { Nothing, Message, Thought };

// A call whose arguments come in pieces.
struct PartialCall {
  ToolCallPart call;
  std::optional<Signature> signature;
  PartialArgs arguments;
};

// One of the answers as far as it has come.
struct Candidate {
  Open open = Open::Nothing;
  std::int64_t item = 0;  // the one that is open
  bool sealed = false;    // by a signature: what comes after it is another part
  bool has_output = false;
  bool has_calls = false;
  std::string finish_reason;
  std::string text;               // all that a reader has seen
  std::size_t message_begin = 0;  // where the text of the open message begins in it
  std::optional<PartialCall> partial;
  std::vector<std::pair<std::string, JsonText>> beside;  // what stands beside the content, the last
};

class GeminiDecoder final : public EventDecoder {
 public:
  Result<void> read(const Frame& frame, Events& out) override;
  Result<void> end(Events& out) override;
  bool ended() const override { return failed_; }

 private:
  Result<void> read_chunk(json::Value chunk, Events& out);
  void begin(json::Value chunk, Events& out);
  void read_usage(Reader& reader, const Pointer& at, json::Value usage, Events& out);
  void read_candidates(Reader& reader, const Pointer& at, json::Value candidates, Events& out);
  void read_candidate_chunk(Reader& reader, const Pointer& at, json::Value wire,
                            std::int64_t position, Events& out);
  void read_part(Reader& reader, const Pointer& at, json::Value wire, std::int64_t number,
                 Candidate& candidate, JsonText& logprobs, Events& out);
  void add_text(MessagePart part, std::int64_t number, Candidate& candidate, JsonText& logprobs,
                Events& out);
  void add_thought(MessagePart part, std::int64_t number, Candidate& candidate, Events& out);
  void add_call(MessagePart part, std::int64_t number, Candidate& candidate, Events& out);
  void add_whole(MessagePart part, std::int64_t number, Candidate& candidate, Events& out);
  void add_partial(Reader& reader, const Pointer& at, json::Value wire, MessagePart part,
                   std::int64_t number, Candidate& candidate, Events& out);
  std::int64_t open(Open what, std::int64_t number, Candidate& candidate, Events& out);
  void close(Candidate& candidate, Events& out);
  void add_beside(std::int64_t number, Candidate& candidate, Events& out);
  void finish(std::int64_t number, const Candidate& candidate, Events& out);

  json::Document document_;
  bool began_ = false;
  bool failed_ = false;
  std::int64_t items_ = 0;
  CallNamer calls_;
  std::map<std::int64_t, Candidate> candidates_;
  std::int64_t searches_ = 0;
  std::int64_t images_ = 0;
  std::optional<event::Usage> usage_;
  std::string service_tier_;  // as it was said at the beginning
  VendorExtensions beside_;   // members of the whole answer that only this protocol has
  std::string block_reason_;
};

std::int64_t GeminiDecoder::open(Open what, std::int64_t number, Candidate& candidate,
                                 Events& out) {
  if (candidate.open == what && !candidate.sealed) return candidate.item;
  close(candidate, out);
  candidate.open = what;
  candidate.item = items_++;
  candidate.has_output = true;
  ResponseItem item;
  if (what == Open::Message) {
    item.content = Message{.role = MessageRole::Assistant};
    candidate.message_begin = candidate.text.size();
  } else {
    item.content = MessagePart(part::Reasoning{.is_summary = true});
  }
  out.emplace_back(event::OutputItemAdded{candidate.item, std::move(item), number});
  return candidate.item;
}

void GeminiDecoder::close(Candidate& candidate, Events& out) {
  candidate.sealed = false;
  if (std::exchange(candidate.open, Open::Nothing) == Open::Nothing) return;
  out.emplace_back(event::OutputItemDone{.index = candidate.item});
}

void GeminiDecoder::add_text(MessagePart part, std::int64_t number, Candidate& candidate,
                             JsonText& logprobs, Events& out) {
  Text& text = part.get_if<part::Text>()->text;
  if (text.empty() && !part.signature) return;
  const std::int64_t item = open(Open::Message, number, candidate, out);
  if (!text.empty()) {
    if (candidate.text.size() < kMaxCitedText) text.append_to(candidate.text);
    out.emplace_back(event::TextDelta{item, std::move(text), number, std::exchange(logprobs, {})});
  }
  if (!part.signature) return;
  out.emplace_back(event::SignatureDelta{item, std::move(part.signature), {}});
  candidate.sealed = true;
}

void GeminiDecoder::add_thought(MessagePart part, std::int64_t number, Candidate& candidate,
                                Events& out) {
  Text& text = part.get_if<part::Reasoning>()->text;
  if (text.empty() && !part.signature) return;
  const std::int64_t item = open(Open::Thought, number, candidate, out);
  if (!text.empty()) out.emplace_back(event::ReasoningDelta{item, std::move(text), number});
  if (!part.signature) return;
  out.emplace_back(event::SignatureDelta{item, std::move(part.signature), {}});
  candidate.sealed = true;
}

void GeminiDecoder::add_call(MessagePart part, std::int64_t number, Candidate& candidate,
                             Events& out) {
  close(candidate, out);
  ToolCallPart& call = *part.get_if<ToolCallPart>();
  calls_.name(call);
  candidate.has_output = candidate.has_calls = true;
  const std::int64_t item = items_++;
  const std::string id = call.call_id;
  const std::string name = call.name;
  const JsonText arguments = std::exchange(call.arguments, JsonText());
  std::optional<Signature> signature = std::exchange(part.signature, std::nullopt);
  out.emplace_back(event::OutputItemAdded{item, ResponseItem(std::move(part)), number});
  out.emplace_back(event::ToolCallDelta{item, id, name, arguments.as_text(), number});
  if (signature) out.emplace_back(event::SignatureDelta{item, std::move(signature), {}});
  out.emplace_back(event::OutputItemDone{.index = item});
}

// Whatever else there is comes whole: as a part of the message, or as an item of its own.
void GeminiDecoder::add_whole(MessagePart part, std::int64_t number, Candidate& candidate,
                              Events& out) {
  candidate.has_output = true;
  if (!part.is<part::Raw>() && !part.is<ToolResultPart>()) {
    if (part.is<part::ImageBase64>()) ++images_;
    const std::int64_t item = open(Open::Message, number, candidate, out);
    out.emplace_back(event::ContentPartAdded{item, std::move(part)});
    return;
  }
  close(candidate, out);
  const std::int64_t item = items_++;
  out.emplace_back(event::OutputItemAdded{item, ResponseItem(part), number});
  out.emplace_back(event::OutputItemDone{item, ResponseItem(std::move(part))});
}

void GeminiDecoder::add_partial(Reader& reader, const Pointer& at, json::Value wire,
                                MessagePart part, std::int64_t number, Candidate& candidate,
                                Events& out) {
  const ToolCallPart& call = *part.get_if<ToolCallPart>();
  if (!candidate.partial) candidate.partial.emplace();
  PartialCall& partial = *candidate.partial;
  if (!call.call_id.empty()) partial.call.call_id = call.call_id;
  if (!call.name.empty()) partial.call.name = call.name;
  if (part.signature) partial.signature = std::move(part.signature);
  if (auto added = partial.arguments.add(member(wire, "partialArgs")); !added)
    return reader.wrong(at, added.error().message());
  if (member(wire, "willContinue").to_bool().value_or(false)) return;
  MessagePart whole(std::move(partial.call));
  whole.get_if<ToolCallPart>()->arguments = partial.arguments.object();
  whole.signature = std::move(partial.signature);
  candidate.partial.reset();
  add_call(std::move(whole), number, candidate, out);
}

void GeminiDecoder::read_part(Reader& reader, const Pointer& at, json::Value wire,
                              std::int64_t number, Candidate& candidate, JsonText& logprobs,
                              Events& out) {
  MessagePart part = parse_part(reader, at, wire);
  if (!reader.ok()) return;
  if (part.is<part::Text>()) return add_text(std::move(part), number, candidate, logprobs, out);
  if (part.is<part::Reasoning>()) return add_thought(std::move(part), number, candidate, out);
  if (!part.is<ToolCallPart>()) return add_whole(std::move(part), number, candidate, out);
  const json::Value call = member(wire, "functionCall");
  const bool in_pieces = candidate.partial || member(call, "partialArgs") ||
                         member(call, "willContinue").to_bool().value_or(false);
  if (in_pieces)
    add_partial(reader, at, call, std::move(part), number, candidate, out);
  else
    add_call(std::move(part), number, candidate, out);
}

void GeminiDecoder::read_candidate_chunk(Reader& reader, const Pointer& at, json::Value wire,
                                         std::int64_t position, Events& out) {
  std::vector<std::pair<std::string, JsonText>> beside;
  CandidateMembers members =
      read_candidate(reader, at, wire, [&beside](std::string_view name, json::Value value) {
        if (beside.size() < kMaxBeside) beside.emplace_back(name, value.json());
      });
  const std::int64_t number = members.index.value_or(position);
  if (number >= kMaxCandidates) return reader.wrong(at.at("index"), "too many candidates");
  Candidate& candidate = candidates_[number];
  for (auto& [name, value] : beside) {
    auto there = std::find_if(candidate.beside.begin(), candidate.beside.end(),
                              [&wanted = name](const auto& one) { return one.first == wanted; });
    if (there != candidate.beside.end())
      there->second = std::move(value);
    else if (candidate.beside.size() < kMaxBeside)
      candidate.beside.emplace_back(std::move(name), std::move(value));
  }
  searches_ = std::max(searches_, searches_in(members.grounding));
  const Pointer content = at.at("content");
  const Pointer parts = content.at("parts");
  JsonText logprobs = members.logprobs.json();
  std::size_t index = 0;
  for (const json::Value part : members.parts.elements())
    read_part(reader, parts.at(index++), part, number, candidate, logprobs, out);
  if (!members.finish_reason.empty()) candidate.finish_reason = std::move(members.finish_reason);
}

void GeminiDecoder::read_candidates(Reader& reader, const Pointer& at, json::Value candidates,
                                    Events& out) {
  std::int64_t position = 0;
  for (const json::Value candidate : candidates.elements()) {
    const Pointer here = at.at(static_cast<std::size_t>(position));
    read_candidate_chunk(reader, here, candidate, position, out);
    ++position;
  }
}

// Every chunk counts from the beginning; only what has changed is news.
void GeminiDecoder::read_usage(Reader& reader, const Pointer& at, json::Value wire, Events& out) {
  event::Usage usage{.usage = parse_usage(reader, at, wire)};
  usage.raw = wire.json();
  if (const std::string_view tier = tier_of_traffic(member(wire, "trafficType").str());
      tier != service_tier_)
    usage.service_tier = tier;
  if (usage_ && usage_->usage == usage.usage && usage_->raw == usage.raw) return;
  usage_ = usage;
  out.emplace_back(std::move(usage));
}

void GeminiDecoder::begin(json::Value chunk, Events& out) {
  if (std::exchange(began_, true)) return;
  event::ResponseStarted started{.provider_protocol = kFormat};
  started.response_id = member(chunk, "responseId").str();
  started.model = member(chunk, "modelVersion").str();
  started.created = seconds_of_time(member(chunk, "createTime").str());
  started.service_tier =
      tier_of_traffic(member(member(chunk, "usageMetadata"), "trafficType").str());
  service_tier_ = started.service_tier;
  calls_.begin(started.response_id);
  out.emplace_back(std::move(started));
}

Result<void> GeminiDecoder::read_chunk(json::Value chunk, Events& out) {
  Reader reader = Reader::of_answer();
  const Pointer root;
  if (!chunk.is_object()) {
    reader.wrong(root, "expected an object");
    return reader.result();
  }
  if (const json::Value error = chunk["error"]; !error.is_missing_or_null()) {
    failed_ = true;
    out.emplace_back(event::Error{parse_error(0, chunk)});
    return {};
  }
  begin(chunk, out);
  json::Value candidates;
  std::string_view candidates_name;
  for (const json::Member m : chunk.members()) {
    const CamelName name(m.name);
    const Pointer at = root.at(m.name);
    if (m.value.is_missing_or_null() || candidate_member_of(m.name) || name == "responseId" ||
        name == "modelVersion" || name == "createTime")
      continue;
    if (name == "candidates") {
      if (reader.array(at, m.value)) candidates = m.value;
      candidates_name = m.name;
    } else if (name == "usageMetadata") {
      if (reader.object(at, m.value)) read_usage(reader, at, m.value, out);
    } else {
      if (name == "promptFeedback") block_reason_ = member(m.value, "blockReason").str();
      if (beside_.size() < kMaxBeside || beside_.contains(name.view()))
        beside_.set(name.view(), m.value.json());
    }
  }
  read_candidates(reader, root.at(candidates_name), candidates, out);
  return reader.result();
}

Result<void> GeminiDecoder::read(const Frame& frame, Events& out) {
  // Some gateways end with the mark of another protocol.
  if (frame.data == "[DONE]") return {};
  if (auto parsed = document_.parse(frame.data); !parsed) return tl::unexpected(parsed.error());
  const json::Value root = document_.root();
  if (!root.is_array()) return read_chunk(root, out);
  for (const json::Value chunk : root.elements()) {
    if (failed_) break;
    if (auto read = read_chunk(chunk, out); !read) return read;
  }
  return {};
}

// Bytes of the whole text as characters of the open message; what lies before it belongs to
// another.
void place(const Candidate& candidate, const CharacterIndex& index, Citation& citation) {
  const auto begin = static_cast<std::int64_t>(candidate.message_begin);
  const bool is_before =
      citation.start_index.value_or(begin) < begin || citation.end_index.value_or(begin) < begin;
  if (is_before) {
    citation.start_index.reset();
    citation.end_index.reset();
    return;
  }
  if (citation.start_index) *citation.start_index -= begin;
  if (citation.end_index) *citation.end_index -= begin;
  bytes_to_characters(index, citation);
}

// What stood beside the content is said once, as it was at last, and the sources as citations too.
void GeminiDecoder::add_beside(std::int64_t number, Candidate& candidate, Events& out) {
  for (auto& [name, json] : candidate.beside) {
    const bool is_grounding = name == "groundingMetadata";
    if (candidate.open == Open::Message && (is_grounding || name == "citationMetadata") &&
        document_.parse(json.text())) {
      auto groundings =
          is_grounding ? read_grounding(document_.root()) : read_citations(document_.root());
      const CharacterIndex index(candidate.text.substr(candidate.message_begin));
      for (Grounding& grounding : groundings) {
        place(candidate, index, grounding.citation);
        out.emplace_back(event::CitationAdded{candidate.item, std::move(grounding.citation)});
      }
    }
    out.emplace_back(event::Raw{kFormat, candidate_member(static_cast<std::size_t>(number), name),
                                std::move(json)});
  }
}

void GeminiDecoder::finish(std::int64_t number, const Candidate& candidate, Events& out) {
  out.emplace_back(event::Finished{
      .reason =
          finish_reason_of(candidate.finish_reason, candidate.has_calls, candidate.has_output),
      .choice = number});
}

Result<void> GeminiDecoder::end(Events& out) {
  const bool is_blocked = candidates_.empty() && !block_reason_.empty();
  if (candidates_.empty() && !is_blocked)
    return fail(ErrorKind::Protocol, "the stream ended without an answer");
  for (auto& [number, candidate] : candidates_)
    if (candidate.finish_reason.empty() || candidate.partial)
      return fail(ErrorKind::Protocol, "the stream was cut off: no finishReason came");
  for (auto& [number, candidate] : candidates_) {
    add_beside(number, candidate, out);
    close(candidate, out);
  }
  for (const auto& [name, json] : beside_) out.emplace_back(event::Raw{kFormat, name, json});
  if (usage_ && (searches_ > 0 || images_ > 0)) {
    usage_->units.web_searches = searches_;
    usage_->units.images_out = images_;
    out.emplace_back(*usage_);
  }
  for (const auto& [number, candidate] : candidates_) finish(number, candidate, out);
  if (is_blocked) out.emplace_back(event::Finished{.reason = blocked_prompt(block_reason_)});
  return {};
}

}  // namespace

std::unique_ptr<EventDecoder> make_decoder() { return std::make_unique<GeminiDecoder>(); }

}  // namespace omnillm::codec::gemini
