// How an answer gets to the client: in its time, in pieces or whole, and with what is to go wrong.

#ifndef OMNILLM_SIM_HTTP_DELIVERY_H_
#define OMNILLM_SIM_HTTP_DELIVERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/stream_framer.h"
#include "listener/exchange.h"
#include "net/task.h"
#include "omnillm/clock.h"
#include "omnillm/response.h"
#include "omnillm/streams.h"
#include "omnillm/transport_form.h"
#include "sim/http_faults.h"
#include "sim/http_keys.h"

namespace omnillm::sim {

// A request that the ledger has taken in, until it ends: what the handler does not say when it is
// destroyed, was given up by the client.
class Accepted {
 public:
  // `whole` is what the answer costs when it is sent to its end.
  Accepted(KeyLedger& ledger, KeyLedger::Id key, const Charge& whole)
      : ledger_(ledger), key_(key), whole_(whole) {}
  Accepted(const Accepted&) = delete;
  ~Accepted() { end(Ending::Aborted, so_far_); }

  // The head of the answer leaves now: from here on the prompt is charged.
  void begin() {
    so_far_.prompt_tokens = whole_.prompt_tokens;
    so_far_.cached_tokens = whole_.cached_tokens;
  }
  void sent(std::int64_t tokens) { so_far_.completion_tokens += tokens; }
  void complete() { end(Ending::Completed, whole_); }
  void break_off() { end(Ending::Broken, so_far_); }

 private:
  void end(Ending ending, const Charge& charge) {
    if (!open_) return;
    open_ = false;
    ledger_.end(key_, ending, charge);
  }

  KeyLedger& ledger_;
  KeyLedger::Id key_;
  Charge whole_;
  Charge so_far_{};
  bool open_ = true;
};

struct Pace {
  Duration first_token{};
  Duration per_token{};
};

struct WholeAnswer {
  int status = 200;
  Headers headers{};
  std::string body{};
  std::int64_t tokens = 0;
};

struct StreamedAnswer {
  Headers headers{};
  WireFormat format = WireFormat::OpenAiChatCompletions;
  codec::StreamShape shape = codec::StreamShape::ServerSentEvents;
  StreamEncoderOptions options{};
  LlmResponse response{};
  std::int64_t tokens_per_event = 4;
};

[[nodiscard]] net::Task<void> deliver(WholeAnswer answer, Pace pace, std::optional<Fault> fault,
                                      Accepted& accepted, listener::ResponseWriter& out);
[[nodiscard]] net::Task<void> deliver(StreamedAnswer answer, Pace pace, std::optional<Fault> fault,
                                      Accepted& accepted, listener::ResponseWriter& out);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_DELIVERY_H_
