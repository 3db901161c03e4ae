// Floor: 4 gateway
//
// Chat completions for those who know OpenAI's client: its names and its shapes, with any provider
// behind them.
//
//   Client client(gateway);
//   auto completion = client.completions().create(
//       {.model = "anthropic:claude-sonnet-4-5",
//        .messages = {ChatCompletionMessage::system("Answer briefly"),
//                     ChatCompletionMessage::user("Hello!")}});
//   if (completion) std::cout << completion->choices.front().message.content << '\n';
//
//   auto stream = client.completions().create_stream(request);
//   for (Result<ChatCompletionChunk>& chunk : *stream)
//     if (chunk && !chunk->choices.empty()) std::cout << chunk->choices.front().delta.content;
//
// What is kept. A request is read as if it had come as the JSON of POST /v1/chat/completions, and
// an answer is what such a server would have written; docs/conversions.md says what that keeps, for
// every provider. `extra` takes members that have no name here, and `json` has the whole of an
// answer; signatures and sealed thoughts of other protocols have no place in this one, so a
// conversation that has to carry those belongs to LlmRequest and Gateway::call().
//
// Errors are those of Gateway::call(), and BadRequest for a request that is wrong, with a JSON
// pointer to the member: "/messages/0/role: ...".

#ifndef OMNILLM_CLIENT_H_
#define OMNILLM_CLIENT_H_

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/call_options.h"
#include "omnillm/call_record.h"
#include "omnillm/gateway.h"
#include "omnillm/json.h"
#include "omnillm/model_instance.h"
#include "omnillm/pull_iterator.h"
#include "omnillm/result.h"
#include "omnillm/usage.h"

namespace omnillm {

struct ChatCompletionFunctionCall {
  std::string name{};
  std::string arguments{};  // JSON, as the model wrote it; of a custom tool, its free text

  friend bool operator==(const ChatCompletionFunctionCall&,
                         const ChatCompletionFunctionCall&) = default;
};

struct ChatCompletionToolCall {
  std::string id{};
  std::string type = "function";  // or "custom"
  ChatCompletionFunctionCall function{};
  // In a delta: of which call this is a piece. Its id and name come with the first one.
  std::optional<std::int64_t> index{};

  friend bool operator==(const ChatCompletionToolCall&, const ChatCompletionToolCall&) = default;
};

// A message of a request, the message of an answer, or, in a chunk, a piece of one.
struct ChatCompletionMessage {
  std::string role{};  // "system", "developer", "user", "assistant", "tool"
  std::string content{};
  JsonText content_parts{};  // an array of content parts, in place of `content`: images, files
  std::vector<ChatCompletionToolCall> tool_calls{};
  std::string tool_call_id{};  // of a tool's answer
  std::string name{};
  // Of answers alone; a request that carries them back does not send the last two.
  std::string refusal{};
  std::string reasoning_content{};
  std::string
      finish_reason{};       // "stop", "length", "tool_calls", "content_filter"; as its choice has
  VendorExtensions extra{};  // members that have no name here

  [[nodiscard]] static ChatCompletionMessage system(std::string_view text);
  [[nodiscard]] static ChatCompletionMessage developer(std::string_view text);
  [[nodiscard]] static ChatCompletionMessage user(std::string_view text);
  [[nodiscard]] static ChatCompletionMessage assistant(std::string_view text);
  [[nodiscard]] static ChatCompletionMessage tool(std::string_view tool_call_id,
                                                  std::string_view text);

  friend bool operator==(const ChatCompletionMessage&, const ChatCompletionMessage&) = default;
};

struct ChatCompletionTool {
  std::string name{};
  std::string description{};
  JsonText parameters{};  // a JSON schema
  std::optional<bool> strict{};

