#include "omnillm/client.h"

#include <deque>
#include <utility>

#include "gateway/chat_json.h"
#include "http/sse.h"
#include "omnillm/streams.h"

namespace omnillm {

namespace {

ChatCompletionMessage message_of(std::string_view role, std::string_view text) {
  return {.role = std::string(role), .content = std::string(text)};
}

}  // namespace

ChatCompletionMessage ChatCompletionMessage::system(std::string_view text) {
  return message_of("system", text);
}
ChatCompletionMessage ChatCompletionMessage::developer(std::string_view text) {
  return message_of("developer", text);
}
ChatCompletionMessage ChatCompletionMessage::user(std::string_view text) {
  return message_of("user", text);
}
ChatCompletionMessage ChatCompletionMessage::assistant(std::string_view text) {
  return message_of("assistant", text);
}
ChatCompletionMessage ChatCompletionMessage::tool(std::string_view tool_call_id,
                                                  std::string_view text) {
  ChatCompletionMessage message = message_of("tool", text);
  message.tool_call_id = std::string(tool_call_id);
  return message;
}

// Events in, the chunks that a server would have written of them out.
struct ChatCompletionStream::State {
  State(ModelStream stream, std::string model)
      : events(std::move(stream)),
        encoder(WireFormat::OpenAiChatCompletions, {.model = std::move(model)}) {}

  // Errors: those of the stream.
  Result<void> take(LlmStreamEvent event) {
    std::string bytes;
    if (auto ok = encoder.write(event, bytes); !ok) return ok;
    if (auto* completed = event.get_if<event::Completed>())
      response = std::move(completed->response);
    frames.feed(bytes);
    for (;;) {
      auto frame = frames.next();
      if (!frame) return tl::unexpected(std::move(frame.error()));
      if (!*frame) return {};
      if ((*frame)->data == "[DONE]") continue;
      auto chunk = gateway::chunk_of(std::string((*frame)->data));
      if (!chunk) return tl::unexpected(std::move(chunk.error()));
      ready.push_back(*std::move(chunk));
    }
  }

  ModelStream events;
  StreamEncoder encoder;
  http::SseParser frames;
  std::deque<ChatCompletionChunk> ready;
  std::optional<LlmResponse> response;
  std::optional<Error> error;
};

ChatCompletionStream::ChatCompletionStream(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
ChatCompletionStream::ChatCompletionStream(ChatCompletionStream&&) noexcept = default;
ChatCompletionStream& ChatCompletionStream::operator=(ChatCompletionStream&&) noexcept = default;
ChatCompletionStream::~ChatCompletionStream() = default;

std::optional<Result<ChatCompletionChunk>> ChatCompletionStream::next() {
  while (state_->ready.empty()) {
    if (state_->error) return std::nullopt;
    auto event = state_->events.next();
    if (!event) return std::nullopt;
    Result<void> taken = *event ? state_->take(**std::move(event))
                                : Result<void>(tl::unexpected(std::move(event->error())));
    if (taken) continue;
    state_->error = taken.error();
    return Result<ChatCompletionChunk>(tl::unexpected(std::move(taken.error())));
  }
  ChatCompletionChunk chunk = std::move(state_->ready.front());
  state_->ready.pop_front();
  return chunk;
}

Result<ChatCompletion> ChatCompletionStream::collect() {
  while (next()) {
  }
  if (state_->error) return tl::unexpected(*state_->error);
  if (!state_->response) return fail(ErrorKind::Protocol, "the stream has no end");
  auto completion = gateway::completion_of(*state_->response);
  if (completion) completion->record = record();
  return completion;
}

void ChatCompletionStream::cancel() { state_->events.cancel(); }

std::shared_ptr<const CallRecord> ChatCompletionStream::record() const {
  return state_->events.record();
}

Completions::Completions(std::shared_ptr<ModelInstance> model) : model_(std::move(model)) {}

Result<ChatCompletion> Completions::create(const ChatCompletionRequest& request,
                                           EventSender* events, std::stop_token cancel) const {
  auto asked = gateway::request_of(request);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  auto reply = model_->execute(*std::move(asked), events, std::move(cancel));
  if (!reply) return tl::unexpected(std::move(reply.error()));
  auto completion = gateway::completion_of(*reply);
  if (completion) completion->record = reply->record;
  return completion;
}

Result<ChatCompletionStream> Completions::create_stream(const ChatCompletionRequest& request,
                                                        EventSender* events,
                                                        std::stop_token cancel) const {
  auto asked = gateway::request_of(request);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  auto stream = model_->execute_stream(*std::move(asked), events, std::move(cancel));
  if (!stream) return tl::unexpected(std::move(stream.error()));
  return ChatCompletionStream(
      std::make_unique<ChatCompletionStream::State>(*std::move(stream), request.model));
}

Client::Client(Gateway gateway, CallOptions options)
    : Client(std::make_shared<GatewayModelInstance>(std::move(gateway), std::string(),
                                                    std::move(options))) {}
Client::Client(std::shared_ptr<ModelInstance> model) : model_(std::move(model)) {}

}  // namespace omnillm
