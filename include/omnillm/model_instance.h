// Floor: 4 gateway
//
// A model behind an interface: what the code of a backend is given, so that its tests can give it
// another one.
//
//   class Summarizer {
//    public:
//     explicit Summarizer(std::shared_ptr<ModelInstance> model) : model_(std::move(model)) {}
//     Result<std::string> summarize(std::string_view text) {
//       auto answer = model_->execute({.instructions = "Summarize", .input = {text}});
//       ...
//
//   Summarizer real(std::make_shared<GatewayModelInstance>(gateway, "openai:gpt-4.1-mini"));
//
//   auto dummy = std::make_shared<DummyModelInstance>();         // dummy_model_instance.h
//   dummy->reply("In short: yes.");
//   Summarizer tested(dummy);
//
// Whoever wants to follow an answer, to show it, to run its tools or to count its money, hands an
// EventSender along; it hears the same of a whole answer and of a streamed one.

#ifndef OMNILLM_MODEL_INSTANCE_H_
#define OMNILLM_MODEL_INSTANCE_H_

#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "omnillm/call_options.h"
#include "omnillm/call_record.h"
#include "omnillm/gateway.h"
#include "omnillm/llm_stream.h"
#include "omnillm/message.h"
#include "omnillm/money.h"
#include "omnillm/pull_iterator.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/stream_event.h"
#include "omnillm/usage.h"

namespace omnillm {

// What an answer came to. Empty is not zero: nobody said, or nobody knows the price.
struct ModelCost {
  std::optional<TokenUsage> usage{};
  std::optional<Money> amount{};

  friend bool operator==(const ModelCost&, const ModelCost&) = default;
};

// Hears what happens while a model answers. Override what you want to hear.
//
//   struct Screen : EventSender {
//     void on_token(std::string_view text) override { std::cout << text << std::flush; }
//   };
//
// Thread safety: it is called on the thread that executes, or that pulls the stream; one that is
// given to several calls at once is called by all of their threads.
class EventSender {
 public:
  virtual ~EventSender() = default;

  // More of the text of the first choice. A whole answer's text comes in one.
  virtual void on_token(std::string_view text);
  // A call of one of your tools, once its arguments are complete.
  virtual void on_tool_call(const ToolCallPart& call);
  // Once, last, where an answer was complete, and where a stream broke off that cost something.
  virtual void on_cost(const ModelCost& cost);
};

// Where the events of a ModelStream come from, for those who write a ModelInstance.
//
// Thread safety: one thread at a time.
class ModelStreamSource {
 public:
  virtual ~ModelStreamSource() = default;

  // Waits for the next event, in the grammar of stream_event.h; empty after the last, which is
  // event::Completed or an error.
  [[nodiscard]] virtual LlmStream::Event next() = 0;
  // The next event is Cancelled, and the last.
  virtual void cancel() = 0;
  // How the call went; null before the last event, and where nobody keeps records.
  [[nodiscard]] virtual std::shared_ptr<const CallRecord> record() const = 0;
};

// An answer that comes piece by piece, from whatever kind of instance.
//
//   for (Result<LlmStreamEvent>& event : *stream) ...
//
// Leaving the loop, or destroying it, gives the call up.
//
// Thread safety: one thread at a time; it may be moved between threads.
class ModelStream {
 public:
  using Event = LlmStream::Event;

  // Tells `events`, if there is one, what is pulled.
  explicit ModelStream(std::unique_ptr<ModelStreamSource> source, EventSender* events = nullptr);
  ModelStream(ModelStream&&) noexcept;
  ModelStream& operator=(ModelStream&&) noexcept;
  ~ModelStream();

  // Waits for the next event; empty after the last one, which is event::Completed or an error.
  [[nodiscard]] Event next();
  // Reads to the end. An error is the stream's own.
  [[nodiscard]] Result<LlmResponse> collect();
  // The next event is Cancelled, and the last.
  void cancel();
  // How the call went; null before the last event, and where nobody keeps records.
  [[nodiscard]] std::shared_ptr<const CallRecord> record() const;

  // For range-based for. Single pass.
  using Iterator = PullIterator<ModelStream, Result<LlmStreamEvent>>;
  [[nodiscard]] Iterator begin() { return Iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  class Teller;

  std::unique_ptr<ModelStreamSource> source_;
  std::unique_ptr<Teller> teller_;  // null when nobody listens
};

// A model that can be asked.
//
// Thread safety: any threads may execute at once.
// Lifetime: an EventSender must outlive the call, and the stream it was handed along for.
class ModelInstance {
 public:
  virtual ~ModelInstance() = default;

  // Sends the request and waits for the answer. A stop of `cancel` ends it with Cancelled.
  // Errors: those of Gateway::call(), or whatever the instance was told to fail with.
  [[nodiscard]] Result<Reply<LlmResponse>> execute(LlmRequest request,
                                                   EventSender* events = nullptr,
                                                   std::stop_token cancel = {});
  // Sends it and waits for the first event.
  [[nodiscard]] Result<ModelStream> execute_stream(LlmRequest request,
                                                   EventSender* events = nullptr,
                                                   std::stop_token cancel = {});

 protected:
  // What an instance has to do; the events are told by the two above.
  [[nodiscard]] virtual Result<Reply<LlmResponse>> answer(LlmRequest request,
                                                          std::stop_token cancel) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<ModelStreamSource>> open(LlmRequest request,
                                                                        std::stop_token cancel) = 0;
};

// The real one: a gateway, a model, and what every call of it wants.
//
//   GatewayModelInstance cheap(gateway, "openai:gpt-4.1-mini", {.budgets = {"user:7"}});
//
// A request that names a model is for that model; one that names none, for the instance's.
class GatewayModelInstance final : public ModelInstance {
 public:
  // The options' own `cancel` counts for calls that bring none.
  explicit GatewayModelInstance(Gateway gateway, std::string model = {}, CallOptions options = {});

  [[nodiscard]] const Gateway& gateway() const { return gateway_; }
  [[nodiscard]] const std::string& model() const { return model_; }

 private:
  [[nodiscard]] Result<Reply<LlmResponse>> answer(LlmRequest request,
                                                  std::stop_token cancel) override;
  [[nodiscard]] Result<std::unique_ptr<ModelStreamSource>> open(LlmRequest request,
                                                                std::stop_token cancel) override;
  [[nodiscard]] CallOptions options_with(std::stop_token cancel) const;

  const Gateway gateway_;
  const std::string model_;
  const CallOptions options_;
};

}  // namespace omnillm

#endif  // OMNILLM_MODEL_INSTANCE_H_
