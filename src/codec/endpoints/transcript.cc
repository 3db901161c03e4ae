#include "codec/endpoints/transcript.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "codec/endpoints/object_reader.h"
#include "http/sse.h"

namespace omnillm::codec {

namespace {

// By tokens, or by time: then there are no tokens to count.
std::optional<TokenUsage> read_usage(json::Value usage) {
  const auto input = usage["input_tokens"].to_int64();
  const auto output = usage["output_tokens"].to_int64();
  if (!input && !output) return std::nullopt;
  return TokenUsage{
      .prompt_tokens = input.value_or(0),
      .completion_tokens = output.value_or(0),
      .total_tokens = usage["total_tokens"].to_int64(),
      .audio_prompt_tokens = usage["input_token_details"]["audio_tokens"].to_int64().value_or(0)}
      .repaired();
}

void write_usage(const TokenUsage& counts, json::Writer& out) {
  const TokenUsage usage = counts.repaired();
  out.begin_object();
  out.key("type").word("tokens");
  out.key("input_tokens").integer(usage.prompt_tokens);
  out.key("input_token_details").begin_object();
  out.key("text_tokens").integer(usage.prompt_tokens - usage.audio_prompt_tokens);
  out.key("audio_tokens").integer(usage.audio_prompt_tokens);
  out.end_object();
  out.key("output_tokens").integer(usage.completion_tokens);
  out.key("total_tokens").integer(usage.total());
  out.end_object();
}

AudioSegment read_segment(json::Value value, const Pointer& where, Reading& in) {
  ObjectReader object(value, where, in);
  AudioSegment segment;
  // With speakers told apart, ids are strings.
  if (!value["id"].is_string()) object.integer("id", segment.id);
  object.number("start", segment.start);
  object.number("end", segment.end);
  object.string("text", segment.text);
  object.keep_rest(segment.vendor_extensions);
  return segment;
}

TranscribedWord read_word(json::Value value, const Pointer& where, Reading& in, LossLog& losses) {
  ObjectReader object(value, where, in);
  TranscribedWord word;
  in.check(in.fields().string(object.take("word", "text"), object.at("word"), word.word));
  object.number("start", word.start);
  object.number("end", word.end);
  object.report_rest(losses);
  return word;
}

template <class T, class Read>
void read_list(ObjectReader& object, std::string_view name, Reading& in, std::vector<T>& into,
               const Read& read) {
  const json::Value list = object.take(name);
  if (list.is_missing_or_null()) return;
  const Pointer where = object.at(name);
  if (!in.check(in.fields().array(list, where))) return;
  into.reserve(list.size());
  for (const json::Value element : list.elements())
    into.push_back(read(element, where.at(into.size())));
}

void write_segment(const AudioSegment& segment, BodyWriter& body) {
  json::Writer& out = body.out();
  out.begin_object();
  body.say("id", segment.id);
  body.say("start", segment.start);
  body.say("end", segment.end);
  out.key("text").string(segment.text);
  // Both formats that have segments have the same ones.
  out.members(segment.vendor_extensions);
  out.end_object();
}

void write_word(const TranscribedWord& word, BodyWriter& body) {
  body.out().begin_object();
  body.out().key("word").string(word.word);
  body.say("start", word.start);
  body.say("end", word.end);
  body.out().end_object();
}

// A kept usage by time says how long the sound was.
std::optional<double> billed_seconds(const VendorExtensions& extensions) {
  const JsonText* usage = extensions.find("usage");
  json::Document document;
  if (!usage || !document.parse(usage->text())) return std::nullopt;
  return document.root()["seconds"].to_double();
}

bool looks_like_subrip(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return false;
  const std::string_view second = text.substr(line_end + 1, 64);
  return text.front() >= '0' && text.front() <= '9' &&
         second.substr(0, second.find('\n')).find(" --> ") != std::string_view::npos;
}

}  // namespace

Result<AudioTranscriptionResponse> read_transcript(json::Value root, WireFormat format,
                                                   LossLog& losses) {
  Reading in = Reading::of_answer();
  const Pointer top;
  ObjectReader object(root, top, in);
  AudioTranscriptionResponse response{.origin = format};
  object.required_text("text", response.text);
  object.string("language", response.language);
  object.number("duration", response.duration_seconds);
  object.number("duration_seconds", response.duration_seconds);
  read_list(
      object, "segments", in, response.segments,
      [&](json::Value value, const Pointer& where) { return read_segment(value, where, in); });
  read_list(object, "words", in, response.words, [&](json::Value value, const Pointer& where) {
    return read_word(value, where, in, losses);
  });
  const json::Value usage = object.take("usage");
  response.usage = read_usage(usage);
  keep_if_it_says_more(
      usage, "usage",
      [&](json::Writer& out) {
        if (response.usage) write_usage(*response.usage, out);
      },
      response.vendor_extensions);
  if (!response.duration_seconds)
    response.duration_seconds = billed_seconds(response.vendor_extensions);
  object.keep_rest(response.vendor_extensions);
  return std::move(in).finish(std::move(response));
}

void write_transcript(const AudioTranscriptionResponse& response, BodyWriter& body) {
  json::Writer& out = body.out();
  const bool is_verbose =
      !response.language.empty() || !response.segments.empty() || !response.words.empty();
  out.begin_object();
  out.key("text").string(response.text);
  body.say("language", response.language);
  if (is_verbose || billed_seconds(response.vendor_extensions) != response.duration_seconds)
    body.say("duration", response.duration_seconds);
  if (!response.segments.empty()) {
    out.key("segments").begin_array();
    for (const AudioSegment& segment : response.segments) write_segment(segment, body);
    out.end_array();
  }
  if (!response.words.empty()) {
    out.key("words").begin_array();
    for (const TranscribedWord& word : response.words) write_word(word, body);
    out.end_array();
  }
  const auto same = [&](json::Value kept) { return read_usage(kept) == response.usage; };
  if (!body.kept(response.vendor_extensions, "usage", same) && response.usage)
    write_usage(*response.usage, out.key("usage"));
  body.rest(response.vendor_extensions, {"usage"});
  out.end_object();
}

AudioTranscriptionResponse plain_transcript(std::string_view text, WireFormat format) {
  std::string_view form = "text";
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  const std::string_view seen =
      text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
  if (seen.starts_with("WEBVTT"))
    form = "vtt";
  else if (looks_like_subrip(seen))
    form = "srt";
  return {.text = text, .format = std::string(form), .origin = format};
}

Result<AudioTranscriptionResponse> streamed_transcript(std::string_view body, WireFormat format,
                                                       LossLog& losses) {
  http::SseParser events;
  events.feed(body);
  json::Document document;
  for (;;) {
    auto event = events.next();
    if (event && !*event) event = events.finish();
    if (!event) return tl::unexpected(event.error());
    if (!*event) return fail(ErrorKind::Protocol, "the transcript was cut off before its end");
    if (auto parsed = document.parse((*event)->data); !parsed)
      return tl::unexpected(parsed.error());
    const json::Value root = document.root();
    if (const json::Value error = root["error"])
      return fail(ErrorKind::Server, error["message"].is_string()
                                         ? error["message"].str()
                                         : std::string(error.raw().substr(0, 300)));
    if (!root["type"].says("transcript.text.done")) continue;
    auto response = read_transcript(root, format, losses);
    if (response) (void)response->vendor_extensions.take("type");
    return response;
  }
}

std::string_view transcript_media_type(std::string_view response_format) {
  if (response_format == "vtt") return "text/vtt";
  if (response_format == "text" || response_format == "srt") return "text/plain";
  return "application/json";
}

}  // namespace omnillm::codec
