// Reads the events of a streamed response.
//
// What the events leave out is taken from elsewhere: ids and names of calls from the item that the
// output_index names, deltas nobody sent from the item when it is done, items nobody announced from
// the response at the end.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_DECODER_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"

namespace omnillm::codec::openai_responses {

class ResponsesDecoder final : public EventDecoder {
 public:
  [[nodiscard]] Result<void> read(const Frame& frame, Events& out) override;
  [[nodiscard]] Result<void> end(Events& out) override;
  [[nodiscard]] bool ended() const override { return ended_; }

 private:
  enum class Kind : std::uint8_t { Message, Call, Reasoning, Other };
  using Handler = void (ResponsesDecoder::*)(json::Value, Events&);
  struct Known {
    std::string_view type;
    Handler handler;
  };
  static const Known kKnown[];

  // An item that has begun. Its place in items_ is its index.
  struct Open {
    Kind kind = Kind::Other;
    std::int64_t output_index = 0;
    std::string id{};
    ResponseItem begun{};    // what OutputItemAdded says
    bool announced = false;  // whether it was said: a thought waits for its first words
    bool has_deltas = false;
    bool done = false;
    std::int64_t part = -1;  // of the last delta: content_index or summary_index
    std::size_t citations = 0;
  };

  void on_start(json::Value event, Events& out);
  void on_item_added(json::Value event, Events& out);
  void on_item_done(json::Value event, Events& out);
  void on_text_delta(json::Value event, Events& out);
  void on_text_done(json::Value event, Events& out);
  void on_refusal_delta(json::Value event, Events& out);
  void on_refusal_done(json::Value event, Events& out);
  void on_annotation(json::Value event, Events& out);
  void on_part_done(json::Value event, Events& out);
  void on_arguments_delta(json::Value event, Events& out);
  void on_arguments_done(json::Value event, Events& out);
  void on_summary_delta(json::Value event, Events& out);
  void on_summary_done(json::Value event, Events& out);
  void on_thought_delta(json::Value event, Events& out);
  void on_thought_done(json::Value event, Events& out);
  void on_end(json::Value event, Events& out);
  void on_failed(json::Value event, Events& out);
  void on_error(json::Value event, Events& out);
  void on_nothing(json::Value, Events&) {}
  void on_other(std::string_view type, json::Value event, Events& out);

  void start(json::Value response, Events& out);
  void start_anyhow(Events& out);
  [[nodiscard]] static Kind kind_of(const ResponseItem& item);
  [[nodiscard]] std::size_t begin(Kind kind, std::int64_t output_index, ResponseItem item,
                                  Events& out);
  void announce(std::size_t index, Events& out);
  void announce_all(Events& out);
  // The item an event is about; one of that kind is begun when none was announced.
  [[nodiscard]] std::size_t item_of(json::Value event, Kind kind, Events& out);
  [[nodiscard]] const Open* find(std::int64_t output_index, std::string_view id) const;

  void thought_delta(json::Value event, bool is_summary, std::string_view part, json::Value words,
                     Events& out);
  void add_arguments(std::size_t index, Text delta, Events& out);
  // Says what the deltas did not say, and that the item is done.
  void finish_item(std::size_t index, json::Value item, Events& out);
  // Each says whether the item as it came at the end is to be handed on.
  [[nodiscard]] bool settle_message(std::size_t index, const ResponseItem& whole, Events& out);
  [[nodiscard]] bool settle_call(std::size_t index, const ResponseItem& whole, Events& out);
  [[nodiscard]] bool settle_reasoning(std::size_t index, const ResponseItem& whole, Events& out);
  void say_missing(std::size_t index, const Message& message, Events& out);
  void finish_all(json::Value output, Events& out);
  void report_usage(json::Value response, Events& out);

  json::Document document_;
  std::vector<Open> items_;
  std::vector<ResponseItem> built_in_;  // the calls of built-in tools, whole
  std::string service_tier_;            // as it was said at the beginning
  bool started_ = false;
  bool ended_ = false;
  bool calls_tools_ = false;
  Result<void> fault_;
};

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_DECODER_H_
