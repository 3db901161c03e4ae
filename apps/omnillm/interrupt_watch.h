// Floor: 6 apps/omnillm

#ifndef OMNILLM_APPS_INTERRUPT_WATCH_H_
#define OMNILLM_APPS_INTERRUPT_WATCH_H_

#include <functional>
#include <thread>

#include "omnillm/result.h"

namespace omnillm::app {

// SIGINT as a call on a thread of its own, in place of the end of the program. Make it before any
// other thread is; with it goes the watch, and SIGINT is what it was.
class InterruptWatch {
 public:
  explicit InterruptWatch(std::function<void()> on_interrupt);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  void run() const;

  std::function<void()> on_interrupt_;
  int signals_ = -1;  // a descriptor that can be read when a signal came
  int stop_ = -1;     // and one for when it is over
  std::thread thread_;
};

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_INTERRUPT_WATCH_H_
