#include "sim/http_delivery.h"

#include <algorithm>
#include <coroutine>
#include <utility>

#include "net/await.h"
#include "sim/http_answer.h"

namespace omnillm::sim {
namespace {

using K = FaultKind;
using listener::ResponseWriter;
using net::Task;

constexpr std::int64_t kPieces = 8;  // of a whole answer that goes wrong in the middle
constexpr std::size_t kMostUnflushed = 32'768;
constexpr Duration kHeadByte = std::chrono::milliseconds(5);
constexpr std::string_view kGarbage =
    "%PDF-1.7 <<<this is neither JSON nor a stream>>> \x01\x02\x03";
constexpr std::string_view kGarbageHead = "SSH-2.0-OpenSSH_9.2\r\n";

// What never comes: the wait ends with the handler.
struct Never {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

bool is(const std::optional<Fault>& fault, K kind) { return fault && fault->kind == kind; }

bool spoils_head(const std::optional<Fault>& fault) {
  return fault && fault->kind >= K::CloseBeforeHead && fault->kind <= K::GarbageBody;
}

std::string raw_head(const Headers& headers, std::size_t length) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (const auto [name, value] : headers) head.append(name).append(": ").append(value) += "\r\n";
  head += "content-length: " + std::to_string(length) + "\r\nconnection: close\r\n\r\n";
  return head;
}

// One of the faults that need the whole answer in front of them.
Task<void> spoil(K kind, Headers headers, std::string body, ResponseWriter& out) {
  listener::RawWriter& raw = out.raw();
  const std::string head = raw_head(headers, body.size());
  switch (kind) {
    case K::CloseBeforeHead:
      raw.close();
      break;
    case K::ResetBeforeHead:
      raw.reset();
      break;
    case K::HangBeforeHead:
      co_await Never();
      break;
    case K::ResetMidHead:
      raw.write_raw(std::string_view(head).substr(0, head.size() / 2));
      co_await out.flush();
      raw.reset();
      break;
    case K::SlowHead:
      for (const char byte : head) {
        raw.write_raw({&byte, 1});
        co_await out.flush();
        co_await net::sleep_until(out.loop(), out.loop().now() + kHeadByte);
      }
      raw.write_raw(body);
      raw.close();
      break;
    case K::LongLength:
      raw.write_raw(raw_head(headers, body.size() + 64));
      raw.write_raw(body);
      raw.close();
      break;
    case K::ShortLength:
      raw.write_raw(raw_head(headers, body.size() / 2));
      raw.write_raw(body);
      raw.close();
      break;
    case K::GarbageHead:
      raw.write_raw(kGarbageHead);
      raw.close();
      break;
    default:
      out.send(200, headers, kGarbage);
      break;
  }
}

// Whether the client gets all of the answer, though late.
bool is_only_slow(K kind) { return kind == K::SlowHead; }

Task<void> spoil_and_account(K kind, Headers headers, std::string body, Accepted& accepted,
                             ResponseWriter& out) {
  if (is_only_slow(kind)) accepted.begin();
  // Counted before the last byte, so that who has seen the answer finds it in the counts.
  if (kind != K::HangBeforeHead && !is_only_slow(kind)) accepted.break_off();
  co_await spoil(kind, std::move(headers), std::move(body), out);
  if (is_only_slow(kind)) accepted.complete();
}

// What happens to an answer of which some has been sent.
Task<void> break_middle(K kind, Accepted& accepted, ResponseWriter& out) {
  co_await out.flush();
  if (kind == K::HangMidStream) co_await Never();
  accepted.break_off();
  if (kind == K::ResetMidStream) out.raw().reset();
  if (kind == K::CloseMidStream) out.raw().close();
}

Task<void> pause(Duration length, ResponseWriter& out) {
  if (length > Duration(0)) co_await net::sleep_until(out.loop(), out.loop().now() + length);
}

}  // namespace

Task<void> deliver(WholeAnswer answer, Pace pace, std::optional<Fault> fault, Accepted& accepted,
                   ResponseWriter& out) {
  co_await pause(pace.first_token + pace.per_token * answer.tokens, out);
  if (spoils_head(fault)) {
    co_await spoil_and_account(fault->kind, std::move(answer.headers), std::move(answer.body),
                               accepted, out);
    co_return;
  }
  const bool breaks = is(fault, K::ResetMidStream) || is(fault, K::CloseMidStream) ||
                      is(fault, K::HangMidStream) || is(fault, K::CutStream);
  accepted.begin();
  if (!breaks) {
    accepted.complete();
    out.send(answer.status, answer.headers, answer.body);
    co_return;
  }
  const auto eighths =
      static_cast<std::size_t>(std::clamp<std::int64_t>(fault->at_event, 0, kPieces));
  const std::string part = answer.body.substr(0, answer.body.size() * eighths / kPieces);
  if (fault->kind == K::CutStream) {
    accepted.break_off();
    out.send(answer.status, answer.headers, part);
    co_return;
  }
  out.raw().write_raw(raw_head(answer.headers, answer.body.size()));
  out.raw().write_raw(part);
  co_await break_middle(fault->kind, accepted, out);
}

namespace {

// The events of one answer on their way to the client.
class Stream {
 public:
  Stream(StreamedAnswer& answer, std::optional<Fault> fault)
      : fault_(std::move(fault)),
        encoder_(answer.format, answer.options),
        shape_(answer.shape),
        framer_(answer.shape),
        ends_twice_(is(fault_, K::DuplicateEnd)) {
    if (is(fault_, K::NoUsage)) answer.response.usage.reset();
    events_ = events_of(answer.response, answer.tokens_per_event);
  }

