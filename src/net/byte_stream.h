// Bytes in both directions: a plain socket (net/socket.h) or TLS over one (net/tls.h).

#ifndef OMNILLM_NET_BYTE_STREAM_H_
#define OMNILLM_NET_BYTE_STREAM_H_

#include <sys/uio.h>

#include <array>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "omnillm/result.h"

namespace omnillm::net {

// What is still to be written: up to four pieces of memory, the head of a message and its body for
// instance. It owns nothing: what it points to lives until it is written.
class Pieces {
 public:
  // An initializer list would not do: GCC 12 does not compile one inside a co_await.
  Pieces(std::string_view a = {}, std::string_view b = {}, std::string_view c = {},
         std::string_view d = {});

  [[nodiscard]] bool empty() const { return first_ == count_; }
  [[nodiscard]] std::size_t size() const;
  // For sendmsg(), which changes nothing in it.
  [[nodiscard]] iovec* data() { return pieces_.data() + first_; }
  [[nodiscard]] std::size_t count() const { return count_ - first_; }
  [[nodiscard]] std::string_view front() const;
  // Takes `bytes` from the front. Requires: there are as many.
  void advance(std::size_t bytes);

 private:
  std::array<iovec, 4> pieces_{};
  std::size_t first_ = 0, count_ = 0;
};

class ReadAwaiter;
class WriteAwaiter;

// One connection. A coroutine writes `co_await stream.read(...)`; whoever is no coroutine calls
// try_read(), and when that would wait, names a Waiter.
//
// Thread safety: the thread of its loop. One reads and one writes at a time.
// Lifetime: it outlives who waits for it; it may be destroyed by what it wakes.
// Errors: Network; after one, the connection is of no use.
class ByteStream {
 public:
  // Who waits. It stays named until it is replaced, and may be told without need.
  class Waiter {
   public:
    virtual void try_again() = 0;

   protected:
    ~Waiter() = default;
  };

  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  // At least one byte, or none at the end; what came before the end is never lost.
  // Requires: `into` is not empty, and is there until then.
  [[nodiscard]] ReadAwaiter read(std::span<char> into);
  // All of it. It waits only when the kernel takes no more.
  [[nodiscard]] WriteAwaiter write(Pieces pieces);

  // The same without waiting: nothing when it would wait. What was written of `pieces` is taken
  // from them; when it would wait, the same pieces are tried again.
  [[nodiscard]] virtual std::optional<Result<std::size_t>> try_read(std::span<char> into) = 0;
  [[nodiscard]] virtual std::optional<Result<void>> try_write(Pieces& pieces) = 0;
  void set_reader(Waiter* waiter) { reader_ = waiter; }
  void set_writer(Waiter* waiter) { writer_ = waiter; }

  // How many bytes the kernel has taken from us: while this stands still, the peer can have got
  // nothing.
  [[nodiscard]] virtual std::uint64_t sent_bytes() const = 0;

  // Whether a connection that nobody uses may be used again: nothing has arrived, and the peer has
  // not gone. This is what the loop was told; `ask` looks at the socket itself, with a system call.
  enum class Ask : std::uint8_t { Loop, Kernel };
  [[nodiscard]] virtual bool is_quiet(Ask ask) = 0;

  // Tells the peer that nothing more will be written. It does not wait.
  virtual void end_writing() = 0;

 protected:
  [[nodiscard]] Waiter* reader() const { return reader_; }
  [[nodiscard]] Waiter* writer() const { return writer_; }

 private:
  Waiter* reader_ = nullptr;
  Waiter* writer_ = nullptr;
};

// Tells a member function that is still running that its object has been destroyed meanwhile.
//
//   const Lifeline::Watch watch(lifeline_);
//   waiter->try_again();
//   if (watch.gone()) return;
class Lifeline {
 public:
  class Watch {
   public:
    explicit Watch(Lifeline& line);
    Watch(const Watch&) = delete;
    ~Watch() {
      if (line_) line_->watch_ = outer_;
    }
    [[nodiscard]] bool gone() const { return line_ == nullptr; }

   private:
    friend class Lifeline;
    Lifeline* line_;
    Watch* outer_;
  };

  Lifeline() = default;
  Lifeline(const Lifeline&) = delete;
  ~Lifeline() {
    for (Watch* watch = watch_; watch; watch = watch->outer_) watch->line_ = nullptr;
  }

 private:
  Watch* watch_ = nullptr;
};

class [[nodiscard]] ReadAwaiter final : private ByteStream::Waiter {
 public:
  ReadAwaiter(ByteStream& stream, std::span<char> into) : stream_(stream), into_(into) {}
  ReadAwaiter(const ReadAwaiter&) = delete;
  ~ReadAwaiter() {
    if (waiting_) stream_.set_reader(nullptr);
  }

  [[nodiscard]] bool await_ready() {
    result_ = stream_.try_read(into_);
    return result_.has_value();
  }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    stream_.set_reader(this);
  }
  Result<std::size_t> await_resume() { return std::move(*result_); }

 private:
  void try_again() override;

  ByteStream& stream_;
  std::span<char> into_;
  std::coroutine_handle<> waiting_{};
  std::optional<Result<std::size_t>> result_{};
};

class [[nodiscard]] WriteAwaiter final : private ByteStream::Waiter {
 public:
  WriteAwaiter(ByteStream& stream, Pieces pieces) : stream_(stream), pieces_(pieces) {}
  WriteAwaiter(const WriteAwaiter&) = delete;
  ~WriteAwaiter() {
    if (waiting_) stream_.set_writer(nullptr);
  }

  [[nodiscard]] bool await_ready() {
    result_ = stream_.try_write(pieces_);
    return result_.has_value();
  }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    stream_.set_writer(this);
  }
  Result<void> await_resume() { return std::move(*result_); }

 private:
  void try_again() override;

  ByteStream& stream_;
  Pieces pieces_;
  std::coroutine_handle<> waiting_{};
  std::optional<Result<void>> result_{};
};

inline ReadAwaiter ByteStream::read(std::span<char> into) { return {*this, into}; }
inline WriteAwaiter ByteStream::write(Pieces pieces) { return {*this, pieces}; }

}  // namespace omnillm::net

#endif  // OMNILLM_NET_BYTE_STREAM_H_
