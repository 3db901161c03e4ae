#include "codec/openai_chat/chunk_writer.h"

#include "http/sse.h"

namespace omnillm::codec::openai_chat {

void ChunkWriter::start(const event::ResponseStarted& started, std::string_view model,
                        const VendorExtensions& own_members) {
  head_.clear();
  json::Writer out(head_);
  out.begin_object();
  out.key("id").string(started.response_id.empty() ? std::string_view("chatcmpl-0")
                                                   : std::string_view(started.response_id));
  out.key("object").word("chat.completion.chunk");
  out.key("created").integer(started.created.value_or(0));
  out.key("model").string(started.model.empty() ? model : std::string_view(started.model));
  if (!started.service_tier.empty()) out.key("service_tier").string(started.service_tier);
  out.key("choices").begin_array();
  for (const auto& [name, value] : own_members) {
    std::string member;
    json::Writer(member).foreign_key(name).json(value);
    first_.append(",").append(member);
  }
}

void ChunkWriter::begin() {
  // A stream whose beginning nobody told still has chunks that can be read.
  if (head_.empty()) start({}, {}, {});
  buffer_ = head_;
  writer_.emplace(buffer_);
}

void ChunkWriter::finish(bool says_usage, std::string& out) {
  buffer_ += first_;
  first_.clear();
  buffer_ += says_no_usage_ && !says_usage ? R"(,"usage":null})" : "}";
  writer_.reset();
  http::append_sse({}, buffer_, out);
}

json::Writer& ChunkWriter::begin_delta(std::int64_t choice) {
  begin();
  writer_->begin_object();
  writer_->key("index").integer(choice);
  writer_->key("delta").begin_object();
  return *writer_;
}

void ChunkWriter::end_delta(const JsonText& logprobs, std::string_view finish_reason,
                            std::string& out) {
  writer_->end_object();
  writer_->key("logprobs").json(logprobs);
  writer_->key("finish_reason");
  finish_reason.empty() ? writer_->null() : writer_->string(finish_reason);
  end_choice(out);
}

json::Writer& ChunkWriter::begin_choice() {
  begin();
  return writer_->begin_object();
}

void ChunkWriter::end_choice(std::string& out) {
  writer_->end_object();
  writer_->end_array();
  finish(false, out);
}

json::Writer& ChunkWriter::begin_members(bool with_usage) {
  begin();
  wrote_usage_ = with_usage;
  return writer_->end_array();
}

void ChunkWriter::end_members(std::string& out) { finish(wrote_usage_, out); }

}  // namespace omnillm::codec::openai_chat
