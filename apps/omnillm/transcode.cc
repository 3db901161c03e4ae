#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "command.h"
#include "conversion.h"
#include "json/writer.h"
#include "omnillm/canonical_json.h"
#include "streams.h"

namespace omnillm::app {
namespace {

enum class ReportForm : std::uint8_t { Text, Json, None };

struct Options {
  std::string from;
  std::string to;
  std::string file;
  Conversion conversion;
  ReportForm report = ReportForm::Text;
};

int refuse(std::string_view message) {
  std::cerr << "omnillm transcode: " << message << '\n';
  return kUsageError;
}

std::string names_of_formats(bool that_generate) {
  std::string names;
  for (const WireFormat format : all_wire_formats())
    if (is_generation(format) == that_generate)
      (names += names.empty() ? "" : ", ") += to_string(format);
  return names;
}

using Report = ConversionReport<std::string>;

void write_json(const Conversion& conversion, const Report& report, std::string& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("from").string(to_string(conversion.from));
  writer.key("to").string(to_string(conversion.to));
  writer.key("bridged").boolean(report.bridged);
  writer.key("lossy").boolean(report.lossy);
  writer.key("losses").begin_array();
  for (const Loss& loss : report.losses) writer.json(to_json(loss));
  writer.end_array();
  writer.end_object();
}

void write_text(const Conversion& conversion, const Report& report) {
  std::cerr << conversion.from << " to " << conversion.to << ": "
            << (report.lossy ? "something is lost" : "nothing is lost") << '\n';
  for (const Loss& loss : report.losses) std::cerr << "  " << loss << '\n';
}

void write_report(const Options& options, const Report& report) {
  if (options.report == ReportForm::Text) return write_text(options.conversion, report);
  if (options.report == ReportForm::None) return;
  std::string out;
  write_json(options.conversion, report, out);
  std::cerr << out << '\n';
}

int give_up(const Options& options, const Error& error) {
  if (options.report != ReportForm::Json) {
    std::cerr << "omnillm transcode: " << error << '\n';
    return kNotMet;
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("error").begin_object();
  writer.key("kind").string(to_string(error.kind()));
  writer.key("message").json(JsonText::string(error.message()));
  writer.end_object();
  writer.end_object();
  std::cerr << out << '\n';
  return kNotMet;
}

int run(Options& options) {
  const auto from = parse_wire_format(options.from);
  if (!from) return refuse("--from: no protocol is called \"" + options.from + "\"");
  const auto to = parse_wire_format(options.to);
  if (!to) return refuse("--to: no protocol is called \"" + options.to + "\"");
  options.conversion.from = *from;
  options.conversion.to = *to;
  const auto body = read_input(options.file);
  if (!body) return refuse(body.error().message());

  const auto report = options.conversion.run(*body);
  if (!report && report.error().kind() == ErrorKind::Configuration)
    return refuse(report.error().message());
  if (!report) return give_up(options, report.error());
  const bool is_stream = options.conversion.kind == BodyKind::Stream;
  if (!write_output(is_stream ? report->value : report->value + "\n"))
    return refuse("cannot write to standard output");
  write_report(options, *report);
  return kOk;
}

}  // namespace

void add_transcode(CLI::App& app, Run& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "transcode",
      "Convert a body from one provider's protocol to another's, and say what is lost");
  command->add_option("--from", options->from, "The protocol it is in")->required()->type_name("F");
  command->add_option("--to", options->to, "The protocol wanted")->required()->type_name("T");
  const std::map<std::string, BodyKind> kinds{{"request", BodyKind::Request},
                                              {"response", BodyKind::Response},
                                              {"stream", BodyKind::Stream},
                                              {"error", BodyKind::Error}};
  command
      ->add_option("--kind", options->conversion.kind, "request (default), response, stream, error")
      ->transform(CLI::CheckedTransformer(kinds).description(""))
      ->type_name("KIND");
  command->add_option("--status", options->conversion.status, "Of an error, the HTTP status it had")
      ->check(CLI::Range(100, 599).description(""))
      ->type_name("N");
  const std::map<std::string, ReportForm> forms{
      {"text", ReportForm::Text}, {"json", ReportForm::Json}, {"none", ReportForm::None}};
  command->add_option("--report", options->report, "The report on standard error: text, json, none")
      ->transform(CLI::CheckedTransformer(forms).description(""))
      ->type_name("FORM");
  command->add_option("file", options->file, "What to convert; standard input when not given")
      ->type_name("FILE");
  command->footer(
      "Protocols: " + names_of_formats(true) +
      ";\nshorter: responses, chat, claude, gemini, bedrock.\n"
      "For other things than conversations, each to those of its kind: " +
      names_of_formats(false) +
      ".\n"
      "Exit code 0: converted; 1: cannot be converted; 2: the command is wrong.\n"
      "Try: omnillm transcode --from chat --to claude request.json\n"
      "     curl -N ... | omnillm transcode --from claude --to chat --kind stream --report json");
  command->callback(
      [options, &chosen] { chosen = [options](const Process&) { return run(*options); }; });
}

}  // namespace omnillm::app
