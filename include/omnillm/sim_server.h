// Floor: 5 sim
//
// Simulated providers on a real port: every protocol, with keys, limits, streams, usage and faults.
// For tests of whatever talks to a provider, in the process of the test.
//
//   auto sim = SimServer::start({.providers = {{.name = "openai",
//                                               .kind = ProviderKind::OpenAi,
//                                               .keys = {{.key = "sk-1", .rpm = 60}}}}});
//   client.connect((*sim)->base_url("openai"), "sk-1");          //
//   http://127.0.0.1:41873/openai/v1
//   (*sim)->add_fault({.name = "reset_mid_stream", .every = 10});
//   (*sim)->counts("openai").completion_tokens;                   // what it would charge
//
// Answers depend on the seed and the request alone: the same request has the same text, tokens and
// tool calls, whoever asks, and however often. docs/sim.md has the faults, the routes, and the
// headers by which a single request asks for something.

#ifndef OMNILLM_SIM_SERVER_H_
#define OMNILLM_SIM_SERVER_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/json.h"
#include "omnillm/keys.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"

namespace omnillm {

// A key as the provider knows it. What is left out is not limited.
struct SimKey {
  std::string key{};     // what clients send; of AWS keys the access key's id
  std::string secret{};  // of AWS keys: signatures are verified with it; empty: they are not
  std::string label{};   // in counts and faults; empty: the provider's name and a number
  std::optional<std::int64_t> tpm{};
  std::optional<std::int64_t> rpm{};
  std::optional<std::int64_t> max_concurrency{};
  Enforcement enforcement = Enforcement::TokenBucket;
};

// How long something takes: always the same, or log-normal around its median.
struct SimDelay {
  Duration median{};
  double sigma = 0;  // of the logarithm

  friend bool operator==(const SimDelay&, const SimDelay&) = default;
};

struct SimProvider {
  std::string name{};  // the first segment of its paths: "openai"
  ProviderKind kind = ProviderKind::OpenAi;
  // The keys it knows. Without any it takes every key, and counts each of them by itself.
  std::vector<SimKey> keys{};
  // The models it has, in the order in which it lists them. Without any it has every model, and
  // lists a few.
  std::vector<std::string> models{};
  SimDelay first_token{};  // from the request to the first byte of the answer
  SimDelay per_token{};    // and between two tokens
  std::int64_t output_tokens = 32;
  double output_sigma = 0;  // above 0, lengths are log-normal around output_tokens
  std::int64_t max_output_tokens = 16'384;
  std::int64_t context_window = 1'000'000;
  bool limit_headers = true;
};

// What goes wrong, for whom and how often. A request for which several faults are due has the
// first.
struct SimFault {
  std::string name{};      // as docs/sim.md lists them: "rate_limit", "reset_mid_stream"
  std::string provider{};  // empty: all
  std::string key{};       // its label; empty: all
  std::string model{};     // empty: all
  double share = 1;        // of the requests that it could happen to, by chance
  std::int64_t after = 0;  // lets so many of them pass first
  std::int64_t every = 1;  // and then happens to the first of every so many
  std::optional<std::int64_t> times{};  // and not more often than this
  // Of faults in the middle: after how many events of the stream; for whole answers, of its
  // eighths.
  std::int64_t at_event = 2;
  std::optional<Duration>
      retry_after{};  // what a refusal says, where the provider says such things

  friend bool operator==(const SimFault&, const SimFault&) = default;
};

// What a provider has counted. What it charges: the prompt and the whole output of an answer that
// was sent to its end; of one that broke off or was given up, the prompt and the output up to
// there; of everything else nothing.
struct SimCounts {
  std::int64_t requests = 0;       // that arrived with the key
  std::int64_t accepted = 0;       // that were answered with what they asked for, or begun to be
  std::int64_t completed = 0;      // and sent to the end
  std::int64_t aborted = 0;        // and given up by the client before
  std::int64_t broken = 0;         // and broken off by a fault
  std::int64_t refused_limit = 0;  // 429 for the key's own limits
  std::int64_t refused_other = 0;  // any other error, faults included
  std::int64_t in_flight = 0;      // now
  std::int64_t most_in_flight = 0;
  std::int64_t prompt_tokens = 0;  // charged
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;  // part of the prompt

