#include "codec/openai_chat/response_emitter.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "codec/openai_chat/answer_message.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/response_parser.h"
#include "codec/openai_chat/usage.h"

namespace omnillm::codec::openai_chat {

namespace {

// An answer is for a client, who takes all that this family of protocols has.
Dialect client_dialect() {
  Dialect dialect;
  dialect.assistant_images = true;
  return dialect;
}

class ResponseWriter {
 public:
  ResponseWriter(const LlmResponse& response, const Emission& to) : response_(response), to_(to) {
    if (const JsonText* kept = response.vendor_extensions.find(kChoiceExtensions);
        kept && to.takes_extensions())
      has_kept_ = kept_.parse(kept->text()).has_value();
  }

  void write() {
    to_.out.begin_object();
    to_.member("id").string(response_.response_id);
    to_.member("object").string("chat.completion");
    to_.member("created").integer(response_.created.value_or(0));
    to_.member("model").string(response_.model);
    to_.member("choices").begin_array();
    write_choice(0, 0, response_.output, response_.finish_reason, response_.logprobs, "/output");
    std::size_t place = 1;
    for (const ResponseChoice& choice : response_.alternatives) {
      const std::string pointer = "/alternatives/" + std::to_string(place - 1) + "/output";
      write_choice(place, choice.index, choice.output, choice.finish_reason, choice.logprobs,
                   pointer);
      ++place;
    }
    to_.out.end_array();
    if (response_.usage) {
      static_cast<void>(to_.member("usage"));
      write_usage(*response_.usage, to_.takes_extensions() ? response_.raw_usage : JsonText(),
                  to_.out);
    }
    if (!response_.service_tier.empty()) to_.member("service_tier").string(response_.service_tier);
    to_.member_extensions(response_.vendor_extensions, "/vendor_extensions");
    to_.out.end_object();
  }

 private:
  void write_choice(std::size_t place, std::int64_t index, const std::vector<ResponseItem>& output,
                    const std::optional<FinishReason>& reason, const JsonText& logprobs,
                    const std::string& pointer) {
    to_.out.begin_object();
    to_.out.key("index").integer(index);
    to_.out.key("message");
    write_answer(output, pointer, to_);
    to_.out.key("logprobs").json(own_logprobs(logprobs));
    to_.out.key("finish_reason").string(finish_word(reason, has_calls(output), to_.losses));
    write_kept(place);
    to_.out.end_object();
  }

  [[nodiscard]] JsonText own_logprobs(const JsonText& logprobs) const {
    if (logprobs.is_null() || to_.takes_extensions()) return logprobs;
    to_.minor("logprobs", "/logprobs", "logprobs are dropped");
    return {};
  }

  void write_kept(std::size_t place) {
    if (!has_kept_) return;
    std::size_t at = 0;
    for (const json::Value choice : kept_.root().elements())
      if (at++ == place)
        for (const json::Member member : choice.members())
          to_.out.foreign_key(member.name).raw(member.value.raw());
  }

  const LlmResponse& response_;
  const Emission& to_;
  json::Document kept_;
  bool has_kept_ = false;
};

}  // namespace

Result<void> emit_response(const LlmResponse& response, LossLog& losses, std::string& out) {
  json::Writer writer(out);
  const Dialect dialect = client_dialect();
  std::vector<std::string_view> written;
  const Emission to{dialect, losses, writer, response.provider_protocol, written};
  ResponseWriter(response, to).write();
  if (!writer.valid()) return fail(ErrorKind::Protocol, "the answer holds text that is not UTF-8");
  return {};
}

}  // namespace omnillm::codec::openai_chat