  friend bool operator==(const ChatCompletionTool&, const ChatCompletionTool&) = default;
};

// What is left out is not said to the provider.
struct ChatCompletionRequest {
  std::string model{};  // empty: the one of the client's instance
  std::vector<ChatCompletionMessage> messages{};
  std::vector<ChatCompletionTool> tools{};
  std::string tool_choice{};  // "auto", "none", "required", or the name of a tool
  std::optional<bool> parallel_tool_calls{};
  std::optional<std::int64_t> max_completion_tokens{};
  std::optional<double> temperature{};
  std::optional<double> top_p{};
  std::optional<double> presence_penalty{};
  std::optional<double> frequency_penalty{};
  std::optional<std::int64_t> n{};
  std::optional<std::int64_t> seed{};
  std::vector<std::string> stop{};
  JsonText response_format{};      // {"type":"json_schema","json_schema":{...}}
  std::string reasoning_effort{};  // "low", "medium", "high"
  std::string user{};
  VendorExtensions extra{};  // members that have no name here: "logprobs", "service_tier", ...

  friend bool operator==(const ChatCompletionRequest&, const ChatCompletionRequest&) = default;
};

struct ChatCompletionChoice {
  std::int64_t index = 0;
  ChatCompletionMessage message{};
  std::string finish_reason{};
  JsonText logprobs{};

  friend bool operator==(const ChatCompletionChoice&, const ChatCompletionChoice&) = default;
};

struct ChatCompletion {
  std::string id{};
  std::int64_t created = 0;
  std::string model{};
  std::vector<ChatCompletionChoice> choices{};  // at least one
  std::optional<TokenUsage> usage{};            // empty: the provider did not say
  JsonText json{};                              // the whole, as a server would have written it
  std::shared_ptr<const CallRecord> record{};   // how it came about, and what it cost
};

struct ChatCompletionChunkChoice {
  std::int64_t index = 0;
  ChatCompletionMessage delta{};
  std::string finish_reason{};  // in the last chunk of the choice
  JsonText logprobs{};

  friend bool operator==(const ChatCompletionChunkChoice&,
                         const ChatCompletionChunkChoice&) = default;
};

struct ChatCompletionChunk {
  std::string id{};
  std::int64_t created = 0;
  std::string model{};
  std::vector<ChatCompletionChunkChoice> choices{};  // none in the one with the usage
  std::optional<TokenUsage> usage{};
  JsonText json{};
};

// Chunks as they come. An error is the last one. Leaving the loop, or destroying it, closes the
// connection.
//
// Thread safety: one thread at a time; it may be moved between threads.
class ChatCompletionStream {
 public:
  ChatCompletionStream(ChatCompletionStream&&) noexcept;
  ChatCompletionStream& operator=(ChatCompletionStream&&) noexcept;
  ~ChatCompletionStream();

  // Waits for the next chunk; empty after the last one.
  [[nodiscard]] std::optional<Result<ChatCompletionChunk>> next();
  // Reads to the end; the whole of it, as create() would have given it.
  [[nodiscard]] Result<ChatCompletion> collect();
  // The next chunk is Cancelled, and the last.
  void cancel();
  // Null before the last chunk.
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const;

  // For range-based for. Single pass.
  using Iterator = PullIterator<ChatCompletionStream, Result<ChatCompletionChunk>>;
  [[nodiscard]] Iterator begin() { return Iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  friend class Completions;
  struct State;
  explicit ChatCompletionStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Thread safety: any threads may create at once.
// Lifetime: an EventSender must outlive the call, and the stream it was handed along for.
class Completions {
 public:
  explicit Completions(std::shared_ptr<ModelInstance> model);

  [[nodiscard]] Result<ChatCompletion> create(const ChatCompletionRequest& request,
                                              EventSender* events = nullptr,
                                              std::stop_token cancel = {}) const;
  [[nodiscard]] Result<ChatCompletionStream> create_stream(const ChatCompletionRequest& request,
                                                           EventSender* events = nullptr,
                                                           std::stop_token cancel = {}) const;

 private:
  std::shared_ptr<ModelInstance> model_;
};

// A handle; copies are the same client.
//
// Thread safety: every member may be called by any threads.
class Client {
 public:
  // The options are those of every call.
  explicit Client(Gateway gateway, CallOptions options = {});
  // Over whatever answers, a DummyModelInstance in a test.
  explicit Client(std::shared_ptr<ModelInstance> model);

  [[nodiscard]] Completions completions() const { return Completions(model_); }

 private:
  std::shared_ptr<ModelInstance> model_;
};

}  // namespace omnillm

#endif  // OMNILLM_CLIENT_H_
