#include "omnillm/dummy_model_instance.h"

#include <deque>
#include <utility>

#include "base/mutex.h"
#include "gateway/answer_events.h"

namespace omnillm {

struct DummyModelInstance::Turn {
  LlmResponse response{};
  std::vector<std::string> pieces{};  // of the text; empty: by words
  std::optional<Error> error{};
  bool breaks_off = false;  // the error comes after the pieces
  std::optional<Money> cost{};
};

struct DummyModelInstance::State {
  mutable Mutex mu;
  std::deque<Turn> turns ABSL_GUARDED_BY(mu);
  std::vector<LlmRequest> requests ABSL_GUARDED_BY(mu);
  std::size_t calls_told ABSL_GUARDED_BY(mu) = 0;
  Answer otherwise ABSL_GUARDED_BY(mu);
};

namespace {

std::shared_ptr<const CallRecord> record_of(const LlmResponse& response,
                                            const std::optional<Money>& cost,
                                            const Error* error = nullptr) {
  auto record = std::make_shared<CallRecord>();
  record->id = "dummy";
  record->requested_model = response.model;
  record->usage = response.usage;
  record->charged = cost.value_or(Money{});
  if (error != nullptr) record->error = *error;
  return record;
}

// The events of one turn, ready.
class ScriptedStream final : public ModelStreamSource {
 public:
  ScriptedStream(std::vector<LlmStreamEvent> events, std::optional<Error> error,
                 std::shared_ptr<const CallRecord> record, std::stop_token cancel)
      : events_(std::move(events)),
        error_(std::move(error)),
        record_(std::move(record)),
        cancel_(std::move(cancel)) {}

  LlmStream::Event next() override {
    if (ended_) return std::nullopt;
    if (cancelled_ || cancel_.stop_requested())
      return end_with(Error(ErrorKind::Cancelled, "the caller gave the stream up"));
    if (at_ < events_.size()) {
      ended_ = at_ + 1 == events_.size() && !error_;
      return std::move(events_[at_++]);
    }
    if (error_) return end_with(*std::move(error_));
    ended_ = true;
    return std::nullopt;
  }
  void cancel() override { cancelled_ = true; }
  std::shared_ptr<const CallRecord> record() const override { return ended_ ? record_ : nullptr; }

 private:
  LlmStream::Event end_with(Error error) {
    ended_ = true;
    return Result<LlmStreamEvent>(tl::unexpected(std::move(error)));
  }

  std::vector<LlmStreamEvent> events_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
  std::shared_ptr<const CallRecord> record_;
  std::stop_token cancel_;
  bool cancelled_ = false;
  bool ended_ = false;
};

LlmResponse text_response(Text text) {
  LlmResponse response;
  response.output = {Message::assistant(text)};
  response.content_text = std::move(text);
  response.finish_reason = FinishReason::Stop;
  return response;
}

}  // namespace

DummyModelInstance::DummyModelInstance() : state_(std::make_unique<State>()) {}
DummyModelInstance::~DummyModelInstance() = default;

DummyModelInstance& DummyModelInstance::add(Turn turn) {
  MutexLock lock(&state_->mu);
  state_->turns.push_back(std::move(turn));
  return *this;
}

DummyModelInstance& DummyModelInstance::reply(std::string_view text, std::optional<Money> cost) {
  return add({.response = text_response(Text(text)), .cost = cost});
}

DummyModelInstance& DummyModelInstance::reply(LlmResponse response, std::optional<Money> cost) {
  if (response.content_text.empty()) response.content_text = visible_text(response.output);
  return add({.response = std::move(response), .cost = cost});
}

DummyModelInstance& DummyModelInstance::reply_tool_call(std::string_view name,
                                                        std::string_view arguments) {
  auto json = JsonText::parse(arguments);
  Turn turn;
  turn.response.finish_reason = FinishReason::ToolCall;
  MutexLock lock(&state_->mu);
  turn.response.output = {
      MessagePart::tool_call("call_" + std::to_string(++state_->calls_told), std::string(name),
                             json ? *std::move(json) : JsonText::string(arguments))};
  state_->turns.push_back(std::move(turn));
  return *this;
}

DummyModelInstance& DummyModelInstance::stream(std::vector<std::string> pieces,
                                               std::optional<Error> error) {
  std::string whole;
  for (const std::string& piece : pieces) whole += piece;
  return add({.response = text_response(Text(std::move(whole))),
              .pieces = std::move(pieces),
              .error = std::move(error),
              .breaks_off = true});
}

DummyModelInstance& DummyModelInstance::fail(Error error) {
  return add({.error = std::move(error)});
}

DummyModelInstance& DummyModelInstance::answer_with(Answer answer) {
  MutexLock lock(&state_->mu);
  state_->otherwise = std::move(answer);
  return *this;
}

std::vector<LlmRequest> DummyModelInstance::requests() const {
  MutexLock lock(&state_->mu);
  return state_->requests;
}

std::size_t DummyModelInstance::turns_left() const {
  MutexLock lock(&state_->mu);
  return state_->turns.size();
}

DummyModelInstance::Turn DummyModelInstance::take_turn(LlmRequest request,
                                                       const std::stop_token& cancel) {
  Turn turn;
  Answer otherwise;
  {
    MutexLock lock(&state_->mu);
    state_->requests.push_back(request);
    if (cancel.stop_requested()) {
      turn.error = Error(ErrorKind::Cancelled, "the caller gave the call up");
    } else if (!state_->turns.empty()) {
      turn = std::move(state_->turns.front());
      state_->turns.pop_front();
    } else {
      otherwise = state_->otherwise;
      if (!otherwise)
        turn.error =
            Error(ErrorKind::Configuration, "nobody told the dummy what to say to question " +
                                                std::to_string(state_->requests.size()) +
                                                "; say more with reply(), or answer_with()");
    }
  }
  if (otherwise) {
    auto response = otherwise(request);
    if (response)
      turn.response = *std::move(response);
    else
      turn.error = std::move(response.error());
  }
  if (turn.response.model.empty()) turn.response.model = std::move(request.model);
  return turn;
}

Result<Reply<LlmResponse>> DummyModelInstance::answer(LlmRequest request, std::stop_token cancel) {
  Turn turn = take_turn(std::move(request), cancel);
  if (turn.error) return tl::unexpected(*std::move(turn.error));
  auto record = record_of(turn.response, turn.cost);
  return Reply<LlmResponse>(std::move(turn.response), std::move(record));
}

Result<std::unique_ptr<ModelStreamSource>> DummyModelInstance::open(LlmRequest request,
                                                                    std::stop_token cancel) {
  Turn turn = take_turn(std::move(request), cancel);
  if (turn.error && !turn.breaks_off) return tl::unexpected(*std::move(turn.error));
  auto record = record_of(turn.response, turn.cost, turn.error ? &*turn.error : nullptr);
  auto events = gateway::answer_events(turn.response, turn.pieces, /*ends=*/!turn.error);
  return std::make_unique<ScriptedStream>(std::move(events), std::move(turn.error),
                                          std::move(record), std::move(cancel));
}

}  // namespace omnillm
