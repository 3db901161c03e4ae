#include "listener/http_server.h"

#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "listener/worker.h"
#include "net/reactor.h"

namespace omnillm::listener {

// A loop, the thread that runs it, and the worker that lives there.
class HttpServer::Thread {
 public:
  Thread(std::unique_ptr<net::Reactor> loop, const HttpServer& server)
      : loop_(std::move(loop)),
        worker_(std::make_unique<Worker>(*loop_, server.clock_, server.options_.tls,
                                         server.options_.limits, server.handler_)),
        thread_([this] { loop_->run(); }) {}

  ~Thread() {
    loop_->stop();
    thread_.join();
    worker_.reset();
  }

  // Runs `what(worker)` on the loop and waits for it.
  template <class What>
  auto call(What what) -> decltype(what(std::declval<Worker&>())) {
    std::promise<decltype(what(std::declval<Worker&>()))> done;
    auto future = done.get_future();
    loop_->post([&] {
      if constexpr (std::is_void_v<decltype(what(*worker_))>) {
        what(*worker_);
        done.set_value();
      } else {
        done.set_value(what(*worker_));
      }
    });
    return future.get();
  }

  // Told when nothing is left.
  [[nodiscard]] std::future<void> drain() {
    auto done = std::make_shared<std::promise<void>>();
    auto future = done->get_future();
    loop_->post([this, done] { worker_->drain([done] { done->set_value(); }); });
    return future;
  }

 private:
  std::unique_ptr<net::Reactor> loop_;
  std::unique_ptr<Worker> worker_;
  std::thread thread_;
};

HttpServer::HttpServer(ServerOptions options, const Clock& clock, Handler handler)
    : options_(std::move(options)),
      clock_(clock),
      handler_(std::move(handler)),
      port_(options_.port) {}

HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, const Clock& clock,
                                                      Handler handler) {
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(options), clock, std::move(handler)));
  for (int i = 0; i < server->options_.threads; ++i) {
    auto loop = net::Reactor::create(clock);
    if (!loop) return tl::unexpected(loop.error());
    server->threads_.push_back(std::make_unique<Thread>(std::move(*loop), *server));
  }
  if (auto opened = server->open(); !opened) return tl::unexpected(opened.error());
  return server;
}

// The first thread may choose the port; the others join it there.
Result<void> HttpServer::open() {
  for (auto& thread : threads_) {
    const net::ListenOptions where{
        .address = options_.address, .port = port_, .share_port = threads_.size() > 1};
    auto opened = thread->call([&](Worker& worker) -> Result<void> {
      auto listening = worker.listen(where);
      if (listening) port_ = worker.port();
      return listening;
    });
    if (!opened) return opened;
  }
  return {};
}

std::uint16_t HttpServer::port() const { return port_; }

bool HttpServer::drain(Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::vector<std::future<void>> ends;
  for (auto& thread : threads_) ends.push_back(thread->drain());
  bool all = true;
  for (auto& end : ends) all = end.wait_until(until) == std::future_status::ready && all;
  if (!all)
    for (auto& thread : threads_) thread->call([](Worker& worker) { worker.cut(); });
  return all;
}

void HttpServer::shut() {
  for (auto& thread : threads_)
    thread->call([](Worker& worker) {
      worker.stop_listening();
      worker.cut();
    });
}

Result<void> HttpServer::reopen() { return open(); }

}  // namespace omnillm::listener
