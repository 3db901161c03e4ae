// Floor: 0 base

#ifndef OMNILLM_CANCELLATION_H_
#define OMNILLM_CANCELLATION_H_

#include <memory>
#include <stop_token>
#include <utility>

namespace omnillm {

// A handle to give a call up with; its copies are the same handle.
//
//   CancellationToken token;
//   std::thread caller([&] { gateway.call(request, {.cancel = token}); });
//   token.cancel();                      // the call ends with ErrorKind::Cancelled
//
// It is a std::stop_source with the names of the field: wherever a call takes one, a
// std::stop_token does as well, such as that of a std::jthread.
// Thread safety: every member may be called by any threads at once.
class CancellationToken {
 public:
  // Gives up everything that was started with it, now and later. Returns whether it was the first.
  bool cancel() { return source_.request_stop(); }
  [[nodiscard]] bool is_cancelled() const { return source_.stop_requested(); }

  // A token that is cancelled with this one, and can be cancelled alone.
  [[nodiscard]] CancellationToken child() const { return CancellationToken(source_.get_token()); }

  operator std::stop_token() const { return source_.get_token(); }  // NOLINT

  CancellationToken() = default;

 private:
  struct Link {
    explicit Link(std::stop_token parent, std::stop_source child)
        : callback(std::move(parent), Stop{std::move(child)}) {}
    struct Stop {
      std::stop_source child;
      void operator()() { child.request_stop(); }
    };
    std::stop_callback<Stop> callback;
  };

  explicit CancellationToken(std::stop_token parent)
      : link_(std::make_shared<Link>(std::move(parent), source_)) {}

  std::stop_source source_;
  std::shared_ptr<Link> link_{};
};

}  // namespace omnillm

#endif  // OMNILLM_CANCELLATION_H_
