#include "codec/stream_framer.h"

#include <absl/strings/escaping.h>

#include "codec/bedrock/event_stream.h"
#include "http/sse.h"
#include "json/writer.h"

namespace omnillm::codec {
namespace {

// Calls `take(data)` for each of the events.
template <class Take>
void each_event(std::string_view events, Take take) {
  http::SseParser parser;
  parser.feed(events);
  for (;;) {
    const auto event = parser.next();
    if (!event || !*event) return;
    take((*event)->data);
  }
}

}  // namespace

void append_aws_chunk(std::string_view event, std::string& out) {
  std::string payload;
  json::Writer writer(payload);
  writer.begin_object().key("bytes").string(absl::Base64Escape({event.data(), event.size()}));
  writer.end_object();
  bedrock::append_event_stream(
      {{":event-type", "chunk"}, {":content-type", "application/json"}, {":message-type", "event"}},
      payload, out);
}

StreamShape stream_shape_of(WireFormat format, const std::string* alt) {
  if (format == WireFormat::BedrockConverse) return StreamShape::AwsEvents;
  if (format != WireFormat::GeminiGenerateContent) return StreamShape::ServerSentEvents;
  return alt != nullptr && *alt == "sse" ? StreamShape::ServerSentEvents : StreamShape::JsonArray;
}

std::string_view content_type_of(StreamShape shape) {
  switch (shape) {
    case StreamShape::ServerSentEvents:
      return "text/event-stream";
    case StreamShape::JsonArray:
      return "application/json; charset=UTF-8";
    case StreamShape::AwsEvents:
    case StreamShape::AwsChunks:
      return "application/vnd.amazon.eventstream";
  }
  return {};
}

std::string StreamFramer::frame(std::string events) {
  std::string out;
  switch (shape_) {
    case StreamShape::ServerSentEvents:
    case StreamShape::AwsEvents:
      return events;
    case StreamShape::JsonArray:
      each_event(events, [&](std::string_view data) {
        out += begun_ ? ",\r\n" : "[";
        out += data;
        begun_ = true;
      });
      return out;
    case StreamShape::AwsChunks:
      each_event(events, [&](std::string_view data) { append_aws_chunk(data, out); });
      return out;
  }
  return out;
}

std::string StreamFramer::end() const {
  if (shape_ != StreamShape::JsonArray) return {};
  return begun_ ? "]" : "[]";
}

}  // namespace omnillm::codec
