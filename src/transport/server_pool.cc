#include "transport/server_pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace omnillm::transport {

namespace {

// After so long it is worth a system call to learn what the loop may not have heard yet.
constexpr Duration kAskKernelAfter = std::chrono::seconds(1);

}  // namespace

// A connection that waits to be used again.
class ServerPool::Idle final : private net::ByteStream::Waiter {
 public:
  Idle(ServerPool& pool, std::unique_ptr<Connection> connection)
      : pool_(pool), connection_(std::move(connection)), since_(pool.loop_.now()) {
    connection_->stream->set_reader(this);
    connection_->stream->set_writer(nullptr);
    connection_->timer.set_callback([this] { pool_.drop(this); });
    connection_->timer.set(since_ + pool.limits_.idle_lifetime);
  }
  Idle(const Idle&) = delete;
  ~Idle() {
    if (connection_) connection_->stream->set_reader(nullptr);
  }

  // Null when it may not be used again.
  [[nodiscard]] std::unique_ptr<Connection> take() {
    using Ask = net::ByteStream::Ask;
    const Duration idle = pool_.loop_.now() - since_;
    if (idle >= pool_.limits_.idle_lifetime) return nullptr;  // the loop has not come to it yet
    const bool long_ago = idle >= kAskKernelAfter;
    if (!connection_->stream->is_quiet(long_ago ? Ask::Kernel : Ask::Loop)) return nullptr;
    connection_->stream->set_reader(nullptr);
    connection_->timer.set_callback({});
    return std::move(connection_);
  }

 private:
  void try_again() override {
    if (!connection_->stream->is_quiet(net::ByteStream::Ask::Loop)) pool_.drop(this);
  }

  ServerPool& pool_;
  std::unique_ptr<Connection> connection_;
  Instant since_;
};

ServerPool::ServerPool(net::Reactor& loop, std::shared_ptr<const Destination> destination,
                       Limits limits)
    : loop_(loop),
      destination_(std::move(destination)),
      authority_(destination_->origin.authority()),
      limits_(limits) {}

ServerPool::~ServerPool() = default;

std::unique_ptr<Connection> ServerPool::take() {
  while (!idle_.empty()) {
    const std::unique_ptr<Idle> last = std::move(idle_.back());
    idle_.pop_back();
    if (auto connection = last->take()) return connection;
  }
  return nullptr;
}

void ServerPool::give_back(std::unique_ptr<Connection> connection) {
  if (limits_.max_idle == 0) return;
  if (!connection->stream->is_quiet(net::ByteStream::Ask::Loop)) return;
  connection->used_before = true;
  if (idle_.size() >= limits_.max_idle) idle_.erase(idle_.begin());
  idle_.push_back(std::make_unique<Idle>(*this, std::move(connection)));
}

void ServerPool::drop(Idle* idle) {
  const auto found =
      std::find_if(idle_.begin(), idle_.end(), [&](const auto& one) { return one.get() == idle; });
  if (found == idle_.end()) return;
  const std::unique_ptr<Idle> dropped = std::move(*found);  // destroyed when it is found no more
  idle_.erase(found);
}

}  // namespace omnillm::transport
