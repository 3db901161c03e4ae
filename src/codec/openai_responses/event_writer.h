// Writes the frame of one event of a streamed response.

#ifndef OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_WRITER_H_
#define OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "codec/openai_responses/open_item.h"
#include "http/sse.h"
#include "json/writer.h"

namespace omnillm::codec::openai_responses {

// One event, written where it belongs; nothing is copied afterwards. The only line ends that JSON
// can have are space between its values, so a frame is its two lines once they are blanks.
class EventWriter {
 public:
  EventWriter(std::string_view type, std::int64_t& sequence, std::string& out)
      : out_(out), writer_(begin(type, out)), start_(out.size()) {
    writer_.begin_object();
    writer_.key("type").string(type);
    writer_.key("sequence_number").integer(sequence++);
  }
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;
  ~EventWriter() {
    writer_.end_object();
    http::blank_line_ends(start_, out_);
    http::end_sse(out_);
  }

  // What it is about.
  json::Writer& about(const OpenItem& open) {
    writer_.key("item_id").string(open.id);
    writer_.key("output_index").unsigned_integer(open.place);
    return writer_;
  }
  json::Writer& about_part(const OpenItem& open) {
    about(open);
    if (open.part == OpenItem::Part::Summary)
      writer_.key("summary_index").integer(open.part_index);
    else
      writer_.key("content_index").integer(open.part_index);
    return writer_;
  }
  json::Writer& writer() { return writer_; }

 private:
  static std::string& begin(std::string_view type, std::string& out) {
    http::begin_sse(type, out);
    return out;
  }

  std::string& out_;
  json::Writer writer_;
  std::size_t start_;
};

}  // namespace omnillm::codec::openai_responses

#endif  // OMNILLM_CODEC_OPENAI_RESPONSES_EVENT_WRITER_H_
