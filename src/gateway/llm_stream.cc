#include "omnillm/llm_stream.h"

#include <utility>

#include "gateway/stream_operation.h"

namespace omnillm {

LlmStream::LlmStream(std::shared_ptr<gateway::StreamOperation> operation)
    : operation_(std::move(operation)), current_(std::make_unique<Event>()) {}

LlmStream::LlmStream(LlmStream&&) noexcept = default;

LlmStream& LlmStream::operator=(LlmStream&& other) noexcept {
  if (this == &other) return *this;
  if (operation_) operation_->give_up();
  operation_ = std::move(other.operation_);
  current_ = std::move(other.current_);
  return *this;
}

LlmStream::~LlmStream() {
  if (operation_) operation_->give_up();
}

LlmStream::Event LlmStream::next() { return operation_->next(); }

void LlmStream::async_next(absl::AnyInvocable<void(Event)> done) {
  operation_->async_next(std::move(done));
}

Result<LlmResponse> LlmStream::collect() {
  while (Event event = next()) {
    if (!*event) return tl::unexpected(std::move(event->error()));
    if (auto* completed = (*event)->get_if<event::Completed>())
      return std::move(completed->response);
  }
  return fail(ErrorKind::Protocol, "the stream was read to its end before");
}

void LlmStream::cancel() { operation_->cancel(); }

std::shared_ptr<const CallRecord> LlmStream::record() const { return operation_->record(); }

LlmStream::Iterator LlmStream::begin() {
  advance();
  return Iterator(this);
}

void LlmStream::advance() { *current_ = next(); }

}  // namespace omnillm
