#include <utility>

#include "gateway/easy_reply.h"
#include "omnillm/model_instance.h"
#include "types/response_assembler.h"

namespace omnillm {

// Tells a sender what goes by.
class ModelStream::Teller {
 public:
  explicit Teller(EventSender& events) : events_(events) {}

  void hear(const LlmStreamEvent& event, const CallRecord* record) {
    // What breaks the grammar is not told; it is the stream's to report.
    if (!assembler_.add(event)) return;
    event.match(
        [&](const event::TextDelta& text) {
          if (text.choice == 0 && !text.delta.empty()) events_.on_token(text.delta.str());
        },
        [&](const event::OutputItemDone& done) {
          const ResponseItem item = assembler_.item(done.index);
          if (const auto* call = item.get_if<ToolCallPart>()) events_.on_tool_call(*call);
        },
        [&](const event::Completed& completed) { tell_cost(completed.response.usage, record); },
        [](const auto&) {});
  }

  void hear_end(const CallRecord* record) {
    if (record != nullptr && gateway::known_cost(record)) tell_cost(record->usage, record);
  }

 private:
  void tell_cost(const std::optional<TokenUsage>& usage, const CallRecord* record) {
    events_.on_cost({.usage = usage, .amount = gateway::known_cost(record)});
  }

  EventSender& events_;
  types::ResponseAssembler assembler_;
};

ModelStream::ModelStream(std::unique_ptr<ModelStreamSource> source, EventSender* events)
    : source_(std::move(source)),
      teller_(events != nullptr ? std::make_unique<Teller>(*events) : nullptr) {}

ModelStream::ModelStream(ModelStream&&) noexcept = default;
ModelStream& ModelStream::operator=(ModelStream&&) noexcept = default;
ModelStream::~ModelStream() = default;

ModelStream::Event ModelStream::next() {
  Event event = source_->next();
  if (event && teller_) {
    const auto record = source_->record();
    *event ? teller_->hear(**event, record.get()) : teller_->hear_end(record.get());
  }
  return event;
}

Result<LlmResponse> ModelStream::collect() {
  while (Event event = next()) {
    if (!*event) return tl::unexpected(std::move(event->error()));
    if (auto* completed = (*event)->get_if<event::Completed>())
      return std::move(completed->response);
  }
  return fail(ErrorKind::Protocol, "the stream was read to its end before");
}

void ModelStream::cancel() { source_->cancel(); }

std::shared_ptr<const CallRecord> ModelStream::record() const { return source_->record(); }

}  // namespace omnillm
