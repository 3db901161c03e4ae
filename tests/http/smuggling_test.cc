// What has been used to make two servers see two different requests in the same bytes: each is
// refused, whole, and however it is cut.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/body_reader.h"
#include "http/request_head.h"
#include "http/response_head.h"

namespace omnillm::http {
namespace {

struct Row {
  const char* what;
  std::string bytes;
  int status;  // 0: it is accepted
};

// The request line and the Host are spared: this is what follows them.
std::string post(const std::string& fields) { return "POST / HTTP/1.1\r\nHost: a\r\n" + fields; }
using namespace std::string_literals;

const std::vector<Row>& heads() {
  static const std::vector<Row> rows = {
      {"a length", post("Content-Length: 5\r\n\r\n"), 0},
      {"chunks", post("Transfer-Encoding: chunked\r\n\r\n"), 0},
      // Two lengths.
      {"a length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
      {"chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"), 400},
      {"no length and chunks", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"),
       400},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n\r\n"), 400},
      {"the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n\r\n"), 400},
      {"two lengths in one line", post("Content-Length: 5, 5\r\n\r\n"), 400},
      {"two lengths, cases apart", post("content-length: 5\r\nCONTENT-LENGTH: 6\r\n\r\n"), 400},
      // Odd lengths.
      {"a plus", post("Content-Length: +5\r\n\r\n"), 400},
      {"a minus", post("Content-Length: -5\r\n\r\n"), 400},
      {"minus zero", post("Content-Length: -0\r\n\r\n"), 400},
      {"a hexadecimal length", post("Content-Length: 0x5\r\n\r\n"), 400},
      {"a length with a point", post("Content-Length: 5.0\r\n\r\n"), 400},
      {"a length with an exponent", post("Content-Length: 5e1\r\n\r\n"), 400},
      {"a length with a blank inside", post("Content-Length: 5 5\r\n\r\n"), 400},
      {"a length with an underscore", post("Content-Length: 5_0\r\n\r\n"), 400},
      {"an empty length", post("Content-Length: \r\n\r\n"), 400},
      {"a quoted length", post("Content-Length: \"5\"\r\n\r\n"), 400},
      {"a length beyond 64 bits", post("Content-Length: 18446744073709551621\r\n\r\n"), 400},
      {"a length of 64 bits", post("Content-Length: 9223372036854775808\r\n\r\n"), 400},
      {"Arabic digits", post("Content-Length: \xd9\xa5\r\n\r\n"), 400},
      // Odd codings.
      {"identity", post("Transfer-Encoding: identity\r\n\r\n"), 501},
      {"two codings", post("Transfer-Encoding: gzip, chunked\r\n\r\n"), 501},
      {"chunked last but one", post("Transfer-Encoding: chunked, identity\r\n\r\n"), 501},
      {"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n\r\n"), 501},
      {"chunked twice in two lines",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
      {"two codings in two lines",
       post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"), 400},
      {"xchunked", post("Transfer-Encoding: xchunked\r\n\r\n"), 501},
      {"chunked with a vertical tab",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n\r\n"),
       400},
      {"chunked quoted", post("Transfer-Encoding: \"chunked\"\r\n\r\n"), 501},
      {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1\r\n\r\n"), 501},
      {"an empty coding", post("Transfer-Encoding:\r\n\r\n"), 501},
      {"a comma and chunked", post("Transfer-Encoding: ,chunked\r\n\r\n"), 501},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      // Odd names.
      {"a blank before the colon", post("Content-Length : 5\r\n\r\n"), 400},
      {"a tab before the colon", post("Transfer-Encoding\t: chunked\r\n\r\n"), 400},
      {"a blank in a name", post("Content Length: 5\r\n\r\n"), 400},
      {"a name of nothing", post(": 5\r\n\r\n"), 400},
      {"a line without a colon", post("Content-Length\r\n\r\n"), 400},
      {"a name with a NUL", post("Content-Length\0: 5\r\n\r\n"s), 400},
      {"a name with a high byte", post("Content\x80-Length: 5\r\n\r\n"), 400},
      {"a name in quotes", post("\"Content-Length\": 5\r\n\r\n"), 400},
      {"a bracket in a name", post("Foo[]: 5\r\n\r\n"), 400},
      // Odd lines.
      {"a folded line", post("Foo: a\r\n b\r\n\r\n"), 400},
      {"a folded line with a tab", post("Foo: a\r\n\tb\r\n\r\n"), 400},
      {"a folded first line", "POST / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"a fold that hides chunks", post("Foo: a\r\n Transfer-Encoding: chunked\r\n\r\n"), 400},
      {"a line feed alone", post("Foo: a\nContent-Length: 5\r\n\r\n"), 400},
      {"line feeds alone", "POST / HTTP/1.1\nHost: a\n\n", 400},
      {"a head that ends with line feeds", post("Foo: a\r\n\n"), 400},
      {"a carriage return alone", post("Foo: a\rContent-Length: 5\r\n\r\n"), 400},
      {"a carriage return before the end", post("\rX\r\n\r\n"), 400},
      {"two carriage returns", post("Foo: a\r\r\n\r\n"), 400},
      {"a NUL in a value", post("Foo: a\0b\r\n\r\n"s), 400},
      {"a control character in a value",
       post("Foo: a\x01"
            "b\r\n\r\n"),
       400},
      {"a delete in a value",
       post("Foo: a\x7f"
            "b\r\n\r\n"),
       400},
      {"an escape in a value", post("Foo: \x1b[31m\r\n\r\n"), 400},
      // Odd request lines.
      {"two blanks", "POST  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"two blanks before the version", "POST /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a tab", "POST\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a blank in front", " POST / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a blank behind", "POST / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {"no version", "POST /\r\nHost: a\r\n\r\n", 400},
      {"no target", "POST HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/0.9", "POST / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
      {"HTTP/1.2", "POST / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"HTTP/2.0", "POST / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/1.10", "POST / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
      {"HTTP/01.1", "POST / HTTP/01.1\r\nHost: a\r\n\r\n", 505},
      {"http in lower case", "POST / http/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/ 1.1", "POST / HTTP/ 1.1\r\nHost: a\r\n\r\n", 400},
      {"a control character in the target", "POST /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a NUL in the target", "POST /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
      {"a high byte in the target", "POST /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a fragment", "POST /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a backslash", "POST /\\a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a target without a slash", "POST a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a star for another method", "POST * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a star for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"an absolute target of ours", "POST http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"an absolute target elsewhere", "POST http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"another scheme", "POST file:///etc HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501},
      {"a method in brackets", "GE[T] / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"one empty line in front", "\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"two empty lines in front", "\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a line feed in front", "\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      // Hosts.
      {"no host", "POST / HTTP/1.1\r\n\r\n", 400},
      {"no host in HTTP/1.0", "POST / HTTP/1.0\r\n\r\n", 0},
      {"two hosts", "POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"the same host twice", "POST / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"a host with a path", "POST / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"a host with a user", "POST / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"two hosts in one line", "POST / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"a host with a blank", "POST / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"an empty host", "POST / HTTP/1.1\r\nHost: \r\n\r\n", 0},
      // Expectations.
      {"an expectation nobody knows", post("Expect: 200-ok\r\n\r\n"), 417},
      {"two expectations in one", post("Expect: 100-continue, 200-ok\r\n\r\n"), 417},
      // Harmless things.
      {"blanks around a value", post("Content-Length:  5\t \r\n\r\n"), 0},
      {"a high byte in a value", post("Foo: \xc3\xa4\r\n\r\n"), 0},
      {"many commas in Connection", post("Connection: ,,close,,\r\n\r\n"), 0},
  };
  return rows;
}

int read_whole(const std::string& bytes) {
  RequestHead head;
  const auto parsed = head.parse(bytes);
  if (!parsed) return parsed.error().status;
  return *parsed ? 0 : -1;
}

int read_byte_by_byte(const std::string& bytes) {
  RequestHead head;
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    const std::string moved = bytes.substr(0, size);
    const auto parsed = head.parse(moved);
    if (!parsed) return parsed.error().status;
    if (*parsed) return 0;
  }
  return -1;
}

int read_in_two(const std::string& bytes, std::size_t cut) {
  RequestHead head;
  const auto parsed = head.parse(std::string_view(bytes).substr(0, cut));
  if (!parsed) return parsed.error().status;
  if (*parsed) return 0;
  const auto rest = head.parse(bytes);
  if (!rest) return rest.error().status;
  return *rest ? 0 : -1;
}

TEST(Smuggling, IsRefusedInTheHead) {
  EXPECT_GE(heads().size(), 60U);
  for (const Row& row : heads()) EXPECT_EQ(read_whole(row.bytes), row.status) << row.what;
}

TEST(Smuggling, IsRefusedInTheHeadHoweverItIsCut) {
  for (const Row& row : heads()) {
    EXPECT_EQ(read_byte_by_byte(row.bytes), row.status) << row.what;
    for (std::size_t cut = 1; cut < row.bytes.size(); ++cut)
      EXPECT_EQ(read_in_two(row.bytes, cut), row.status) << row.what << " cut at " << cut;
  }
}

const std::vector<Row>& chunks() {
  static const std::vector<Row> rows = {
      {"one chunk", "5\r\nhello\r\n0\r\n\r\n", 0},
      {"an upper case size", "A\r\n0123456789\r\n0\r\n\r\n", 0},
      {"zeros in front", "0005\r\nhello\r\n000\r\n\r\n", 0},
      {"an extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", 0},
      {"a trailer", "0\r\nFoo: bar\r\n\r\n", 0},
      {"an empty size", "\r\nhello\r\n0\r\n\r\n", 400},
      {"a plus", "+5\r\nhello\r\n0\r\n\r\n", 400},
      {"a minus", "-5\r\nhello\r\n0\r\n\r\n", 400},
      {"minus zero", "-0\r\n\r\n", 400},
      {"0x", "0x5\r\nhello\r\n0\r\n\r\n", 400},
      {"an underscore", "1_0\r\n0123456789abcdef\r\n0\r\n\r\n", 400},
      {"a blank in front", " 5\r\nhello\r\n0\r\n\r\n", 400},
      {"a blank behind", "5 \r\nhello\r\n0\r\n\r\n", 400},
      {"a blank before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", 400},
      {"a line feed alone", "5\nhello\r\n0\r\n\r\n", 400},
      {"a line feed in an extension", "5;a\nhello\r\n0\r\n\r\n", 400},
      {"a carriage return in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", 400},
      {"a NUL in an extension", "5;\0\r\nhello\r\n0\r\n\r\n"s, 400},
      {"a size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n", 400},
      {"a size of 64 bits", "ffffffffffffffff\r\nhello", 400},
      {"a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n", 400},
      {"a chunk shorter than its size", "6\r\nhello\r\n0\r\n\r\n", 400},
      {"a line feed behind the data", "5\r\nhello\n0\r\n\r\n", 400},
      {"another byte behind the data", "5\r\nhelloXX0\r\n\r\n", 400},
      {"a carriage return and something else", "5\r\nhello\rX0\r\n\r\n", 400},
      {"a last chunk that ends with line feeds", "0\r\n\n", 400},
      {"a folded trailer", "0\r\n Foo: bar\r\n\r\n", 400},
      {"a trailer without a colon", "0\r\nFoo\r\n\r\n", 400},
      {"a trailer with a blank", "0\r\nFoo : bar\r\n\r\n", 400},
      {"a trailer with a NUL", "0\r\nFoo: \0\r\n\r\n"s, 400},
      {"a request as a trailer", "0\r\nGET / HTTP/1.1\r\n\r\n", 400},
      {"a comma in a size", "5,5\r\nhello\r\n0\r\n\r\n", 400},
      {"no end", "5\r\nhello\r\n", -1},
  };
  return rows;
}

int read_chunks(const std::string& bytes, std::size_t at_a_time) {
  BodyReader reader(BodyFraming::chunked());
  for (std::size_t at = 0; at < bytes.size() && !reader.done();) {
    std::string_view piece = std::string_view(bytes).substr(at, at_a_time);
    const std::size_t before = piece.size();
    while (!piece.empty() && !reader.done())
      if (const auto taken = reader.take(piece); !taken) return taken.error().status;
    at += before - piece.size();
  }
  return reader.done() ? 0 : -1;
}

TEST(Smuggling, IsRefusedInChunksHoweverTheyAreCut) {
  for (const Row& row : chunks())
    for (std::size_t at_a_time = 1; at_a_time <= row.bytes.size(); ++at_a_time)
      EXPECT_EQ(read_chunks(row.bytes, at_a_time), row.status) << row.what << " " << at_a_time;
}

TEST(Smuggling, IsRefusedInAnswers) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<Row> rows = {
      {"an answer", ok + "Content-Length: 5\r\n\r\n", 0},
      {"the same length twice", ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 0},
      {"two lengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400},
      {"a length and chunks", ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"another coding", ok + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 502},
      {"a folded line", ok + "Foo: a\r\n b\r\n\r\n", 400},
      {"a line feed alone", "HTTP/1.1 200 OK\nFoo: a\r\n\r\n", 502},
      {"a NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n"s, 502},
      {"two digits", "HTTP/1.1 20 OK\r\n\r\n", 502},
      {"four digits", "HTTP/1.1 2000 OK\r\n\r\n", 502},
      {"a status that does not exist", "HTTP/1.1 099 OK\r\n\r\n", 502},
      {"HTTP/2", "HTTP/2 200 OK\r\n\r\n", 502},
      {"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", 502},
      {"another protocol", "SSH-2.0-OpenSSH\r\n", 502},
      {"an empty line in front", "\r\nHTTP/1.1 200 OK\r\n\r\n", 502},
      {"no reason", "HTTP/1.1 200\r\n\r\n", 0},
  };
  for (const Row& row : rows) {
    ResponseHead head;
    const auto parsed = head.parse(row.bytes);
    EXPECT_EQ(parsed ? 0 : parsed.error().status, row.status) << row.what;
  }
}

}  // namespace
}  // namespace omnillm::http
