// A loop in virtual time: what runs on the real one runs here in microseconds, and the same way
// each time.

#ifndef OMNILLM_NET_VIRTUAL_LOOP_H_
#define OMNILLM_NET_VIRTUAL_LOOP_H_

#include <thread>
#include <utility>

#include "base/virtual_time.h"
#include "net/event_loop.h"

namespace omnillm::net {

//   VirtualTime time;
//   VirtualLoop loop(time);
//   ... start tasks ...
//   while (time.run_next()) {}
//
// Thread safety: one thread, the one that made it.
class VirtualLoop final : public EventLoop {
 public:
  explicit VirtualLoop(VirtualTime& time) : time_(time) {}

  [[nodiscard]] Instant now() const override { return time_.now(); }
  void post(Callback callback) override { time_.call_at(time_.now(), std::move(callback)); }
  TimerId call_at(Instant when, Callback callback) override {
    return static_cast<TimerId>(time_.call_at(when, std::move(callback)));
  }
  void cancel(TimerId timer) override {
    if (timer != TimerId::None) time_.cancel(static_cast<Scheduler::TimerId>(timer));
  }
  [[nodiscard]] bool is_here() const override { return std::this_thread::get_id() == thread_; }

 private:
  VirtualTime& time_;
  const std::thread::id thread_ = std::this_thread::get_id();
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_VIRTUAL_LOOP_H_
