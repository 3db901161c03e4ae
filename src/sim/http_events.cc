// A whole answer as the events of a stream.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "sim/http_answer.h"
#include "sim/http_tokens.h"

namespace omnillm::sim {
namespace {

class Splitter {
 public:
  Splitter(std::int64_t tokens_per_event, std::vector<LlmStreamEvent>& out)
      : step_(static_cast<std::size_t>(std::max<std::int64_t>(1, tokens_per_event))), out_(out) {}

  void items(const std::vector<ResponseItem>& output, std::int64_t choice) {
    for (const ResponseItem& item : output) {
      if (const Message* message = item.message()) add_message(item, *message, choice);
      if (const MessagePart* part = item.single()) add_single(item, *part, choice);
      out_.push_back(event::OutputItemDone{.index = next_, .item = item});
      ++next_;
    }
  }

 private:
  // Calls `say(piece)` for every few tokens of a text.
  template <class Say>
  void pieces(std::string_view text, Say say) const {
    const auto tokens = split_tokens(text);
    for (std::size_t i = 0; i < tokens.size(); i += step_) {
      const std::size_t last = std::min(tokens.size(), i + step_) - 1;
      const auto begin = static_cast<std::size_t>(tokens[i].data() - text.data());
      const auto end =
          static_cast<std::size_t>(tokens[last].data() - text.data()) + tokens[last].size();
      say(Text(text.substr(begin, end - begin)));
    }
  }

  void add_message(const ResponseItem& item, const Message& message, std::int64_t choice) {
    Message begun = *item.message();
    begun.parts.clear();
    out_.push_back(
        event::OutputItemAdded{.index = next_, .item = std::move(begun), .choice = choice});
    for (const MessagePart& part : message.parts)
      if (const auto* text = part.get_if<part::Text>())
        pieces(text->text.str(), [&](Text piece) {
          out_.push_back(
              event::TextDelta{.index = next_, .delta = std::move(piece), .choice = choice});
        });
  }

  void add_single(const ResponseItem& item, const MessagePart& part, std::int64_t choice) {
    MessagePart begun = *item.single();
    begun.signature.reset();
    if (auto* call = begun.get_if<ToolCallPart>()) call->arguments = {};
    if (auto* thought = begun.get_if<part::Reasoning>()) thought->text = {};
    out_.push_back(
        event::OutputItemAdded{.index = next_, .item = std::move(begun), .choice = choice});
    if (const auto* call = part.get_if<ToolCallPart>()) add_arguments(*call, choice);
    if (const auto* thought = part.get_if<part::Reasoning>())
      pieces(thought->text.str(), [&](Text piece) {
        out_.push_back(
            event::ReasoningDelta{.index = next_, .delta = std::move(piece), .choice = choice});
      });
    if (part.signature)
      out_.push_back(event::SignatureDelta{.index = next_, .signature = part.signature});
  }

  void add_arguments(const ToolCallPart& call, std::int64_t choice) {
    const std::string text =
        call.is_custom ? call.arguments.as_text().str() : std::string(call.arguments.text());
    pieces(text, [&](Text piece) {
      out_.push_back(event::ToolCallDelta{.index = next_,
                                          .call_id = call.call_id,
                                          .name = call.name,
                                          .delta = std::move(piece),
                                          .choice = choice});
    });
  }

  std::size_t step_;
  std::int64_t next_ = 0;
  std::vector<LlmStreamEvent>& out_;
};

// What a stream says of usage before it has written anything, where it says so at its beginning.
void add_early_usage(const LlmResponse& response, std::vector<LlmStreamEvent>& out) {
  if (response.provider_protocol != WireFormat::AnthropicMessages || !response.usage) return;
  TokenUsage early = *response.usage;
  early.completion_tokens = 1;
  early.reasoning_tokens = 0;
  early.total_tokens.reset();
  out.push_back(event::Usage{.usage = early, .units = response.units});
}

}  // namespace

std::vector<LlmStreamEvent> events_of(const LlmResponse& response, std::int64_t tokens_per_event) {
  std::vector<LlmStreamEvent> events;
  events.push_back(event::ResponseStarted{.response_id = response.response_id,
                                          .model = response.model,
                                          .provider_protocol = response.provider_protocol,
                                          .created = response.created,
                                          .service_tier = response.service_tier});
  add_early_usage(response, events);
  Splitter splitter(tokens_per_event, events);
  splitter.items(response.output, 0);
  for (const ResponseChoice& choice : response.alternatives)
    splitter.items(choice.output, choice.index);
  if (response.finish_reason)
    events.push_back(event::Finished{.reason = *response.finish_reason,
                                     .stop_sequence = response.stop_sequence});
  for (const ResponseChoice& choice : response.alternatives)
    if (choice.finish_reason)
      events.push_back(event::Finished{.reason = *choice.finish_reason, .choice = choice.index});
  if (response.usage)
    events.push_back(event::Usage{.usage = *response.usage, .units = response.units});
  events.push_back(event::Completed{response});
  return events;
}

std::int64_t tokens_of(const LlmStreamEvent& event) {
  if (const auto* text = event.get_if<event::TextDelta>()) return count_tokens(text->delta.str());
  if (const auto* thought = event.get_if<event::ReasoningDelta>())
    return count_tokens(thought->delta.str());
  if (const auto* call = event.get_if<event::ToolCallDelta>())
    return count_tokens(call->delta.str());
  if (const auto* added = event.get_if<event::OutputItemAdded>())
    if (const auto* call = added->item.get_if<ToolCallPart>()) return count_tokens(call->name);
  return 0;
}

}  // namespace omnillm::sim
