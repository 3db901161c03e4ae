// What one `Gateway::call` costs, everything in: plan, encode, admit under limits and a budget,
// sign, exchange, decode, settle, record. Beside it an idiomatic client of Beast and Boost.JSON
// that does the bare exchange alone: writes the request's JSON, sends it, parses the answer and
// takes the text out. A chat of ten messages, about a kilobyte there and a kilobyte back, on a
// connection that is kept. CPU time of the calling thread, as the kernel splits it; the two run in
// turns.
//
//   call_bench

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "omnillm/gateway.h"
#include "omnillm/gateway_builder.h"
#include "support/allocations.h"
#include "support/check.h"

namespace omnillm::bench {
namespace {

const std::string kText(700, 'a');

std::string answer_body() {
  return R"({"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o",)"
         R"("choices":[{"index":0,"message":{"role":"assistant","content":")" +
         kText +
         R"(","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":210,)"
         R"("completion_tokens":180,"total_tokens":390,"prompt_tokens_details":{"cached_tokens":0,)"
         R"("audio_tokens":0}},"service_tier":"default","system_fingerprint":"fp_1"})";
}

// Answers every request with the same chat, on a thread of its own.
class Server {
 public:
  Server() {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    expect(::bind(listening_, generic, size) == 0 && ::listen(listening_, 16) == 0 &&
               ::getsockname(listening_, generic, &size) == 0,
           "a server of our own");
    port_ = ntohs(address.sin_port);
    std::thread([fd = listening_] {
      for (;;) std::thread(serve, ::accept(fd, nullptr, nullptr)).detach();
    }).detach();
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  // The bytes of the first request in there, once it is complete; 0 before.
  static std::size_t first_request(std::string_view bytes) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    std::string lower(bytes.substr(0, head));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::size_t length = lower.find("content-length: ");
    expect(length != std::string::npos, "a request with a length");
    const std::size_t total = head + 4 + std::stoul(lower.substr(length + 16));
    return bytes.size() >= total ? total : 0;
  }

  static void serve(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::string body = answer_body();
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_0123456789\r\n"
        "x-ratelimit-limit-requests: 1000000000\r\nx-ratelimit-remaining-requests: 999999999\r\n"
        "x-ratelimit-remaining-tokens: 999999999970\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    std::array<char, 65536> some;
    std::string bytes;
    for (;;) {
      const ssize_t count = ::recv(fd, some.data(), some.size(), 0);
      if (count <= 0) break;
      bytes.append(some.data(), static_cast<std::size_t>(count));
      if (first_request(bytes) == 0) continue;
      bytes.clear();
      if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(fd);
  }

  int listening_ = -1;
  std::uint16_t port_ = 0;
};

const std::vector<std::string>& turns() {
  static const std::vector<std::string> all(10, std::string(90, 'q'));
  return all;
}

struct Cost {
  double user = 0, system = 0, allocations = 0;  // of one call; times in microseconds
};

Cost spent_by(std::int64_t calls, const std::function<void()>& call) {
  rusage before{}, after{};
  const std::int64_t allocations_before = bench::allocations();
  ::getrusage(RUSAGE_THREAD, &before);
  for (std::int64_t i = 0; i < calls; ++i) call();
  ::getrusage(RUSAGE_THREAD, &after);
  const auto us = [&](const timeval& a, const timeval& b) {
    return (static_cast<double>(b.tv_sec - a.tv_sec) * 1e6 +
            static_cast<double>(b.tv_usec - a.tv_usec)) /
           static_cast<double>(calls);
  };
  return {
      us(before.ru_utime, after.ru_utime), us(before.ru_stime, after.ru_stime),
      static_cast<double>(bench::allocations() - allocations_before) / static_cast<double>(calls)};
}

LlmRequest chat() {
  LlmRequest request{.model = "gpt-4o", .generation = {.max_output_tokens = 256}};
  for (std::size_t i = 0; i < turns().size(); ++i)
    request.input.emplace_back(i % 2 == 0 ? Message::user(turns()[i])
                                          : Message::assistant(turns()[i]));
  return request;
}

class Ours {
 public:
  explicit Ours(std::uint16_t port)
      : gateway_(
            GatewayBuilder(ProviderEndpoint::at(WireFormat::OpenAiChatCompletions,
                                                "http://127.0.0.1:" + std::to_string(port) + "/v1"))
                .add_key(KeyConfig("sk-0123456789", "one")
                             .rpm_limit(1'000'000'000)
                             .tpm_limit(1'000'000'000'000))
                .price_policy(
                    {OnUnknownPrice::ChargeFallback,
                     {.input = Rate::from_pico(2'500'000), .output = Rate::from_pico(10'000'000)}})
                .budget_limit_usd(1e9)
                .build()
                .value()) {}

  void call() {
    auto reply = gateway_.call(request_);
    expect(reply && reply->content_text == kText, "ours: the text");
  }

 private:
  Gateway gateway_;
  LlmRequest request_ = chat();
};

class BeastAndJson {
 public:
  explicit BeastAndJson(std::uint16_t port) : host_("127.0.0.1:" + std::to_string(port)) {
    stream_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true));
  }

