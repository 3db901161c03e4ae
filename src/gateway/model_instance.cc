#include "omnillm/model_instance.h"

#include <utility>

#include "gateway/easy_reply.h"

namespace omnillm {

namespace {

class GatewayStream final : public ModelStreamSource {
 public:
  explicit GatewayStream(LlmStream stream) : stream_(std::move(stream)) {}

  LlmStream::Event next() override { return stream_.next(); }
  void cancel() override { stream_.cancel(); }
  std::shared_ptr<const CallRecord> record() const override { return stream_.record(); }

 private:
  LlmStream stream_;
};

void tell(EventSender& events, const Reply<LlmResponse>& reply) {
  if (!reply.content_text.empty()) events.on_token(reply.content_text.str());
  for (const ToolCallPart* call : reply.tool_calls()) events.on_tool_call(*call);
  events.on_cost({.usage = reply.usage, .amount = gateway::known_cost(reply.record.get())});
}

}  // namespace

void EventSender::on_token(std::string_view) {}
void EventSender::on_tool_call(const ToolCallPart&) {}
void EventSender::on_cost(const ModelCost&) {}

Result<Reply<LlmResponse>> ModelInstance::execute(LlmRequest request, EventSender* events,
                                                  std::stop_token cancel) {
  auto reply = answer(std::move(request), std::move(cancel));
  if (reply && events != nullptr) tell(*events, *reply);
  return reply;
}

Result<ModelStream> ModelInstance::execute_stream(LlmRequest request, EventSender* events,
                                                  std::stop_token cancel) {
  auto source = open(std::move(request), std::move(cancel));
  if (!source) return tl::unexpected(std::move(source.error()));
  return ModelStream(*std::move(source), events);
}

GatewayModelInstance::GatewayModelInstance(Gateway gateway, std::string model, CallOptions options)
    : gateway_(std::move(gateway)), model_(std::move(model)), options_(std::move(options)) {}

Result<Reply<LlmResponse>> GatewayModelInstance::answer(LlmRequest request,
                                                        std::stop_token cancel) {
  if (request.model.empty()) request.model = model_;
  return gateway_.call(std::move(request), options_with(std::move(cancel)));
}

Result<std::unique_ptr<ModelStreamSource>> GatewayModelInstance::open(LlmRequest request,
                                                                      std::stop_token cancel) {
  if (request.model.empty()) request.model = model_;
  auto stream = gateway_.stream(std::move(request), options_with(std::move(cancel)));
  if (!stream) return tl::unexpected(std::move(stream.error()));
  return std::make_unique<GatewayStream>(*std::move(stream));
}

CallOptions GatewayModelInstance::options_with(std::stop_token cancel) const {
  CallOptions options = options_;
  if (cancel.stop_possible()) options.cancel = std::move(cancel);
  return options;
}

}  // namespace omnillm
