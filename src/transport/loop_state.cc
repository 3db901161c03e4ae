#include "transport/loop_state.h"

#include <utility>

#include "http/url.h"

namespace omnillm::transport {

namespace {

// Whoever calls more servers than this has their names made up.
constexpr std::size_t kMostServers = 1024;

}  // namespace

Shared::Shared(std::shared_ptr<const net::TlsContext> context, ProxySettings settings,
               Limits bounds, Resolver::Lookup lookup)
    : tls(std::move(context)),
      proxies(std::move(settings)),
      limits(bounds),
      resolver(std::move(lookup)) {}

void Shared::add(net::Reactor* loop) {
  const MutexLock lock(&mu_);
  loops_.push_back(loop);
}

void Shared::remove(net::Reactor* loop) {
  const MutexLock lock(&mu_);
  std::erase(loops_, loop);
}

void Shared::evict_all() {
  // A loop that ends waits in remove() until this is done, so all of these are there.
  const MutexLock lock(&mu_);
  for (net::Reactor* loop : loops_) loop->post([this, loop] { loop->evict(this); });
}

LoopState& LoopState::of(net::Reactor& loop, const std::shared_ptr<Shared>& shared) {
  if (net::Resident* known = loop.resident(shared.get())) return static_cast<LoopState&>(*known);
  std::unique_ptr<LoopState> made(new LoopState(loop, shared));
  LoopState& state = *made;
  loop.house(shared.get(), std::move(made));
  return state;
}

LoopState::LoopState(net::Reactor& loop, std::shared_ptr<Shared> shared)
    : loop_(loop), shared_(std::move(shared)) {
  shared_->add(&loop_);
}

LoopState::~LoopState() { shared_->remove(&loop_); }

Result<std::shared_ptr<ServerPool>> LoopState::server(std::string_view origin) {
  if (const auto known = servers_.find(origin); known != servers_.end()) return known->second;
  auto parsed = http::Origin::parse(origin);
  if (!parsed) return tl::unexpected(parsed.error());
  if (servers_.size() >= kMostServers) forget_unused();
  auto to = std::make_shared<Destination>();
  to->origin = *std::move(parsed);
  if (const Proxy* proxy = shared_->proxies.proxy_for(to->origin)) to->proxy = *proxy;
  if (to->origin.secure) {
    to->tls = shared_->tls;
    to->session = std::make_shared<net::TlsSession>();
  }
  auto pool = std::make_shared<ServerPool>(loop_, std::move(to), shared_->limits.idle);
  servers_.emplace(origin, pool);
  return pool;
}

void LoopState::forget_unused() {
  std::erase_if(servers_, [](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->idle() == 0;
  });
}

}  // namespace omnillm::transport
