// Floor: 4 gateway
//
// The gateway: canonical requests to any provider and back, over many keys, within limits and
// budgets.
//
//   auto gateway = GatewayBuilder(ProviderEndpoint::openai_responses())
//                      .add_key(KeyConfig("sk-...", "prod-1").tpm_limit(90'000).rpm_limit(500))
//                      .budget_limit_usd(50.0)
//                      .build();
//   if (!gateway) return complain(gateway.error());
//
//   LlmRequest request{.model = "gpt-4.1-mini", .input = {Message::user("Hello!")}};
//   auto reply = gateway->call(request);
//   if (reply) std::cout << reply->content_text << '\n';
//
//   auto stream = gateway->stream(request);          // name it: a temporary would die in the loop
//   if (!stream) return complain(stream.error());
//   for (Result<LlmStreamEvent>& event : *stream) ...
//
// Three faces: blocking, as above, on the caller's own thread; with callbacks, async_call and its
// like, on threads of the gateway's; and with Asio's completion tokens in omnillm/asio.h.
//
// Errors: every call says what went wrong by an ErrorKind; docs/errors.md tells what each means for
// the key, the endpoint and the money.

#ifndef OMNILLM_GATEWAY_H_
#define OMNILLM_GATEWAY_H_

#include <absl/functional/any_invocable.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnillm/budget.h"
#include "omnillm/call_options.h"
#include "omnillm/call_record.h"
#include "omnillm/endpoints.h"
#include "omnillm/keys.h"
#include "omnillm/llm_stream.h"
#include "omnillm/metrics.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm {

namespace gateway {
class Core;
}

// An answer, and how it came about.
//
//   reply->content_text        // it is a LlmResponse
//   reply.explain()            // why it went where it went
template <class Response>
struct Reply : Response {
  std::shared_ptr<const CallRecord> record{};

  Reply() = default;
  Reply(Response response, std::shared_ptr<const CallRecord> how)
      : Response(std::move(response)), record(std::move(how)) {}

  // What it cost; nothing when no price is known.
  [[nodiscard]] Money cost() const { return record ? record->charged : Money{}; }
  [[nodiscard]] std::string explain() const {
    return record ? omnillm::explain(*record) : std::string();
  }
};

// One key of one provider, for dashboards.
struct PoolRow {
  std::string provider{};
  KeyStatus key{};
};

// A handle; copies are the same gateway. Made by GatewayBuilder.
//
// Thread safety: every member may be called by any threads at once.
// Lifetime: calls and streams keep alive what they need.
class Gateway {
 public:
  // ---- Conversations

  // Sends the request and waits for the answer.
  [[nodiscard]] Result<Reply<LlmResponse>> call(LlmRequest request, CallOptions options = {}) const;
  // Sends it and waits for the first event. What fails before that is tried again like any call.
  [[nodiscard]] Result<LlmStream> stream(LlmRequest request, CallOptions options = {}) const;

  // ---- Everything else

  [[nodiscard]] Result<Reply<EmbeddingResponse>> embed(EmbeddingRequest request,
                                                       CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<ImageGenerationResponse>> generate_images(
      ImageGenerationRequest request, CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<AudioTranscriptionResponse>> transcribe(
      AudioTranscriptionRequest request, CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<AudioSpeechResponse>> speak(AudioSpeechRequest request,
                                                         CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<RerankResponse>> rerank(RerankRequest request,
                                                     CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<ModerationResponse>> moderate(ModerationRequest request,
                                                           CallOptions options = {}) const;
  [[nodiscard]] Result<Reply<CountTokensResponse>> count_tokens(LlmRequest request,
                                                                CallOptions options = {}) const;
  // Of one provider; empty: the only one.
  [[nodiscard]] Result<Reply<ModelList>> list_models(std::string_view provider = {},
                                                     ModelListRequest request = {},
                                                     CallOptions options = {}) const;
  // Any of the above.
  [[nodiscard]] Result<ApiResponse> execute(ApiRequest request, CallOptions options = {}) const;

  // ---- Without blocking. `done` is called once, on a thread of the gateway's; it must be quick
  // and must not block.

  using CallDone = absl::AnyInvocable<void(Result<Reply<LlmResponse>>)>;
  void async_call(LlmRequest request, CallOptions options, CallDone done) const;
  using StreamDone = absl::AnyInvocable<void(Result<LlmStream>)>;
  void async_stream(LlmRequest request, CallOptions options, StreamDone done) const;
  using ExecuteDone =
      absl::AnyInvocable<void(Result<ApiResponse>, std::shared_ptr<const CallRecord>)>;
  void async_execute(ApiRequest request, CallOptions options, ExecuteDone done) const;

  // ---- How it is doing

  // One row a key: state, limits, what is missing from its buckets, cool-downs.
  [[nodiscard]] std::vector<KeyStatus> pool_status() const;
  // The same with the name of each key's provider.
  [[nodiscard]] std::vector<PoolRow> pool_rows() const;
  // Of the gateway's own budget; infinity and what was spent when it has none.
  [[nodiscard]] double budget_remaining_usd() const;
  [[nodiscard]] double budget_used_usd() const;
  // Every budget by name; the gateway's own is "gateway".
  [[nodiscard]] std::vector<std::pair<std::string, AccountSnapshot>> budgets() const;
  // What all calls so far came to: counts, tokens, money, latencies.
  [[nodiscard]] MetricsSnapshot metrics() const;
  [[nodiscard]] std::int64_t calls_running() const;

  // ---- Live changes. Calls that are under way finish on what they have. Errors: NotFound for a
  // provider or label that is not there, Configuration.

  Result<void> add_key(std::string_view provider, KeyConfig key) const;
  Result<void> remove_key(std::string_view provider, std::string_view label) const;
  Result<void> rotate_key(std::string_view provider, std::string_view label, Secret key) const;
  Result<void> set_limits(std::string_view provider, std::string_view label,
                          const KeyLimits& limits) const;
  // Puts a key that stands aside, cools down or fails back to work.
  Result<void> revive(std::string_view provider, std::string_view label) const;
  Result<void> set_budget(std::string_view name, Money limit) const;

  // Takes no more calls and waits for those that go on. Timeout when they take longer than that;
  // they go on all the same.
  Result<void> drain(Duration patience = std::chrono::seconds(30)) const;

  // For floors above that run calls on loops of their own.
  [[nodiscard]] const std::shared_ptr<gateway::Core>& core() const { return core_; }

 private:
  friend class GatewayBuilder;
  explicit Gateway(std::shared_ptr<gateway::Core> core) : core_(std::move(core)) {}

  std::shared_ptr<gateway::Core> core_;
};

}  // namespace omnillm

#endif  // OMNILLM_GATEWAY_H_
