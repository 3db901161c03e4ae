// What a transport keeps on one loop: a pool for each server.

#ifndef OMNILLM_TRANSPORT_LOOP_STATE_H_
#define OMNILLM_TRANSPORT_LOOP_STATE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "net/reactor.h"
#include "net/tls_context.h"
#include "omnillm/result.h"
#include "transport/proxy_settings.h"
#include "transport/resolver.h"
#include "transport/server_pool.h"

namespace omnillm::transport {

// What the loops of one transport share.
class Shared {
 public:
  struct Limits {
    ServerPool::Limits idle;
    std::size_t max_head_bytes;
    std::uint64_t max_body_bytes;
  };

  Shared(std::shared_ptr<const net::TlsContext> tls, ProxySettings proxies, Limits limits,
         Resolver::Lookup lookup);

  const std::shared_ptr<const net::TlsContext> tls;
  const ProxySettings proxies;
  const Limits limits;
  Resolver resolver;

  void add(net::Reactor* loop);
  void remove(net::Reactor* loop);
  // Has every loop that is still there forget its state.
  void evict_all();

 private:
  Mutex mu_;
  std::vector<net::Reactor*> loops_ ABSL_GUARDED_BY(mu_);
};

// Thread safety: the thread of the loop. Lifetime: until the loop ends, or the transport does.
class LoopState final : public net::Resident {
 public:
  // The one of this loop; made when it is asked for the first time.
  [[nodiscard]] static LoopState& of(net::Reactor& loop, const std::shared_ptr<Shared>& shared);
  ~LoopState() override;

  [[nodiscard]] net::Reactor& loop() const { return loop_; }
  [[nodiscard]] Shared& shared() const { return *shared_; }
  // `origin` as it stands in the URL. Errors: Configuration.
  [[nodiscard]] Result<std::shared_ptr<ServerPool>> server(std::string_view origin);

 private:
  // So that a view finds a string.
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  LoopState(net::Reactor& loop, std::shared_ptr<Shared> shared);
  void forget_unused();

  net::Reactor& loop_;
  const std::shared_ptr<Shared> shared_;
  std::unordered_map<std::string, std::shared_ptr<ServerPool>, Hash, std::equal_to<>> servers_;
};

}  // namespace omnillm::transport

#endif  // OMNILLM_TRANSPORT_LOOP_STATE_H_