  void call() {
    namespace beast = boost::beast::http;
    boost::json::array messages;
    for (std::size_t i = 0; i < turns().size(); ++i)
      messages.push_back({{"role", i % 2 == 0 ? "user" : "assistant"}, {"content", turns()[i]}});
    const boost::json::value body{
        {"model", "gpt-4o"}, {"messages", std::move(messages)}, {"max_completion_tokens", 256}};
    beast::request<beast::string_body> request(beast::verb::post, "/v1/chat/completions", 11);
    request.set(beast::field::host, host_);
    request.set(beast::field::authorization, "Bearer sk-0123456789");
    request.set(beast::field::content_type, "application/json");
    request.body() = boost::json::serialize(body);
    request.prepare_payload();
    beast::write(stream_, request);
    beast::response<beast::string_body> response;
    beast::read(stream_, buffer_, response);
    expect(response.result_int() == 200, "Beast's: an answer");
    const boost::json::value answer = boost::json::parse(response.body());
    const auto& text = answer.at("choices").at(0).at("message").at("content").as_string();
    tokens_ += answer.at("usage").at("total_tokens").as_int64();
    expect(text == kText, "Beast's: the text");
  }

 private:
  std::string host_;
  boost::asio::io_context context_{1};
  boost::beast::tcp_stream stream_{context_};
  boost::beast::flat_buffer buffer_;
  std::int64_t tokens_ = 0;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print(const char* name, const std::vector<Cost>& costs) {
  std::vector<double> user, system, all;
  for (const Cost& cost : costs) {
    user.push_back(cost.user);
    system.push_back(cost.system);
    all.push_back(cost.user + cost.system);
  }
  std::printf("%-28s %6.2f us  user %6.2f  system %6.2f  allocations %5.1f\n", name, median(all),
              median(user), median(system), costs.back().allocations);
}

void race() {
  constexpr int kRounds = 15;
  constexpr std::int64_t kCalls = 3'000;
  const Server server;
  Ours ours(server.port());
  BeastAndJson rival(server.port());
  std::vector<Cost> of_ours, of_rival;
  (void)spent_by(200, [&] { ours.call(); });
  (void)spent_by(200, [&] { rival.call(); });
  for (int round = 0; round < kRounds; ++round) {
    of_ours.push_back(spent_by(kCalls, [&] { ours.call(); }));
    of_rival.push_back(spent_by(kCalls, [&] { rival.call(); }));
  }
  print("Gateway::call", of_ours);
  print("Beast, Boost.JSON, bare", of_rival);
}

}  // namespace
}  // namespace omnillm::bench

int main() {
  try {
    omnillm::bench::race();
    return 0;
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
