#include "gateway/answer_events.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace omnillm::gateway {

namespace {

// Each with the blanks behind it.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t blank = text.find_first_of(" \n");
    const std::size_t next =
        blank == std::string_view::npos ? blank : text.find_first_not_of(" \n", blank);
    words.emplace_back(text.substr(0, next));
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  }
  return words;
}

class Writer {
 public:
  Writer(std::vector<std::string> pieces, bool ends) : pieces_(std::move(pieces)), ends_(ends) {}

  void items(const std::vector<ResponseItem>& output, std::int64_t choice) {
    choice_ = choice;
    for (const ResponseItem& item : output) {
      if (const Message* message = item.message()) write(*message);
      if (const MessagePart* part = item.single()) write(*part);
      if (ends_) events.push_back(event::OutputItemDone{.index = index_, .item = item});
      ++index_;
    }
  }

  std::vector<LlmStreamEvent> events{};

 private:
  void write(const Message& message) {
    Message begun = message;
    begun.parts.clear();
    begin(std::move(begun));
    for (const MessagePart& part : message.parts) {
      if (const auto* text = part.get_if<part::Text>())
        write_text(text->text.str());
      else if (const auto* refusal = part.get_if<part::Refusal>())
        events.push_back(
            event::RefusalDelta{.index = index_, .delta = refusal->text, .choice = choice_});
      else
        events.push_back(event::ContentPartAdded{.index = index_, .part = part});
    }
  }

  void write(const MessagePart& part) {
    MessagePart begun = part;
    if (auto* call = begun.get_if<ToolCallPart>()) call->arguments = {};
    if (auto* thought = begun.get_if<part::Reasoning>()) thought->text = {};
    begin(std::move(begun));
    if (const auto* call = part.get_if<ToolCallPart>())
      events.push_back(event::ToolCallDelta{.index = index_,
                                            .call_id = call->call_id,
                                            .name = call->name,
                                            // What is no object is a text that never was JSON.
                                            .delta = call->arguments.is_string()
                                                         ? call->arguments.as_text()
                                                         : Text(call->arguments.text()),
                                            .choice = choice_});
    if (const auto* thought = part.get_if<part::Reasoning>())
      events.push_back(
          event::ReasoningDelta{.index = index_, .delta = thought->text, .choice = choice_});
  }

  void begin(ResponseItem item) {
    events.push_back(
        event::OutputItemAdded{.index = index_, .item = std::move(item), .choice = choice_});
  }

  void write_text(const std::string& text) {
    const std::vector<std::string> pieces = pieces_.empty() ? words_of(text) : std::move(pieces_);
    pieces_.clear();
    for (const std::string& piece : pieces)
      events.push_back(event::TextDelta{.index = index_, .delta = Text(piece), .choice = choice_});
  }

  std::vector<std::string> pieces_;  // as told, for the first text
  const bool ends_;
  std::int64_t index_ = 0;
  std::int64_t choice_ = 0;
};

void write_ends(const LlmResponse& response, std::vector<LlmStreamEvent>& out) {
  if (response.finish_reason)
    out.push_back(event::Finished{.reason = *response.finish_reason,
                                  .stop_sequence = response.stop_sequence});
  for (const ResponseChoice& other : response.alternatives)
    if (other.finish_reason)
      out.push_back(event::Finished{.reason = *other.finish_reason, .choice = other.index});
  if (response.usage)
    out.push_back(event::Usage{.usage = *response.usage, .units = response.units});
  out.push_back(event::Completed{response});
}

}  // namespace

std::vector<LlmStreamEvent> answer_events(const LlmResponse& response,
                                          const std::vector<std::string>& pieces, bool ends) {
  Writer writer(pieces, ends);
  writer.events.push_back(event::ResponseStarted{.response_id = response.response_id,
                                                 .model = response.model,
                                                 .provider_protocol = response.provider_protocol,
                                                 .created = response.created,
                                                 .service_tier = response.service_tier});
  writer.items(response.output, 0);
  for (const ResponseChoice& other : response.alternatives) writer.items(other.output, other.index);
  if (ends) write_ends(response, writer.events);
  return std::move(writer.events);
}

}  // namespace omnillm::gateway
