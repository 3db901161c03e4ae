// Floor: 6 apps/omnillm

#ifndef OMNILLM_APPS_STOP_SIGNAL_H_
#define OMNILLM_APPS_STOP_SIGNAL_H_

#include <csignal>

namespace omnillm::app {

// SIGINT and SIGTERM are for wait() alone, in this thread and all that are started after. Make one
// before any thread is.
class StopSignal {
 public:
  StopSignal();
  // Until one of them comes.
  void wait() const;

 private:
  sigset_t signals_{};
};

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_STOP_SIGNAL_H_
