// Writes one chunk of a stream: what all chunks share, kept ready, around what this one says.
//
// Thread safety: none; it belongs to the encoder of one stream.

#ifndef OMNILLM_CODEC_OPENAI_CHAT_CHUNK_WRITER_H_
#define OMNILLM_CODEC_OPENAI_CHAT_CHUNK_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/writer.h"
#include "omnillm/json.h"
#include "omnillm/stream_event.h"

namespace omnillm::codec::openai_chat {

class ChunkWriter {
 public:
  // `says_no_usage`: every chunk has `"usage":null`, as when a client asked for usage.
  explicit ChunkWriter(bool says_no_usage) : says_no_usage_(says_no_usage) {}

  // What every chunk says from now on; `own_members` stand in the first one alone.
  void start(const event::ResponseStarted& started, std::string_view model,
             const VendorExtensions& own_members);

  // Each chunk is begin_..., what it says, end(out), which appends the framed bytes. Inside of
  // begin_delta the delta's object is open.
  json::Writer& begin_delta(std::int64_t choice);
  // Of the chunk that has begun.
  [[nodiscard]] json::Writer& writer() { return *writer_; }
  void end_delta(const JsonText& logprobs, std::string_view finish_reason, std::string& out);
  // A choice whose own members the caller writes.
  json::Writer& begin_choice();
  void end_choice(std::string& out);
  // No choice; members of the chunk itself.
  json::Writer& begin_members(bool with_usage);
  void end_members(std::string& out);

 private:
  void begin();
  void finish(bool says_usage, std::string& out);

  bool says_no_usage_;
  bool wrote_usage_ = false;
  std::string first_;   // what only the first chunk says
  std::string head_;    // up to the first choice
  std::string buffer_;  // of the chunk being written, used again
  std::optional<json::Writer> writer_;
};

}  // namespace omnillm::codec::openai_chat

#endif  // OMNILLM_CODEC_OPENAI_CHAT_CHUNK_WRITER_H_
