#include "omnillm/easy.h"

#include <utility>

#include "gateway/easy_reply.h"

namespace omnillm {

using gateway::easy_call_options;
using gateway::easy_reply;
using gateway::easy_request;

Result<TextReply> EasyClient::generate_text(std::string_view model, std::string_view prompt,
                                            const EasyOptions& options) const {
  auto there = target(model, options);
  if (!there) return tl::unexpected(std::move(there.error()));
  auto reply = there->gateway.call(easy_request(*there, prompt, options),
                                   easy_call_options(*there, options));
  if (!reply) return tl::unexpected(std::move(reply.error()));
  return easy_reply(*reply, reply->record);
}

Result<TextStream> EasyClient::stream_text(std::string_view model, std::string_view prompt,
                                           const EasyOptions& options) const {
  auto there = target(model, options);
  if (!there) return tl::unexpected(std::move(there.error()));
  auto stream = there->gateway.stream(easy_request(*there, prompt, options),
                                      easy_call_options(*there, options));
  if (!stream) return tl::unexpected(std::move(stream.error()));
  return TextStream(*std::move(stream));
}

Result<TextReply> EasyClient::stream_text(std::string_view model, std::string_view prompt,
                                          absl::FunctionRef<void(std::string_view)> on_text,
                                          const EasyOptions& options) const {
  auto stream = stream_text(model, prompt, options);
  if (!stream) return tl::unexpected(std::move(stream.error()));
  for (Result<std::string>& piece : *stream)
    if (piece) on_text(*piece);
  return stream->reply();
}

Result<EmbedReply> EasyClient::embed(std::string_view model, const std::vector<std::string>& texts,
                                     const EasyOptions& options) const {
  auto there = target(model, options);
  if (!there) return tl::unexpected(std::move(there.error()));
  EmbeddingRequest request{.model = there->model};
  for (const std::string& text : texts) request.input.emplace_back(Text(text));
  auto reply = there->gateway.embed(std::move(request), easy_call_options(*there, options));
  if (!reply) return tl::unexpected(std::move(reply.error()));
  EmbedReply out{.vectors = std::vector<std::vector<float>>(texts.size()),
                 .usage = reply->usage,
                 .cost = gateway::known_cost(reply->record.get()),
                 .record = reply->record};
  for (EmbeddingVector& vector : reply->data) {
    const auto at = static_cast<std::size_t>(vector.index);
    if (vector.index < 0 || at >= texts.size() || !out.vectors[at].empty())
      return fail(ErrorKind::Protocol, "the vectors do not belong to the texts that were sent");
    out.vectors[at] = std::move(vector.embedding);
  }
  for (const std::vector<float>& vector : out.vectors)
    if (vector.empty()) return fail(ErrorKind::Protocol, "a text was given no vector");
  return out;
}

// ---- With a client for one call

Result<TextReply> generate_text(std::string_view model, std::string_view prompt,
                                const EasyOptions& options) {
  return EasyClient().generate_text(model, prompt, options);
}

Result<TextStream> stream_text(std::string_view model, std::string_view prompt,
                               const EasyOptions& options) {
  return EasyClient().stream_text(model, prompt, options);
}

Result<TextReply> stream_text(std::string_view model, std::string_view prompt,
                              absl::FunctionRef<void(std::string_view)> on_text,
                              const EasyOptions& options) {
  return EasyClient().stream_text(model, prompt, on_text, options);
}

Result<ObjectReply> generate_object(std::string_view model, std::string_view prompt,
                                    const JsonText& schema, const EasyOptions& options) {
  return EasyClient().generate_object(model, prompt, schema, options);
}

Result<EmbedReply> embed(std::string_view model, const std::vector<std::string>& texts,
                         const EasyOptions& options) {
  return EasyClient().embed(model, texts, options);
}

}  // namespace omnillm
