#include "omnillm/observer.h"

namespace omnillm {

void Observer::on_request(const CallRecord&) {}
void Observer::on_attempt(const CallRecord&, const Attempt&) {}
void Observer::on_admitted(const CallRecord&, const Attempt&) {}
void Observer::on_attempt_ended(const CallRecord&, const Attempt&) {}
void Observer::on_first_token(const CallRecord&, Duration) {}
void Observer::on_settlement(const CallRecord&) {}
void Observer::on_finished(const CallRecord&) {}

ObserverList::ObserverList(std::vector<std::shared_ptr<Observer>> observers)
    : observers_(std::move(observers)) {}

void ObserverList::on_request(const CallRecord& so_far) {
  for (const auto& each : observers_) each->on_request(so_far);
}
void ObserverList::on_attempt(const CallRecord& so_far, const Attempt& attempt) {
  for (const auto& each : observers_) each->on_attempt(so_far, attempt);
}
void ObserverList::on_admitted(const CallRecord& so_far, const Attempt& attempt) {
  for (const auto& each : observers_) each->on_admitted(so_far, attempt);
}
void ObserverList::on_attempt_ended(const CallRecord& so_far, const Attempt& attempt) {
  for (const auto& each : observers_) each->on_attempt_ended(so_far, attempt);
}
void ObserverList::on_first_token(const CallRecord& so_far, Duration after) {
  for (const auto& each : observers_) each->on_first_token(so_far, after);
}
void ObserverList::on_settlement(const CallRecord& so_far) {
  for (const auto& each : observers_) each->on_settlement(so_far);
}
void ObserverList::on_finished(const CallRecord& record) {
  for (const auto& each : observers_) each->on_finished(record);
}

}  // namespace omnillm
