// `omnillm chat`: a conversation, line by line.

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "command.h"
#include "gateway/easy_reply.h"
#include "interrupt_watch.h"
#include "model_session.h"
#include "omnillm/cancellation.h"
#include "omnillm/stream_event.h"
#include "streams.h"

namespace omnillm::app {
namespace {

constexpr const char* kCommands = "/new begins anew, /exit leaves, Ctrl-C stops an answer\n";

// The answer that is under way, for whoever wants to stop it.
//
// Thread safety: every member may be called by any threads at once.
class Running {
 public:
  CancellationToken begin() {
    const std::lock_guard lock(mu_);
    return current_.emplace();
  }
  void end() {
    const std::lock_guard lock(mu_);
    current_.reset();
  }
  // False when there is nothing to stop.
  bool stop() {
    const std::lock_guard lock(mu_);
    if (!current_) return false;
    current_->cancel();
    return true;
  }

 private:
  std::mutex mu_;
  std::optional<CancellationToken> current_;
};

class Chat {
 public:
  Chat(const ModelSession& session, const Process& process, Running& running)
      : session_(session), process_(process), running_(running), request_(session.request()) {}

  int run() {
    if (is_interactive()) std::cerr << kCommands;
    std::string line;
    while (prompt(), std::getline(std::cin, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty()) continue;
      if (line == "/exit") break;
      if (line == "/new") {
        request_.input.clear();
      } else if (line.front() == '/') {
        std::cerr << kCommands;
      } else if (!turn(line)) {
        return kUsageError;
      }
    }
    if (is_interactive()) std::cerr << '\n';
    return has_failed_ ? kNotMet : kOk;
  }

 private:
  [[nodiscard]] bool is_interactive() const {
    return process_.stdin_is_terminal && process_.stdout_is_terminal;
  }

  void prompt() const {
    if (is_interactive()) std::cout << "> " << std::flush;
  }

  // False when nobody reads the answer any more.
  bool turn(const std::string& line) {
    request_.input.emplace_back(Message::user(Text(line)));
    CallOptions options = session_.call_options();
    options.cancel = running_.begin();
    auto stream = session_.target().gateway.stream(request_, std::move(options));
    const bool is_read = stream ? relay(*stream) : give_up(stream.error(), {}, nullptr);
    running_.end();
    return is_read;
  }

  bool relay(LlmStream& stream) {
    std::string so_far;
    for (Result<LlmStreamEvent>& event : stream) {
      if (!event)
        return write_output("\n") && give_up(event.error(), so_far, stream.record().get());
      if (const auto* text = event->get_if<event::TextDelta>()) {
        so_far += text->delta.str();
        if (!write_output(shown(text->delta.str(), process_))) return false;
      } else if (const auto* completed = event->get_if<event::Completed>()) {
        request_.input.emplace_back(completed->response.to_message());
      }
    }
    if (!write_output("\n")) return false;
    account(stream.record().get());
    return true;
  }

  // What was said stays said; a question without an answer is forgotten.
  bool give_up(const Error& error, const std::string& so_far, const CallRecord* record) {
    if (so_far.empty())
      request_.input.pop_back();
    else
      request_.input.emplace_back(Message::assistant(Text(so_far)));
    if (error.kind() == ErrorKind::Cancelled) {
      std::cerr << "(stopped)\n";
    } else {
      has_failed_ = true;
      std::cerr << "omnillm chat: " << error << '\n';
    }
    if (record != nullptr && record->charged > Money{}) account(record);
    return true;
  }

  void account(const CallRecord* record) {
    const std::optional<Money> cost = gateway::known_cost(record);
    std::cerr << '(' << use_line(record ? record->usage : std::nullopt, cost);
    if (cost) {
      spent_ = spent_.checked_add(*cost).value_or(Money::max());
      std::cerr << "; together " << spent_;
    }
    std::cerr << ")\n";
  }

  const ModelSession& session_;
  const Process& process_;
  Running& running_;
  LlmRequest request_;
  Money spent_{};
  bool has_failed_ = false;
};

int run(const ModelOptions& options, const Process& process) {
  Running running;
  const InterruptWatch watch([&running] {
    if (!running.stop()) std::cerr << "\n(/exit leaves)\n";
  });
  auto session = ModelSession::open(options, process);
  if (!session) {
    std::cerr << "omnillm chat: " << session.error().message() << '\n';
    return kUsageError;
  }
  return Chat(*session, process, running).run();
}

}  // namespace

void add_chat(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<ModelOptions>();
  CLI::App* command = app.add_subcommand("chat", "Talk with a model, line by line");
  add_model_options(*command, *options);
  command->footer(
      "Every line of standard input is a turn. /new begins anew, /exit leaves, Ctrl-C stops an\n"
      "answer. Answers go to standard output, what they used and cost to standard error. Keys "
      "come\n"
      "from the environment and from .env in the current directory.\n"
      "Exit code 0; 1: a turn had no answer; 2: it could not begin.\n"
      "Try: omnillm chat openai:gpt-4.1-mini --sim");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
