#include "omnillm/gateway.h"

#include <limits>
#include <utility>
#include <variant>

#include "gateway/core.h"
#include "gateway/stream_operation.h"
#include "gateway/whole_operation.h"
#include "limit/backoff.h"

namespace omnillm {

namespace {

using gateway::Outcome;

// The answer to a request is of the request's own kind.
template <class Response>
Result<Reply<Response>> reply_of(Outcome outcome) {
  if (!outcome.response) return tl::unexpected(std::move(outcome.response.error()));
  if (auto* response = std::get_if<Response>(&*outcome.response))
    return Reply<Response>(std::move(*response), std::move(outcome.record));
  return fail(ErrorKind::Protocol, "the provider answered something else than it was asked");
}

template <class Response>
Result<Reply<Response>> run(const std::shared_ptr<gateway::Core>& core, ApiRequest request,
                            CallOptions options) {
  return reply_of<Response>(gateway::run_whole(core, std::move(request), std::move(options)));
}

// `function` on the pool of that provider.
template <class Function>
Result<void> on_pool(const gateway::Core& core, std::string_view provider, Function&& function) {
  gateway::Provider* found = core.provider(provider);
  if (found == nullptr)
    return fail(ErrorKind::NotFound, "no provider is called \"" + std::string(provider) + "\"");
  return std::forward<Function>(function)(found->keys());
}

}  // namespace

Result<Reply<LlmResponse>> Gateway::call(LlmRequest request, CallOptions options) const {
  return run<LlmResponse>(core_, std::move(request), std::move(options));
}

Result<LlmStream> Gateway::stream(LlmRequest request, CallOptions options) const {
  return gateway::StreamOperation::open(core_, std::move(request), std::move(options));
}

Result<Reply<EmbeddingResponse>> Gateway::embed(EmbeddingRequest request,
                                                CallOptions options) const {
  return run<EmbeddingResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<ImageGenerationResponse>> Gateway::generate_images(ImageGenerationRequest request,
                                                                CallOptions options) const {
  return run<ImageGenerationResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<AudioTranscriptionResponse>> Gateway::transcribe(AudioTranscriptionRequest request,
                                                              CallOptions options) const {
  return run<AudioTranscriptionResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<AudioSpeechResponse>> Gateway::speak(AudioSpeechRequest request,
                                                  CallOptions options) const {
  return run<AudioSpeechResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<RerankResponse>> Gateway::rerank(RerankRequest request, CallOptions options) const {
  return run<RerankResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<ModerationResponse>> Gateway::moderate(ModerationRequest request,
                                                    CallOptions options) const {
  return run<ModerationResponse>(core_, std::move(request), std::move(options));
}

Result<Reply<CountTokensResponse>> Gateway::count_tokens(LlmRequest request,
                                                         CallOptions options) const {
  return run<CountTokensResponse>(core_, CountTokensRequest{std::move(request)},
                                  std::move(options));
}

Result<Reply<ModelList>> Gateway::list_models(std::string_view provider, ModelListRequest request,
                                              CallOptions options) const {
  options.provider = std::string(provider);
  return run<ModelList>(core_, std::move(request), std::move(options));
}

Result<ApiResponse> Gateway::execute(ApiRequest request, CallOptions options) const {
  return gateway::run_whole(core_, std::move(request), std::move(options)).response;
}

void Gateway::async_call(LlmRequest request, CallOptions options, CallDone done) const {
  gateway::start_whole(core_, std::move(request), std::move(options),
                       [done = std::move(done)](Outcome outcome) mutable {
                         done(reply_of<LlmResponse>(std::move(outcome)));
                       });
}

void Gateway::async_stream(LlmRequest request, CallOptions options, StreamDone done) const {
  gateway::StreamOperation::open_detached(core_, std::move(request), std::move(options),
                                          std::move(done));
}

void Gateway::async_execute(ApiRequest request, CallOptions options, ExecuteDone done) const {
  gateway::start_whole(core_, std::move(request), std::move(options),
                       [done = std::move(done)](Outcome outcome) mutable {
                         done(std::move(outcome.response), std::move(outcome.record));
                       });
}

std::vector<KeyStatus> Gateway::pool_status() const {
  std::vector<KeyStatus> rows;
  for (PoolRow& row : pool_rows()) rows.push_back(std::move(row.key));
  return rows;
}

std::vector<PoolRow> Gateway::pool_rows() const {
  std::vector<PoolRow> rows;
  const Instant now = core_->clock->now();
  for (const auto& provider : core_->providers)
    for (KeyStatus& key : provider->keys().status(now))
      rows.push_back({provider->name(), std::move(key)});
  return rows;
}

double Gateway::budget_remaining_usd() const {
  const AccountSnapshot own = core_->ledger->snapshot(core_->account, core_->clock->wall());
  if (own.budget.limit == Money::max()) return std::numeric_limits<double>::infinity();
  // What is lent to threads is not used; they give it back when somebody needs it.
  return own.remaining.checked_add(own.leased).value_or(Money::max()).usd();
}

double Gateway::budget_used_usd() const {
  const AccountSnapshot own = core_->ledger->snapshot(core_->account, core_->clock->wall());
  return own.settled.checked_add(own.reserved).value_or(Money::max()).usd();
}

std::vector<std::pair<std::string, AccountSnapshot>> Gateway::budgets() const {
  std::vector<std::pair<std::string, AccountSnapshot>> rows;
  for (AccountSnapshot& snapshot : core_->ledger->snapshot_all(core_->clock->wall())) {
    std::string name(core_->ledger->name(snapshot.account));
    rows.emplace_back(std::move(name), std::move(snapshot));
  }
  return rows;
}

MetricsSnapshot Gateway::metrics() const { return core_->metrics->snapshot(); }

std::int64_t Gateway::calls_running() const { return core_->calls_running(); }

Result<void> Gateway::add_key(std::string_view provider, KeyConfig key) const {
  return on_pool(*core_, provider, [&](KeyPool& keys) { return keys.add_key(std::move(key)); });
}

Result<void> Gateway::remove_key(std::string_view provider, std::string_view label) const {
  return on_pool(*core_, provider, [&](KeyPool& keys) { return keys.remove_key(label); });
}

Result<void> Gateway::rotate_key(std::string_view provider, std::string_view label,
                                 Secret key) const {
  return on_pool(*core_, provider,
                 [&](KeyPool& keys) { return keys.rotate_key(label, std::move(key)); });
}

Result<void> Gateway::set_limits(std::string_view provider, std::string_view label,
                                 const KeyLimits& limits) const {
  return on_pool(*core_, provider, [&](KeyPool& keys) { return keys.set_limits(label, limits); });
}

Result<void> Gateway::revive(std::string_view provider, std::string_view label) const {
  return on_pool(*core_, provider, [&](KeyPool& keys) { return keys.revive(label); });
}

Result<void> Gateway::set_budget(std::string_view name, Money limit) const {
  const auto account = core_->ledger->find(name);
  if (!account)
    return fail(ErrorKind::NotFound, "no budget is called \"" + std::string(name) + "\"");
  return core_->ledger->set_limit(*account, limit);
}

Result<void> Gateway::drain(Duration patience) const {
  core_->close();
  if (core_->wait_until_empty(limit::later(core_->clock->now(), patience))) return {};
  return fail(ErrorKind::Timeout, std::to_string(core_->calls_running()) +
                                      " calls are still running; they go on, and no new one is "
                                      "taken");
}

}  // namespace omnillm
