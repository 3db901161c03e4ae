// Reading the head of an answer with nine fields: ours, which keeps views; Beast's basic_parser
// with a handler that keeps views; Beast's parser into its own fields.

#include <benchmark/benchmark.h>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "http/response_head.h"
#include "support/check_main.h"

namespace omnillm::bench {
namespace {

namespace beast = boost::beast::http;

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\n"
    "Date: Sat, 21 Nov 2026 17:00:00 GMT\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 1075\r\n"
    "Connection: keep-alive\r\n"
    "x-request-id: req_0123456789abcdef0123456789abcdef\r\n"
    "x-ratelimit-limit-requests: 10000\r\n"
    "x-ratelimit-remaining-requests: 9999\r\n"
    "x-ratelimit-remaining-tokens: 29999970\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\n"
    "\r\n";

using Views = std::vector<std::pair<std::string_view, std::string_view>>;

// As little as Beast's parser can be made to do. What it reads is a view of Beast's own type.
class ViewParser final : public beast::basic_parser<false> {
 public:
  Views fields;
  int status = 0;

 private:
  using View = boost::beast::string_view;
  using Error = boost::beast::error_code;
  static std::string_view plain(View view) { return {view.data(), view.size()}; }

  void on_request_impl(beast::verb, View, View, int, Error& error) override { error = {}; }
  void on_response_impl(int code, View, int, Error& error) override {
    error = {};
    status = code;
  }
  void on_field_impl(beast::field, View name, View value, Error& error) override {
    error = {};
    fields.emplace_back(plain(name), plain(value));
  }
  void on_header_impl(Error& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error& error) override {
    error = {};
  }
  std::size_t on_body_impl(View body, Error& error) override {
    error = {};
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, Error& error) override { error = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Error& error) override {
    error = {};
    return body.size();
  }
  void on_finish_impl(Error& error) override { error = {}; }
};

template <class Parser>
void parse_head(Parser& parser) {
  boost::beast::error_code error;
  parser.put(boost::asio::buffer(kAnswer.data(), kAnswer.size()), error);
  if (error && error != beast::error::need_more) throw WrongAnswer(error.message());
}

void check() {
  http::ResponseHead head;
  const auto size = head.parse(kAnswer);
  expect(size && *size == kAnswer.size(), "ours reads all of the head");
  expect_equal(static_cast<std::int64_t>(head.fields().size()), 9, "fields of ours");
  expect(head.find("content-length") == "1075", "ours finds the length");
  ViewParser views;
  parse_head(views);
  expect_equal(static_cast<std::int64_t>(views.fields.size()), 9, "fields of Beast's");
  for (std::size_t i = 0; i < 9; ++i)
    expect(views.fields[i].first == head.fields()[i].name &&
               views.fields[i].second == head.fields()[i].value,
           "both read the same");
}

void ours(benchmark::State& state) {
  http::ResponseHead head;
  for (auto _ : state) {
    head.clear();
    benchmark::DoNotOptimize(head.parse(kAnswer));
  }
}

void beast_basic_parser(benchmark::State& state) {
  Views kept;
  for (auto _ : state) {
    ViewParser parser;
    kept.clear();
    parser.fields.swap(kept);
    parse_head(parser);
    benchmark::DoNotOptimize(parser.fields.data());
    parser.fields.swap(kept);
  }
}

void beast_fields(benchmark::State& state) {
  for (auto _ : state) {
    beast::response_parser<beast::empty_body> parser;
    parse_head(parser);
    benchmark::DoNotOptimize(parser.get().result_int());
  }
}

BENCHMARK(ours);
BENCHMARK(beast_basic_parser);
BENCHMARK(beast_fields);

}  // namespace
}  // namespace omnillm::bench

OMNILLM_BENCH_MAIN(omnillm::bench::check)
