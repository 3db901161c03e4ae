// Floor: 4 gateway

#ifndef OMNILLM_DUMMY_MODEL_INSTANCE_H_
#define OMNILLM_DUMMY_MODEL_INSTANCE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/error.h"
#include "omnillm/json.h"
#include "omnillm/model_instance.h"
#include "omnillm/money.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/result.h"

namespace omnillm {

// A model that says what a test tells it to, and remembers what it was asked. No network, no key,
// no clock.
//
//   DummyModelInstance model;
//   model.reply_tool_call("get_weather", R"({"city":"Rome"})")   // to the first question
//       .reply("Sunny, 24 degrees.")                             // to the second
//       .fail(Error(ErrorKind::Overloaded, "come back later"));  // to the third
//   ... whatever is tested ...
//   EXPECT_EQ(model.requests().at(1).input.size(), 3);
//   EXPECT_EQ(model.turns_left(), 0);
//
// Each turn answers one question, whether it is asked with execute() or with execute_stream(), in
// the order they were told. A question after the last one is an error, Configuration, that says so,
// unless answer_with() says what to do.
//
// Thread safety: every member may be called by any threads at once; two questions at once get two
// turns, whichever first.
class DummyModelInstance final : public ModelInstance {
 public:
  DummyModelInstance();
  ~DummyModelInstance() override;

  // ---- What it says

  // Streamed word by word.
  DummyModelInstance& reply(std::string_view text, std::optional<Money> cost = {});
  // Anything at all. Where it names no model, it is the one that was asked for.
  DummyModelInstance& reply(LlmResponse response, std::optional<Money> cost = {});
  // The call of a tool; its id is "call_1" and so on. Arguments that are no JSON come as a model's
  // broken ones do: as a JSON string.
  DummyModelInstance& reply_tool_call(std::string_view name, std::string_view arguments);
  // Text in exactly these pieces, and then, where there is an error, that instead of an end.
  // execute() has the text as a whole, or the error.
  DummyModelInstance& stream(std::vector<std::string> pieces, std::optional<Error> error = {});
  // Refuses at once.
  DummyModelInstance& fail(Error error);
  // What to do when no turns are left. Called without a lock, by whoever asks.
  using Answer = std::function<Result<LlmResponse>(const LlmRequest&)>;
  DummyModelInstance& answer_with(Answer answer);

  // ---- What it was asked

  [[nodiscard]] std::vector<LlmRequest> requests() const;
  [[nodiscard]] std::size_t turns_left() const;

 private:
  struct Turn;
  struct State;

  DummyModelInstance& add(Turn turn);
  [[nodiscard]] Turn take_turn(LlmRequest request, const std::stop_token& cancel);

  [[nodiscard]] Result<Reply<LlmResponse>> answer(LlmRequest request,
                                                  std::stop_token cancel) override;
  [[nodiscard]] Result<std::unique_ptr<ModelStreamSource>> open(LlmRequest request,
                                                                std::stop_token cancel) override;

  std::unique_ptr<State> state_;
};

}  // namespace omnillm

#endif  // OMNILLM_DUMMY_MODEL_INSTANCE_H_
