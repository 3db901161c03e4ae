#include "types/response_assembler.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "types/logprobs.h"

namespace omnillm::types {
namespace {

// What an item or a part costs beside its texts.
constexpr std::size_t kPieceBytes = 128;

tl::unexpected<Error> broken(std::string_view what) { return fail(ErrorKind::Protocol, what); }

struct PartBytes {
  std::size_t operator()(const part::Text& part) const {
    return part.text.held_bytes() + part.citations.size() * kPieceBytes;
  }
  std::size_t operator()(const part::ImageUrl& part) const { return part.url.size(); }
  std::size_t operator()(const part::ImageBase64& part) const { return part.data.held_bytes(); }
  std::size_t operator()(const part::Audio& part) const {
    return part.data.held_bytes() + part.transcript.held_bytes();
  }
  std::size_t operator()(const part::File& part) const {
    return part.data.held_bytes() + part.text.held_bytes() + part.url.size();
  }
  std::size_t operator()(const part::Json& part) const { return part.value.text().size(); }
  std::size_t operator()(const ToolCallPart& part) const { return part.arguments.text().size(); }
  std::size_t operator()(const ToolResultPart& part) const {
    std::size_t bytes = 0;
    for (const MessagePart& piece : part.output) bytes += std::visit(*this, piece.content);
    return bytes;
  }
  std::size_t operator()(const part::Reasoning& part) const {
    return part.text.held_bytes() + part.encrypted.size();
  }
  std::size_t operator()(const part::Refusal& part) const { return part.text.held_bytes(); }
  std::size_t operator()(const part::Raw& part) const { return part.json.text().size(); }
};

std::size_t bytes_of(const MessagePart& piece) {
  return kPieceBytes + std::visit(PartBytes{}, piece.content);
}

std::size_t bytes_of(const ResponseItem& item) {
  const Message* message = item.message();
  if (!message) return bytes_of(*item.single());
  std::size_t bytes = kPieceBytes;
  for (const MessagePart& piece : message->parts) bytes += bytes_of(piece);
  return bytes;
}

// The alternative of that number, made if it is not there yet.
ResponseChoice& choice_of(LlmResponse& response, std::int64_t choice) {
  for (ResponseChoice& there : response.alternatives)
    if (there.index == choice) return there;
  return response.alternatives.emplace_back(ResponseChoice{.index = choice});
}

}  // namespace

Result<void> ResponseAssembler::hold(std::size_t bytes) {
  if (bytes > max_bytes_ - held_bytes_)
    return broken("the answer is longer than " + std::to_string(max_bytes_) + " bytes");
  held_bytes_ += bytes;
  return {};
}

template <class Function>
Result<void> ResponseAssembler::grow(std::int64_t index, std::size_t bytes, Function function) {
  if (index < 0 || index >= static_cast<std::int64_t>(items_.size()))
    return broken("the stream goes on with an item that never began");
  if (auto held = hold(bytes); !held) return held;
  ItemBuilder& item = items_[static_cast<std::size_t>(index)].item;
  const std::size_t before = item.output_bytes();
  auto grown = function(item);
  output_bytes_ += item.output_bytes() - before;
  return grown;
}

ResponseItem ResponseAssembler::item(std::int64_t index) const {
  return items_[static_cast<std::size_t>(index)].item.item();
}

const std::string& ResponseAssembler::arguments(std::int64_t index) const {
  return items_[static_cast<std::size_t>(index)].item.arguments();
}

ResponseAssembler::Ending& ResponseAssembler::ending_of(std::int64_t choice) {
  for (Ending& ending : endings_)
    if (ending.choice == choice) return ending;
  return endings_.emplace_back(Ending{.choice = choice});
}

Result<void> ResponseAssembler::add(const LlmStreamEvent& event) {
  const bool may_be_first = event.is<event::ResponseStarted>() || event.is<event::Completed>() ||
                            event.is<event::Error>();
  if (!started_ && !may_be_first) return broken("the stream does not begin with its beginning");
  return std::visit([this](const auto& what) { return take(what); }, event.content);
}

Result<void> ResponseAssembler::take(const event::ResponseStarted& start) {
  if (std::exchange(started_, true)) return broken("the stream begins twice");
  head_.response_id = start.response_id;
  head_.model = start.model;
  head_.provider_protocol = start.provider_protocol;
  head_.created = start.created;
  head_.service_tier = start.service_tier;
  head_.vendor_extensions = start.vendor_extensions;
  return {};
}

Result<void> ResponseAssembler::take(const event::OutputItemAdded& added) {
  if (added.index != static_cast<std::int64_t>(items_.size()))
    return broken("the stream leaves out an item or begins one again");
  if (auto held = hold(bytes_of(added.item)); !held) return held;
  items_.push_back({ItemBuilder(added.item), added.choice});
  output_bytes_ += items_.back().item.output_bytes();
  return {};
}

Result<void> ResponseAssembler::take(const event::TextDelta& text) {
  const bool has_logprobs = !text.logprobs.is_null();
  const std::size_t more = has_logprobs ? kPieceBytes + text.logprobs.text().size() : 0;
  auto grown = grow(text.index, text.delta.held_bytes() + more,
                    [&](ItemBuilder& item) { return item.add_text(text.delta); });
  if (grown && has_logprobs) ending_of(text.choice).logprobs.push_back(text.logprobs);
  return grown;
}

Result<void> ResponseAssembler::take(const event::RefusalDelta& refusal) {
  return grow(refusal.index, refusal.delta.held_bytes(),
              [&](ItemBuilder& item) { return item.add_refusal(refusal.delta); });
}

Result<void> ResponseAssembler::take(const event::ReasoningDelta& thought) {
  return grow(thought.index, thought.delta.held_bytes(),
              [&](ItemBuilder& item) { return item.add_reasoning(thought.delta); });
}

Result<void> ResponseAssembler::take(const event::SignatureDelta& delta) {
  const std::size_t bytes =
      delta.encrypted.size() + (delta.signature ? delta.signature->value.size() : 0);
  return grow(delta.index, bytes, [&](ItemBuilder& item) {
    return item.add_signature(delta.signature, delta.encrypted);
  });
}

Result<void> ResponseAssembler::take(const event::ToolCallDelta& call) {
  return grow(call.index, call.delta.held_bytes(), [&](ItemBuilder& item) {
    return item.add_arguments(call.delta, call.call_id, call.name);
  });
}

Result<void> ResponseAssembler::take(const event::CitationAdded& added) {
  const Citation& citation = added.citation;
  const std::size_t bytes = kPieceBytes + citation.url.size() + citation.title.size() +
                            citation.cited_text.held_bytes() + citation.raw.text().size();
  return grow(added.index, bytes, [&](ItemBuilder& item) { return item.add_citation(citation); });
}

Result<void> ResponseAssembler::take(const event::ContentPartAdded& added) {
  return grow(added.index, bytes_of(added.part),
              [&](ItemBuilder& item) { return item.add_part(added.part); });
}

Result<void> ResponseAssembler::take(const event::OutputItemDone& done) {
  return grow(done.index, done.item ? bytes_of(*done.item) : 0,
              [&](ItemBuilder& item) { return item.finish(done.item); });
}

Result<void> ResponseAssembler::take(const event::Usage& usage) {
  head_.usage = usage.usage;
  head_.units = usage.units;
  head_.raw_usage = usage.raw;
  if (!usage.service_tier.empty()) head_.service_tier = usage.service_tier;
  return {};
}

Result<void> ResponseAssembler::take(const event::Finished& finished) {
  Ending& ending = ending_of(finished.choice);
  if (ending.finished) return broken("the stream finishes a choice twice");
  ending.finished = finished;
  return {};
}

LlmResponse ResponseAssembler::response() const {
  LlmResponse response = head_;
  for (const Building& building : items_) {
    auto& output =
        building.choice == 0 ? response.output : choice_of(response, building.choice).output;
    output.push_back(building.item.item());
  }
  for (const Ending& ending : endings_) {
    if (ending.choice == 0) {
      if (ending.finished) response.finish_reason = ending.finished->reason;
      if (ending.finished) response.stop_sequence = ending.finished->stop_sequence;
      response.logprobs = joined_logprobs(ending.logprobs);
      continue;
    }
    ResponseChoice& choice = choice_of(response, ending.choice);
    if (ending.finished) choice.finish_reason = ending.finished->reason;
    choice.logprobs = joined_logprobs(ending.logprobs);
  }
  std::sort(response.alternatives.begin(), response.alternatives.end(),
            [](const ResponseChoice& a, const ResponseChoice& b) { return a.index < b.index; });
  response.content_text = visible_text(response.output);
  return response;
}

}  // namespace omnillm::types
