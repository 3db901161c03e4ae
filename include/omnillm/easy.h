// Floor: 4 gateway
//
// The shortest way to a model: one line, no set-up.
//
//   auto reply = generate_text("openai:gpt-4.1-mini", "Hello!");
//   if (reply) std::cout << reply->text << '\n';
//
//   auto stream = stream_text("vllm:my-model", "Tell a story", {.max_output_tokens = 500});
//   for (Result<std::string>& piece : *stream) std::cout << piece.value_or("");
//
// A model is "provider:model", with a name of the registry (omnillm registry lists them), a bare
// name that says whose it is ("claude-sonnet-4-5"), or any "name:model" with a base_url whose
// server speaks Chat Completions. The key is `api_key`, or else the variable of the environment
// that the registry names for the provider. Where neither is there and the server may be one of
// one's own (vLLM, Ollama, an unknown name), nothing is sent to prove who we are: no header at all.
//
// vLLM is looked for at http://localhost:8000/v1. Its key is VLLM_API_KEY; OPENAI_API_KEY is shown
// to a server on this machine only. A server of one's own that has a name: Proxy,
// provider_config.h.
//
// What the free functions cost: each makes an EasyClient for one call, which reads the process's
// environment, loads the trusted authorities, and opens a connection that is closed afterwards; a
// stream keeps it until it is read. Whoever calls twice keeps an EasyClient. Whoever has several
// keys, budgets or routes builds a Gateway: a client knows no limits and holds back nothing.

#ifndef OMNILLM_EASY_H_
#define OMNILLM_EASY_H_

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/call_record.h"
#include "omnillm/clock.h"
#include "omnillm/environment.h"
#include "omnillm/gateway.h"
#include "omnillm/json.h"
#include "omnillm/llm_stream.h"
#include "omnillm/money.h"
#include "omnillm/provider_config.h"
#include "omnillm/providers.h"
#include "omnillm/pull_iterator.h"
#include "omnillm/response.h"
#include "omnillm/result.h"
#include "omnillm/transport.h"
#include "omnillm/usage.h"

namespace omnillm {

// Everything has a default.
struct EasyOptions {
  std::string base_url{};  // in place of the provider's own
  std::string api_key{};   // in place of the environment's
  std::string system{};    // what the system says first
  std::optional<std::int64_t> max_output_tokens{};
  std::optional<double> temperature{};
  std::optional<Duration> timeout{};
  std::stop_token cancel{};  // or a CancellationToken
  bool keyless = false;      // shows no key, whatever the environment has
};

struct TextReply {
  std::string text{};
  std::optional<TokenUsage> usage{};  // empty: the provider did not say
  std::optional<Money> cost{};        // empty: nobody knows the price
  std::optional<FinishReason> finish_reason{};
  std::shared_ptr<const CallRecord> record{};
};

struct ObjectReply {
  JsonText object{};                  // keeps to the schema
  std::optional<TokenUsage> usage{};  // of both answers, where the first was wrong
  std::optional<Money> cost{};        // of both too
  std::vector<std::shared_ptr<const CallRecord>> records{};
};

struct EmbedReply {
  std::vector<std::vector<float>> vectors{};  // in the order of the texts
  std::optional<TokenUsage> usage{};
  std::optional<Money> cost{};
  std::shared_ptr<const CallRecord> record{};
};

// The text of an answer, piece by piece. An error is the last piece. Leaving the loop, or
// destroying it, closes the connection.
//
// Thread safety: one thread at a time.
class TextStream {
 public:
  using Piece = std::optional<Result<std::string>>;

  explicit TextStream(LlmStream stream) : stream_(std::move(stream)) {}

  // Waits for the next piece; empty after the last one.
  [[nodiscard]] Piece next();
  // The whole, once the last piece was given. Reads what is left before.
  [[nodiscard]] Result<TextReply> reply();
  // The events beneath, for whoever wants tool calls and thoughts too.
  [[nodiscard]] LlmStream& events() { return stream_; }

