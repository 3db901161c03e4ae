#include "codec/gemini/response_emitter.h"

#include <utility>
#include <vector>

#include "codec/gemini/answer_parser.h"
#include "codec/gemini/citations.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_emitter.h"
#include "codec/gemini/usage.h"

namespace omnillm::codec::gemini {

namespace {

// One of the answers.
struct Candidate {
  std::size_t number;
  std::int64_t index;
  const std::vector<ResponseItem>& output;
  const std::optional<FinishReason>& finish_reason;
  const JsonText& logprobs;
};

class ResponseEmitter {
 public:
  ResponseEmitter(const LlmResponse& response, LossLog& losses, json::Writer& out)
      : response_(response),
        context_{.losses = losses, .dialect = dialect_, .origin = response.provider_protocol},
        out_(out) {}

  void write();

 private:
  void write_candidates();
  void write_candidate(const Candidate& candidate);
  void write_parts(const std::vector<ResponseItem>& output, const Pointer& at);
  void write_piece(const MessagePart& piece, const Pointer& at);
  void collect_citations(const part::Text& text, const Pointer& at);
  void write_beside(const Candidate& candidate);
  void write_extensions();
  void write_usage_metadata();
  [[nodiscard]] bool is_blocked_prompt() const;

  const LlmResponse& response_;
  const Dialect dialect_{};
  EmitContext context_;
  json::Writer& out_;
  // Of the candidate being written.
  std::int64_t parts_written_ = 0;
  std::vector<Grounding> citations_;
};

bool ResponseEmitter::is_blocked_prompt() const {
  return context_.takes_extensions() && response_.output.empty() &&
         response_.alternatives.empty() && response_.vendor_extensions.contains("promptFeedback") &&
         response_.finish_reason == FinishReason::ContentFilter;
}

void ResponseEmitter::collect_citations(const part::Text& text, const Pointer& at) {
  if (text.citations.empty()) return;
  const CharacterIndex index(text.text.str());
  for (const Citation& citation : text.citations) {
    if (citation.url.empty() || citations_.size() >= kMaxCitations) {
      context_.losses.minor("citations", at.str(), dropped("a citation without an address"));
      continue;
    }
    Grounding grounding{.part_index = parts_written_, .citation = citation};
    characters_to_bytes(index, grounding.citation);
    citations_.push_back(std::move(grounding));
  }
}

void ResponseEmitter::write_piece(const MessagePart& piece, const Pointer& at) {
  if (const auto* text = piece.get_if<part::Text>()) collect_citations(*text, at);
  if (write_part(piece, at, context_, out_)) ++parts_written_;
}

void ResponseEmitter::write_parts(const std::vector<ResponseItem>& output, const Pointer& at) {
  for (std::size_t i = 0; i < output.size(); ++i) {
    const Pointer here = at.at(i);
    if (const MessagePart* single = output[i].single()) {
      write_piece(*single, here);
      continue;
    }
    const Message& message = *output[i].message();
    const Pointer parts = here.at("parts");
    for (std::size_t p = 0; p < message.parts.size(); ++p)
      write_piece(message.parts[p], parts.at(p));
    report_extensions(message.vendor_extensions, here, context_);
  }
}

void ResponseEmitter::write_beside(const Candidate& candidate) {
  bool has_sources = false;
  if (context_.takes_extensions())
    for (const auto& [name, value] : response_.vendor_extensions) {
      const auto member = candidate_member_of(name);
      if (!member || member->candidate != candidate.number) continue;
      out_.foreign_key(member->name).json(value);
      has_sources =
          has_sources || member->name == "groundingMetadata" || member->name == "citationMetadata";
    }
  if (!citations_.empty() && !has_sources) {
    out_.key("groundingMetadata");
    write_grounding(citations_, out_);
  }
  if (candidate.logprobs.is_null()) return;
  if (response_.provider_protocol == kFormat)
    out_.key("logprobsResult").json(candidate.logprobs);
  else
    context_.losses.minor("logprobs", "/logprobs", dropped("logprobs"));
}

void ResponseEmitter::write_candidate(const Candidate& candidate) {
  parts_written_ = 0;
  citations_.clear();
  out_.begin_object();
  const std::size_t before = out_.out().size();
  out_.key("content").begin_object().key("parts").begin_array();
  const Pointer root;
  if (candidate.number == 0) {
    write_parts(candidate.output, root.at("output"));
  } else {
    const Pointer all = root.at("alternatives");
    const Pointer one = all.at(candidate.number - 1);
    write_parts(candidate.output, one.at("output"));
  }
  out_.end_array().key("role").word("model").end_object();
  if (parts_written_ == 0) out_.out().resize(before);
  if (candidate.finish_reason) {
    out_.key("finishReason").string(finish_word(*candidate.finish_reason));
  }
  out_.key("index").integer(candidate.index);
  write_beside(candidate);
  out_.end_object();
}

void ResponseEmitter::write_candidates() {
  out_.key("candidates").begin_array();
  write_candidate({0, 0, response_.output, response_.finish_reason, response_.logprobs});
  std::size_t number = 1;
  for (const ResponseChoice& choice : response_.alternatives) {
    write_candidate({number, choice.index, choice.output, choice.finish_reason, choice.logprobs});
    ++number;
  }
  out_.end_array();
}

void ResponseEmitter::write_extensions() {
  if (!context_.takes_extensions())
    return report_extensions(response_.vendor_extensions, Pointer(), context_);
  for (const auto& [name, value] : response_.vendor_extensions)
    if (!candidate_member_of(name)) out_.foreign_key(name).json(value);
}

void ResponseEmitter::write_usage_metadata() {
  const std::string_view traffic = traffic_of_tier(response_.service_tier);
  if (!response_.service_tier.empty() && (traffic.empty() || !response_.usage))
    context_.losses.minor("service_tier", "/service_tier", dropped("service_tier"));
  if (!response_.usage) return;
  out_.key("usageMetadata");
  const JsonText none;
  const bool is_own = response_.provider_protocol == kFormat;
  write_usage(*response_.usage, traffic, is_own ? response_.raw_usage : none, context_, out_);
}

void ResponseEmitter::write() {
  out_.begin_object();
  if (!is_blocked_prompt()) write_candidates();
  write_extensions();
  write_usage_metadata();
  if (!response_.stop_sequence.empty())
    context_.losses.minor("stop_sequence", "/stop_sequence",
                          dropped("the stop sequence that was met"));
  if (!response_.model.empty()) out_.key("modelVersion").string(response_.model);
  if (response_.created) out_.key("createTime").string(time_of_seconds(*response_.created));
  if (!response_.response_id.empty()) out_.key("responseId").string(response_.response_id);
  out_.end_object();
}

}  // namespace

void emit_response(const LlmResponse& response, LossLog& losses, json::Writer& out) {
  ResponseEmitter(response, losses, out).write();
}

}  // namespace omnillm::codec::gemini