  [[nodiscard]] const std::vector<LlmStreamEvent>& events() const { return events_; }

  // The bytes of an event; empty for one that has none.
  [[nodiscard]] std::string bytes(const LlmStreamEvent& event) {
    std::string encoded;
    // Our own events keep the grammar, so an encoder has nothing to refuse.
    (void)encoder_.write(event, encoded);
    std::string framed = framer_.frame(std::move(encoded));
    if (!event.is<event::Completed>()) return framed;
    if (ends_twice_) framed += framed;
    return framed + framer_.end();
  }

  // The whole body at once.
  [[nodiscard]] std::string all() {
    std::string body;
    for (const LlmStreamEvent& event : events_) body += bytes(event);
    return body;
  }

  // Whether it goes wrong here, where so many events have been sent.
  [[nodiscard]] bool breaks_at(std::int64_t sent) const {
    return fault_ && fault_->kind >= K::ResetMidStream && fault_->kind <= K::MalformedFrame &&
           sent >= fault_->at_event;
  }
  [[nodiscard]] const std::optional<Fault>& fault() const { return fault_; }
  void spend_fault() { fault_.reset(); }
  // A frame that no reader takes.
  [[nodiscard]] std::string malformed() {
    constexpr const char* kBroken = "data: {\"broken\": [1, 2\n\n";
    if (shape_ == Shape::ServerSentEvents || shape_ == Shape::JsonArray)
      return framer_.frame(kBroken);
    std::string frame;
    codec::append_aws_chunk("{}", frame);
    frame.back() ^= 0x55;  // of its checksum
    return frame;
  }

 private:
  using Shape = codec::StreamShape;

  std::optional<Fault> fault_;
  StreamEncoder encoder_;
  codec::StreamShape shape_;
  codec::StreamFramer framer_;
  bool ends_twice_;
  std::vector<LlmStreamEvent> events_;
};

LlmStreamEvent provider_failure(WireFormat format) {
  const bool openai =
      format == WireFormat::OpenAiChatCompletions || format == WireFormat::OpenAiResponses;
  return event::Error{{.kind = openai ? ErrorKind::Server : ErrorKind::Overloaded,
                       .protocol = format,
                       .code = format == WireFormat::AnthropicMessages ? "overloaded_error" : "",
                       .message = "The model stopped in the middle of its answer."}};
}

// True when the stream is over.
Task<bool> go_wrong(Stream& stream, WireFormat format, Accepted& accepted, ResponseWriter& out) {
  switch (stream.fault()->kind) {
    case K::MalformedFrame:
      out.write(stream.malformed());
      stream.spend_fault();
      co_return false;
    case K::ErrorInStream:
      out.write(stream.bytes(provider_failure(format)));
      accepted.break_off();
      out.finish();
      co_return true;
    case K::CutStream:
      accepted.break_off();
      out.finish();
      co_return true;
    default:
      co_await break_middle(stream.fault()->kind, accepted, out);
      co_return true;
  }
}

std::int64_t hidden_tokens(const StreamedAnswer& answer) {
  const bool shown = !answer.response.reasoning_text().empty();
  return answer.response.usage && !shown ? answer.response.usage->reasoning_tokens : 0;
}

}  // namespace

Task<void> deliver(StreamedAnswer answer, Pace pace, std::optional<Fault> fault, Accepted& accepted,
                   ResponseWriter& out) {
  const std::int64_t hidden = hidden_tokens(answer);
  co_await pause(pace.first_token + pace.per_token * hidden, out);
  Stream stream(answer, fault);
  if (spoils_head(fault)) {
    co_await spoil_and_account(fault->kind, std::move(answer.headers), stream.all(), accepted, out);
    co_return;
  }
  out.start(200, answer.headers);
  accepted.begin();
  accepted.sent(hidden);
  std::int64_t sent = 0;
  std::size_t unflushed = 0;
  for (const LlmStreamEvent& event : stream.events()) {
    if (stream.breaks_at(sent)) {
      const bool over = co_await go_wrong(stream, answer.format, accepted, out);
      if (over) co_return;
    }
    const std::int64_t tokens = tokens_of(event);
    if (tokens > 0 && pace.per_token > Duration(0)) {
      co_await out.flush();
      co_await pause(pace.per_token * tokens, out);
    }
    const std::string bytes = stream.bytes(event);
    if (bytes.empty()) continue;
    accepted.sent(tokens);
    ++sent;
    // Counted before the last byte leaves.
    if (event.is<event::Completed>()) accepted.complete();
    out.write(bytes);
    unflushed += bytes.size();
    if (pace.per_token == Duration(0) && unflushed < kMostUnflushed) continue;
    co_await out.flush();
    unflushed = 0;
  }
  out.finish();
  co_await out.flush();
}

}  // namespace omnillm::sim
