// Thousands of streams of one gateway at once: plan, admission under limits and a budget, request,
// connection and decoder of each, pulled by callbacks on two threads, from a provider in a process
// of its own over loopback. First all of them stand open and idle, which is what memory is measured
// at; then chunks come to all of them in turns, which is what CPU time is measured at. Every stream
// must get all of its chunks, in order, and its end.
//
//   streams_bench [streams] [chunks a stream] [milliseconds between two chunks] [prompt bytes]

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"
#include "streams/chunk_server.h"
#include "support/check.h"
#include "support/heap.h"

namespace omnillm::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Plan {
  int streams = 5'000;
  ChunkPlan chunks{};
  int prompt_bytes = 900;
};

// ---- What the process has taken

struct Usage {
  double user_us = 0, system_us = 0;
};

Usage cpu_so_far() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  const auto us = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return {us(use.ru_utime), us(use.ru_stime)};
}

// Pages of our own, not of files.
std::int64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::int64_t kib = 0;
  while (status >> word)
    if (word == "RssAnon:" && status >> kib) return kib * 1024;
  return 0;
}

// ---- One stream

// Everybody waits for a number of streams to come to some point.
class Milestone {
 public:
  void reach() {
    const std::lock_guard lock(mu_);
    ++reached_;
    changed_.notify_all();
  }
  void await(int count, const char* what) {
    std::unique_lock lock(mu_);
    expect(changed_.wait_for(lock, std::chrono::minutes(5), [&] { return reached_ >= count; }),
           what);
  }

 private:
  std::mutex mu_;
  std::condition_variable changed_;
  int reached_ = 0;
};

struct Milestones {
  Milestone idle, last_chunk, over;
  std::counting_semaphore<> opening{128};
};

// Pulls itself; everything happens on the thread of its loop.
class Reader {
 public:
  Reader(const std::vector<std::string>& chunks, Milestones& milestones)
      : chunks_(chunks), milestones_(milestones) {}

  void open(const Gateway& gateway, const LlmRequest& request) {
    gateway.async_stream(request, {}, [this](Result<LlmStream> stream) {
      milestones_.opening.release();
      if (!stream) return fail(stream.error().message());
      stream_.emplace(*std::move(stream));
      pull();
    });
  }

  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] SteadyClock::duration longest_gap() const { return longest_gap_; }

 private:
  void pull() {
    stream_->async_next([this](LlmStream::Event event) { take(std::move(event)); });
  }

  void take(LlmStream::Event event) {
    if (!event) return fail("it ended without an end");
    if (!*event) return fail((*event).error().message());
    if (const auto* text = (*event)->get_if<event::TextDelta>()) take_text(text->delta.str());
    if (!failure_.empty()) return;
    if ((*event)->is<event::Completed>()) return finish();
    pull();
  }

  void take_text(const std::string& text) {
    if (text.empty()) return;
    if (next_ == chunks_.size() || text != chunks_[next_]) return fail("a chunk came out of order");
    ++next_;
    const auto now = SteadyClock::now();
    if (next_ == 1) return milestones_.idle.reach();
    if (next_ > 2) longest_gap_ = std::max(longest_gap_, now - last_);
    last_ = now;
    if (next_ == chunks_.size()) milestones_.last_chunk.reach();
  }

  void finish() {
    if (next_ != chunks_.size()) failure_ = "chunks are missing";
    milestones_.over.reach();
  }

  void fail(std::string why) {
    failure_ = std::move(why);
    // Nobody waits for it in vain.
    if (next_ == 0) milestones_.idle.reach();
    if (next_ < chunks_.size()) milestones_.last_chunk.reach();
    milestones_.over.reach();
  }

  const std::vector<std::string>& chunks_;
  Milestones& milestones_;
  std::optional<LlmStream> stream_{};
  std::size_t next_ = 0;
  SteadyClock::time_point last_{};
  SteadyClock::duration longest_gap_{};
  std::string failure_{};
};

// ---- All of them

LlmRequest chat(int prompt_bytes) {
  LlmRequest request{.model = "gpt-4o", .generation = {.max_output_tokens = 256}};
  for (std::size_t i = 0; i < 10; ++i) {
    std::string turn(static_cast<std::size_t>(prompt_bytes / 10), 'q');
    request.input.emplace_back(i % 2 == 0 ? Message::user(std::move(turn))
                                          : Message::assistant(std::move(turn)));
  }
  return request;
}

Gateway gateway_to(std::uint16_t port) {
  return GatewayBuilder(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions,
                                             "http://127.0.0.1:" + std::to_string(port) + "/v1"))
      .add_key(KeyConfig("sk-0123456789", "one")
                   .rpm_limit(1'000'000'000)
                   .tpm_limit(1'000'000'000'000)
                   .concurrency_limit(1'000'000))
      .price_policy({OnUnknownPrice::ChargeFallback,
                     {.input = Rate::from_pico(2'500'000), .output = Rate::from_pico(10'000'000)}})
      .budget_limit_usd(1e9)
      .timeouts({.idle = std::chrono::minutes(10)})
      .io_threads(2)
      .build()
      .value();
}

