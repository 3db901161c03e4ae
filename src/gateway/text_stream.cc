#include <utility>

#include "gateway/easy_reply.h"
#include "omnillm/easy.h"
#include "omnillm/stream_event.h"

namespace omnillm {

TextStream::Piece TextStream::next() {
  while (LlmStream::Event event = stream_.next()) {
    if (!*event) {
      error_ = event->error();
      return tl::unexpected(std::move(event->error()));
    }
    if (const auto* text = (*event)->get_if<event::TextDelta>(); text && text->choice == 0)
      return text->delta.str();
    if (auto* completed = (*event)->get_if<event::Completed>())
      response_ = std::move(completed->response);
  }
  return std::nullopt;
}

Result<TextReply> TextStream::reply() {
  while (next()) {
  }
  if (error_) return tl::unexpected(*error_);
  if (!response_) return fail(ErrorKind::Protocol, "the events of this stream were read elsewhere");
  return gateway::easy_reply(*response_, stream_.record());
}

}  // namespace omnillm
