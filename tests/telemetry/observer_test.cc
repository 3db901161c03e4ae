#include "omnillm/observer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "records.h"

namespace omnillm {
namespace {

using namespace std::chrono_literals;

class Diary final : public Observer {
 public:
  Diary(std::string name, std::string& text) : name_(std::move(name)), text_(text) {}

  void on_request(const CallRecord&) override { note("request"); }
  void on_attempt(const CallRecord&, const Attempt& attempt) override { note(attempt.provider); }
  void on_admitted(const CallRecord&, const Attempt& attempt) override { note(attempt.key_label); }
  void on_attempt_ended(const CallRecord&, const Attempt&) override { note("ended"); }
  void on_first_token(const CallRecord&, Duration) override { note("token"); }
  void on_settlement(const CallRecord&) override { note("settled"); }
  void on_finished(const CallRecord&) override { note("finished"); }

 private:
  void note(const std::string& what) { text_ += name_ + ":" + what + " "; }

  std::string name_;
  std::string& text_;
};

void tell_everything(Observer& observer) {
  const CallRecord record = second_try_record();
  observer.on_request(record);
  observer.on_attempt(record, record.attempts[0]);
  observer.on_attempt_ended(record, record.attempts[0]);
  observer.on_first_token(record, 1ms);
  observer.on_settlement(record);
  observer.on_finished(record);
}

TEST(ObserverList, TellsEachOfEverythingInTheirOrder) {
  std::string text;
  ObserverList both({std::make_shared<Diary>("a", text), std::make_shared<Diary>("b", text)});
  tell_everything(both);
  EXPECT_EQ(text,
            "a:request b:request a:openai b:openai a:ended b:ended a:token b:token "
            "a:settled b:settled a:finished b:finished ");
}

TEST(Observer, NeedsNoHook) {
  Observer nobody;
  tell_everything(nobody);
}

}  // namespace
}  // namespace omnillm
