// Settling uses the reservation up, and has to say so.

#include <utility>

#include "omnillm/budget.h"

void finish(omnillm::Reservation held, omnillm::Money actual) {
#ifdef OMNILLM_MISUSE
  held.settle(actual);
#else
  std::move(held).settle(actual);
#endif
}