class Crowd {
 public:
  Crowd(const Gateway& gateway, int streams, int chunks) : gateway_(gateway) {
    for (int i = 0; i <= chunks; ++i) chunks_.push_back(chunk_text(i));
    for (int i = 0; i < streams; ++i)
      readers_.push_back(std::make_unique<Reader>(chunks_, milestones_));
  }

  // Returns once each has got its first word.
  void open(const LlmRequest& request) {
    for (auto& reader : readers_) {
      milestones_.opening.acquire();
      reader->open(gateway_, request);
    }
    milestones_.idle.await(size(), "every stream opens");
  }

  void await_chunks() { milestones_.last_chunk.await(size(), "every stream gets its chunks"); }

  void await_ends() {
    milestones_.over.await(size(), "every stream ends");
    for (const auto& reader : readers_) expect(reader->failure().empty(), reader->failure());
  }

  [[nodiscard]] double longest_gap_ms() const {
    SteadyClock::duration longest{};
    for (const auto& reader : readers_) longest = std::max(longest, reader->longest_gap());
    return std::chrono::duration<double, std::milli>(longest).count();
  }

 private:
  [[nodiscard]] int size() const { return static_cast<int>(readers_.size()); }

  const Gateway& gateway_;
  Milestones milestones_;
  std::vector<std::string> chunks_{};
  std::vector<std::unique_ptr<Reader>> readers_{};
};

void raise_descriptor_limit(int streams) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  expect(limit.rlim_cur >= static_cast<rlim_t>(streams) + 64, "enough descriptors are allowed");
}

double in_kib(std::int64_t bytes, int streams) {
  return static_cast<double>(bytes) / 1024 / streams;
}

void run(const Plan& plan) {
  raise_descriptor_limit(plan.streams);
  const ChunkServer server(plan.chunks);
  const Gateway gateway = gateway_to(server.port());
  const LlmRequest request = chat(plan.prompt_bytes);
  {
    // What is made once is made, and does not count.
    Crowd first(gateway, 64, 0);
    first.open(request);
    server.send_ends();
    first.await_ends();
  }

  Crowd crowd(gateway, plan.streams, plan.chunks.chunks);
  const std::int64_t heap_before = heap_in_use(), resident_before = resident_bytes();
  const Usage before_opening = cpu_so_far();
  crowd.open(request);
  const Usage opened = cpu_so_far();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the last of them come to rest
  std::printf("%d streams open, a prompt of %d bytes each\n", plan.streams, plan.prompt_bytes);
  std::printf("  opening one          user %6.2f us  system %6.2f us\n",
              (opened.user_us - before_opening.user_us) / plan.streams,
              (opened.system_us - before_opening.system_us) / plan.streams);
  std::printf("  an idle one          heap %6.2f KiB  resident %5.2f KiB   (goal: 6)\n",
              in_kib(heap_in_use() - heap_before, plan.streams),
              in_kib(resident_bytes() - resident_before, plan.streams));

  const auto start = SteadyClock::now();
  const Usage before = cpu_so_far();
  server.send_chunks();
  crowd.await_chunks();
  const Usage after = cpu_so_far();
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  const double chunks = static_cast<double>(plan.streams) * plan.chunks.chunks;
  server.send_ends();
  crowd.await_ends();
  const Usage ended = cpu_so_far();
  std::printf("%.0f chunks in %.1f s, all of them in order\n", chunks, seconds);
  std::printf("  a chunk              user %6.2f us  system %6.2f us   (goal: user 0.6)\n",
              (after.user_us - before.user_us) / chunks,
              (after.system_us - before.system_us) / chunks);
  std::printf("  ending one           user %6.2f us  system %6.2f us\n",
              (ended.user_us - after.user_us) / plan.streams,
              (ended.system_us - after.system_us) / plan.streams);
  std::printf("  longest silence in a stream  %.0f ms, of %.0f planned\n", crowd.longest_gap_ms(),
              std::chrono::duration<double, std::milli>(plan.chunks.interval).count());
}

}  // namespace
}  // namespace omnillm::bench

int main(int argc, char** argv) {
  try {
    omnillm::bench::Plan plan;
    const auto number = [&](int at, int otherwise) {
      return argc > at ? std::max(1, std::atoi(argv[at])) : otherwise;
    };
    plan.streams = number(1, plan.streams);
    plan.chunks.chunks = number(2, plan.chunks.chunks);
    plan.chunks.interval = std::chrono::milliseconds(number(3, 200));
    plan.prompt_bytes = number(4, plan.prompt_bytes);
    omnillm::bench::run(plan);
    return 0;
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