  SimCounts& operator+=(const SimCounts& other);
  friend bool operator==(const SimCounts&, const SimCounts&) = default;
};

struct SimOptions {
  std::uint64_t seed = 1;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: one that is free
  int threads = 1;
  bool tls = false;  // with a certificate of its own making, see SimServer::certificate()
  std::vector<SimProvider> providers{};  // empty: default_providers()
  std::vector<SimFault> faults{};
  // How fast time passes in there: with 60, a minute of limits and delays takes a second.
  std::int64_t speed = 1;
  std::int64_t tokens_per_event = 4;

  // One of every kind, named after it: openai, azure, anthropic, gemini, vertex, bedrock, vllm,
  // cohere, jina.
  [[nodiscard]] static std::vector<SimProvider> default_providers();

  // Reads the file of `omnillm sim --config`; docs/sim.md describes it. Errors: Configuration, a
  // mistake a line: "sim.yaml:4:3: provider has no member 'model'; did you mean 'models'?".
  [[nodiscard]] static Result<SimOptions> parse(std::string_view yaml, std::string_view file);
};

namespace sim {
class HttpService;
}

// What can be changed and asked of simulated providers while they run.
//
// Thread safety: every member may be called by any threads at once.
class SimControls {
 public:
  // Errors: Configuration, for a provider, a label or a fault that there is not.
  Result<void> add_key(std::string_view provider, SimKey key);
  // From now on the provider does not know it: 401. Its counts stay.
  Result<void> revoke_key(std::string_view provider, std::string_view label);
  Result<void> set_limits(std::string_view provider, std::string_view label,
                          std::optional<std::int64_t> tpm, std::optional<std::int64_t> rpm);
  Result<void> add_fault(SimFault fault);
  void clear_faults();

  // Sums over the keys of the name given; empty names are all. Zeros when there is none.
  [[nodiscard]] SimCounts counts(std::string_view provider = {}, std::string_view label = {}) const;
  // The same for each key, as GET /sim/status has it.
  [[nodiscard]] JsonText status() const;

 protected:
  explicit SimControls(std::unique_ptr<sim::HttpService> service);
  SimControls(const SimControls&) = delete;
  SimControls& operator=(const SimControls&) = delete;
  ~SimControls();

  // `origin` and the path of that provider; empty when there is none of that name.
  [[nodiscard]] std::string address_of(std::string_view provider, std::string_view origin) const;
  [[nodiscard]] sim::HttpService& service() const { return *service_; }

 private:
  std::unique_ptr<sim::HttpService> service_;
};

// Thread safety: every member may be called by any threads at once.
class SimServer : public SimControls {
 public:
  // Listens when it returns. Errors: Configuration for options that make no sense, Network when the
  // port is taken.
  [[nodiscard]] static Result<std::unique_ptr<SimServer>> start(SimOptions options = {});
  // Breaks off whatever still runs.
  ~SimServer();

  [[nodiscard]] std::uint16_t port() const;
  // What clients have to trust when it speaks TLS, PEM; empty when it does not.
  [[nodiscard]] const std::string& certificate() const;
  [[nodiscard]] std::string origin() const;  // "http://127.0.0.1:41873"
  // The base address for clients of that provider: "http://127.0.0.1:41873/openai/v1". Empty when
  // there is none of that name.
  [[nodiscard]] std::string base_url(std::string_view provider) const {
    return address_of(provider, origin());
  }

  // While it refuses, connecting fails; connections that stand are closed. Errors: Network, when
  // the port cannot be had again.
  Result<void> refuse_connections(bool refuse);
  // Waits until nothing is in flight, at most so long: a client that leaves is noticed a moment
  // later. True when nothing is.
  [[nodiscard]] bool wait_until_idle(Duration patience = std::chrono::seconds(10)) const;

  // Lets what runs end, at most so long, and stops.
  void stop(Duration patience = Duration(0));

 private:
  struct Parts;
  SimServer(std::unique_ptr<sim::HttpService> service, std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace omnillm

#endif  // OMNILLM_SIM_SERVER_H_
