// `omnillm call`: one question, one answer.

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

#include "command.h"
#include "gateway/easy_reply.h"
#include "json/writer.h"
#include "model_session.h"
#include "omnillm/call_record.h"
#include "omnillm/stream_event.h"
#include "streams.h"

namespace omnillm::app {
namespace {

struct Options {
  ModelOptions model;
  std::string prompt = "-";
  bool stream = false;
  bool json = false;
  bool explain = false;
};

int refuse(const Error& error) {
  std::cerr << "omnillm call: " << error.message() << '\n';
  return kUsageError;
}

int failed(const Error& error) {
  std::cerr << "omnillm call: " << error << '\n';
  return error.kind() == ErrorKind::Configuration ? kUsageError : kNotMet;
}

int cannot_write() { return refuse(Error(ErrorKind::Configuration, "cannot write to stdout")); }

std::string as_json(const LlmResponse& response, const CallRecord& record) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.key("text").string(response.content_text);
  out.key("model").string(response.model);
  out.key("finish_reason");
  if (response.finish_reason)
    out.string(to_string(response.finish_reason->code()));
  else
    out.null();
  out.key("prompt_tokens");
  response.usage ? out.integer(response.usage->prompt_tokens) : out.null();
  out.key("completion_tokens");
  response.usage ? out.integer(response.usage->completion_tokens) : out.null();
  out.key("cost_usd");
  const auto cost = gateway::known_cost(&record);
  cost ? out.string(cost->to_string()) : out.null();
  out.key("record").json(to_json(record));
  out.end_object();
  return text + "\n";
}

int finish(const Options& options, const LlmResponse& response,
           const std::shared_ptr<const CallRecord>& record) {
  std::cerr << use_line(response.usage, gateway::known_cost(record.get())) << '\n';
  if (options.explain && record) std::cerr << explain(*record);
  return kOk;
}

int call_whole(const Options& options, const ModelSession& session, LlmRequest request,
               const Process& process) {
  auto reply = session.target().gateway.call(std::move(request), session.call_options());
  if (!reply) return failed(reply.error());
  if (options.json) {
    if (!write_output(as_json(*reply, *reply->record))) return cannot_write();
    if (options.explain) std::cerr << reply->explain();
    return kOk;
  }
  if (!write_output(shown(reply->content_text.str(), process) + "\n")) return cannot_write();
  return finish(options, *reply, reply->record);
}

int call_streamed(const Options& options, const ModelSession& session, LlmRequest request,
                  const Process& process) {
  auto stream = session.target().gateway.stream(std::move(request), session.call_options());
  if (!stream) return failed(stream.error());
  LlmResponse whole;
  for (Result<LlmStreamEvent>& event : *stream) {
    if (!event) {
      (void)write_output("\n");
      return failed(event.error());
    }
    if (const auto* text = event->get_if<event::TextDelta>();
        text && !write_output(shown(text->delta.str(), process)))
      return cannot_write();
    if (auto* completed = event->get_if<event::Completed>()) whole = std::move(completed->response);
  }
  if (!write_output("\n")) return cannot_write();
  return finish(options, whole, stream->record());
}

int run(const Options& options, const Process& process) {
  std::string prompt = options.prompt;
  if (prompt == "-") {
    auto read = read_input("-");
    if (!read) return refuse(read.error());
    prompt = *std::move(read);
  }
  auto session = ModelSession::open(options.model, process);
  if (!session) return refuse(session.error());
  LlmRequest request = session->request();
  request.input.emplace_back(Message::user(Text(prompt)));
  return options.stream ? call_streamed(options, *session, std::move(request), process)
                        : call_whole(options, *session, std::move(request), process);
}

}  // namespace

void add_call(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("call", "Ask a model one question");
  add_model_options(*command, options->model);
  command->add_option("PROMPT", options->prompt, "The question; standard input if it is not given");
  auto* stream = command->add_flag("--stream", options->stream, "Print the answer as it comes");
  command
      ->add_flag("--json", options->json,
                 "Print one JSON object: the text, what it used and cost, the record of the call")
      ->excludes(stream);
  command->add_flag("--explain", options->explain, "Say why the call went where it went");
  command->footer(
      "Keys come from the environment and from .env in the current directory. The answer goes to\n"
      "standard output, what it used and cost to standard error.\n"
      "Exit code 0; 1: no answer; 2: it could not be asked.\n"
      "Try: omnillm call openai:gpt-4.1-mini 'Hello!' --sim --stream");
  command->callback([options, &chosen] {
    chosen = [options](const Process& process) { return run(*options, process); };
  });
}

}  // namespace omnillm::app
