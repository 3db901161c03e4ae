// Writes the events of a streamed response as OpenAI's own clients read them: everything that opens
// is closed, everything that came in pieces is repeated whole when it is done, and the last event
// holds the whole response.
//
// One canonical item is one item of the stream, but for an image in a message, which is an item of
// its own. Memory: the items that are done, as JSON, and the texts of those that are open.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_ENCODER_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_ENCODER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/codec.h"
#include "codec/openai_responses/emission.h"
#include "codec/openai_responses/open_item.h"
#include "codec/openai_responses/status.h"

namespace omnillm::codec::openai_responses {

class ResponsesEncoder final : public EventEncoder {
 public:
  explicit ResponsesEncoder(StreamEncoderOptions options) : options_(std::move(options)) {}

  [[nodiscard]] Result<void> write(const LlmStreamEvent& event, LossLog& losses,
                                   std::string& out) override;

 private:
  using Open = OpenItem;
  using Part = OpenItem::Part;
  class Visitor;

  void start(const LlmResponse& head, LossLog& losses, std::string& out);
  void write_state(std::string_view type, LossLog& losses, std::string& out);
  Open& begin_item(const ResponseItem& item, std::int64_t choice, LossLog& losses,
                   std::string& out);
  void add_text(Open& open, const Text& delta, const JsonText& logprobs, std::string& out);
  void add_refusal(Open& open, const Text& delta, std::string& out);
  void add_thought(Open& open, const Text& delta, std::string& out);
  void add_arguments(Open& open, const Text& delta, std::string& out);
  void add_citation(Open& open, const Citation& citation, LossLog& losses, std::string& out);
  void add_part(Open& open, const MessagePart& part, LossLog& losses, std::string& out);
  void write_whole_item(const MessagePart& part, LossLog& losses, std::string& out);

  void open_part(Open& open, Part part, std::string& out);
  void close_part(Open& open, LossLog& losses, std::string& out);
  void close_arguments(Open& open, std::string& out);
  void close_item(Open& open, const std::optional<ResponseItem>& whole, LossLog& losses,
                  std::string& out);
  [[nodiscard]] std::string item_json(const Open& open, ResponseItem item, LossLog& losses) const;
  void complete(const LlmResponse& response, LossLog& losses, std::string& out);
  void fail(const ProviderError& error, LossLog& losses, std::string& out);
  void write_end(std::string_view type, const LlmResponse& response, Status status,
                 const ProviderError* error, LossLog& losses, std::string& out);
  [[nodiscard]] std::string output_json() const;
  void write_raw(const event::Raw& raw, LossLog& losses, std::string& out);

  StreamEncoderOptions options_;
  LlmResponse head_;
  bool started_ = false;
  std::int64_t sequence_ = 0;
  std::size_t places_ = 0;             // items of the stream so far
  std::vector<Open> items_;            // by index
  std::vector<std::string> finished_;  // by place; empty while it is open
};

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_ENCODER_H_
