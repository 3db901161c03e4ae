// A provider in a process of its own, so that what it takes does not count: it answers every chat
// with a stream, says one word, and goes on when it is told to.

#ifndef OMNILLM_BENCH_STREAMS_CHUNK_SERVER_H_
#define OMNILLM_BENCH_STREAMS_CHUNK_SERVER_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace omnillm::bench {

struct ChunkPlan {
  int chunks = 50;  // of a stream, after the word that it begins with
  // Between two chunks of one stream. The streams take turns within it.
  std::chrono::nanoseconds interval = std::chrono::milliseconds(200);
};

// What the `index`th chunk of a stream says, the first word included. All are of one length.
[[nodiscard]] std::string chunk_text(int index);

// Requires: it is made before the process has a second thread.
class ChunkServer {
 public:
  explicit ChunkServer(ChunkPlan plan);
  ~ChunkServer();
  ChunkServer(const ChunkServer&) = delete;
  ChunkServer& operator=(const ChunkServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Has all streams that are open now sent their chunks, in turns.
  void send_chunks() const;
  // And then their ends.
  void send_ends() const;

 private:
  void command(char what) const;

  int commands_ = -1;
  std::uint16_t port_ = 0;
  pid_t child_ = -1;
};

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_STREAMS_CHUNK_SERVER_H_