  // For range-based for. Single pass.
  using Iterator = PullIterator<TextStream, Result<std::string>>;
  [[nodiscard]] Iterator begin() { return Iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  LlmStream stream_;
  std::optional<LlmResponse> response_{};
  std::optional<Error> error_{};
};

struct EasyClientOptions {
  // Where keys and proxies are looked up; null: the process's variables, read once.
  std::shared_ptr<const Environment> environment{};
  std::shared_ptr<Transport> transport{};      // null: an HttpTransport of its own
  std::optional<ProviderRegistry> registry{};  // empty: the one that is compiled in
  // Providers to be called by name besides those of the registry, and before them:
  //   EasyClient({.providers = {Proxy("acme").at("https://llm.acme.example/v1").key("sk-...")}})
  std::vector<ProviderConfig> providers{};
};

// A model's provider as a gateway, and what the model is called there:
//   target.gateway.call(request, {.provider = target.provider})
struct ModelTarget {
  Gateway gateway;
  std::string provider;
  std::string model;
  bool takes_schema = true;  // of structured output
};

// A gateway for each provider, address and key it was asked for, made when it is first needed; the
// sixty-fourth that nobody used lately makes room for another. Connections are kept.
//
// A handle; copies are the same client. Thread safety: every member may be called by any threads.
class EasyClient {
 public:
  explicit EasyClient(EasyClientOptions options = {});

  // Errors, of each: Configuration for a model that says no provider and for a missing key, with
  // what to write instead; otherwise those of Gateway::call().
  [[nodiscard]] Result<TextReply> generate_text(std::string_view model, std::string_view prompt,
                                                const EasyOptions& options = {}) const;
  [[nodiscard]] Result<TextStream> stream_text(std::string_view model, std::string_view prompt,
                                               const EasyOptions& options = {}) const;
  // Calls `on_text` with each piece, on this thread, and answers with the whole.
  Result<TextReply> stream_text(std::string_view model, std::string_view prompt,
                                absl::FunctionRef<void(std::string_view)> on_text,
                                const EasyOptions& options = {}) const;

  // An object that keeps to a JSON schema, by the provider's structured output; where it has none,
  // or refuses it, by the arguments of a tool that the model has to call. It is checked here too
  // (type, enum, const, properties, required, additionalProperties, items, anyOf); to a wrong one
  // the model is told what is wrong with it, once.
  // Errors besides: Protocol, when the second one is wrong as well; Configuration, for a schema
  // that is not one of an object.
  [[nodiscard]] Result<ObjectReply> generate_object(std::string_view model, std::string_view prompt,
                                                    const JsonText& schema,
                                                    const EasyOptions& options = {}) const;

  [[nodiscard]] Result<EmbedReply> embed(std::string_view model,
                                         const std::vector<std::string>& texts,
                                         const EasyOptions& options = {}) const;

  // What the above send through, for whatever they cannot say.
  [[nodiscard]] Result<ModelTarget> target(std::string_view model,
                                           const EasyOptions& options = {}) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// ---- The same with a client for this one call.

[[nodiscard]] Result<TextReply> generate_text(std::string_view model, std::string_view prompt,
                                              const EasyOptions& options = {});
[[nodiscard]] Result<TextStream> stream_text(std::string_view model, std::string_view prompt,
                                             const EasyOptions& options = {});
Result<TextReply> stream_text(std::string_view model, std::string_view prompt,
                              absl::FunctionRef<void(std::string_view)> on_text,
                              const EasyOptions& options = {});
[[nodiscard]] Result<ObjectReply> generate_object(std::string_view model, std::string_view prompt,
                                                  const JsonText& schema,
                                                  const EasyOptions& options = {});
[[nodiscard]] Result<EmbedReply> embed(std::string_view model,
                                       const std::vector<std::string>& texts,
                                       const EasyOptions& options = {});

}  // namespace omnillm

#endif  // OMNILLM_EASY_H_
