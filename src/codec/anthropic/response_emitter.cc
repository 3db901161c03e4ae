#include <algorithm>
#include <string>
#include <string_view>

#include "codec/anthropic/bodies.h"
#include "codec/anthropic/finish_reason.h"
#include "codec/anthropic/part_losses.h"
#include "codec/anthropic/part_writer.h"
#include "codec/anthropic/usage.h"
#include "codec/pointer.h"
#include "json/writer.h"

namespace omnillm::codec::anthropic {

namespace {

class ResponseEmitter {
 public:
  ResponseEmitter(const LlmResponse& response, LossLog& losses, std::string& out)
      : response_(response),
        losses_(losses),
        keep_(!response.provider_protocol ||
              *response.provider_protocol == WireFormat::AnthropicMessages),
        out_(out),
        parts_(out_, Use::Answer, keep_) {}

  Result<void> emit() {
    report_losses();
    out_.begin_object();
    out_.key("id").string(response_.response_id.empty() ? "msg_1" : response_.response_id);
    out_.key("type").word("message").key("role").word("assistant");
    out_.key("model").string(response_.model);
    write_content();
    write_stop();
    write_usage_member();
    if (keep_)
      for (const auto& [name, value] : response_.vendor_extensions)
        if (!is_own_member(name)) out_.foreign_key(name).json(value);
    out_.end_object();
    if (!out_.valid()) return fail(ErrorKind::Protocol, "the response: a text is not UTF-8");
    return {};
  }

 private:
  static bool is_own_member(std::string_view name) {
    constexpr std::string_view kOwn[] = {"id",      "type",        "role",          "model",
                                         "content", "stop_reason", "stop_sequence", "usage"};
    return std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn);
  }

  void report_losses() {
    if (!response_.alternatives.empty())
      losses_.major("choices", "/alternatives",
                    "answers after the first are dropped when bridging to anthropic_messages");
    if (!response_.logprobs.is_null())
      losses_.minor("logprobs", "/logprobs",
                    "logprobs are dropped when bridging to anthropic_messages");
    if (keep_) return;
    const Pointer root;
    for (const auto& [name, value] : response_.vendor_extensions)
      losses_.minor("vendor_extensions", root.at(name).str(),
                    "some vendor_extensions and raw_message fields are not emitted to "
                    "anthropic_messages");
  }

  void write_content() {
    out_.key("content").begin_array();
    const Pointer root;
    const Pointer output = root.at("output");
    std::size_t index = 0;
    for (const ResponseItem& item : response_.output) {
      const Pointer where = output.at(index++);
      if (const MessagePart* single = item.single()) {
        write_part(*single, where);
      } else {
        const Pointer content = where.at("content");
        std::size_t part_index = 0;
        for (const MessagePart& part : item.message()->parts)
          write_part(part, content.at(part_index++));
      }
    }
    out_.end_array();
  }

  void write_part(const MessagePart& part, const Pointer& where) {
    refused_ = refused_ || part.is<part::Refusal>();
    anthropic::report_losses(part, Use::Answer, keep_, where, losses_);
    if (has_block(part, Use::Answer)) parts_.write(part, nullptr);
  }

  void write_stop() {
    out_.key("stop_reason");
    if (response_.finish_reason)
      out_.string(stop_word_of(*response_.finish_reason,
                               {.stop_sequence = response_.stop_sequence, .refused = refused_},
                               losses_));
    else
      out_.null();
    out_.key("stop_sequence");
    if (response_.stop_sequence.empty())
      out_.null();
    else
      out_.string(response_.stop_sequence);
  }

  void write_usage_member() {
    out_.key("usage");
    if (keep_ && raw_usage_still_holds()) {
      out_.json(response_.raw_usage);
      return;
    }
    if (!response_.usage)
      losses_.minor("usage", "/usage",
                    "usage that nobody reported is zero in anthropic_messages, which demands it");
    write_usage(response_.usage.value_or(TokenUsage()), response_.units,
                tier_for_usage(response_.service_tier), out_);
  }

  bool raw_usage_still_holds() const {
    json::Document document;
    if (!response_.usage || !response_.raw_usage.is_object() ||
        !document.parse(response_.raw_usage.text()))
      return false;
    const WireUsage raw = read_usage(document.root());
    return raw.tokens == *response_.usage && raw.units == response_.units;
  }

  const LlmResponse& response_;
  LossLog& losses_;
  bool keep_;
  json::Writer out_;
  PartWriter parts_;
  bool refused_ = false;
};

}  // namespace

Result<void> emit_response(const LlmResponse& response, LossLog& losses, std::string& out) {
  const std::size_t size = out.size();
  Result<void> emitted = ResponseEmitter(response, losses, out).emit();
  if (!emitted) out.resize(size);
  return emitted;
}

}  // namespace omnillm::codec::anthropic
