#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnillm/transport_form.h"

namespace omnillm {
namespace {

using Fields = std::vector<MultipartField>;

Blob sound() {
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes.push_back(static_cast<char>(i & 255));
  return {.bytes = bytes, .media_type = "audio/mpeg", .filename = "a.mp3"};
}

std::string refusal(std::string_view bytes, std::string_view boundary = "B") {
  const auto decoded = decode_multipart(bytes, boundary);
  return decoded ? "accepted" : decoded.error().message();
}

void expect_round_trip(const Fields& fields) {
  const std::string boundary = multipart_boundary(fields);
  const auto decoded = decode_multipart(encode_multipart(fields, boundary), boundary);
  ASSERT_TRUE(decoded) << decoded.error();
  EXPECT_EQ(*decoded, fields);
}

TEST(Multipart, IsWrittenAsBrowsersWriteIt) {
  EXPECT_EQ(
      encode_multipart(
          {{"model", "whisper-1"},
           {"file", Blob{.bytes = "ID3", .media_type = "audio/mpeg", .filename = "a \"b\".mp3"}}},
          "B"),
      "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.mp3\"\r\n"
      "Content-Type: audio/mpeg\r\n\r\nID3\r\n--B--\r\n");
}

TEST(Multipart, CarriesAnyByteThereAndBack) {
  expect_round_trip({{"model", "whisper-1"}, {"file", sound()}, {"prompt", ""}});
  expect_round_trip({});
  expect_round_trip({{"file", Blob{.bytes = "\r\n\r\n--\r\n", .filename = ""}}});
  expect_round_trip({{"quote\" and\r\nline", "--"}, {"", "\r\n"}, {"x", "-\r\n-"}});
}

TEST(Multipart, ChoosesABoundaryThatStandsInNoValue) {
  Fields fields{{"a", "text"}, {"file", sound()}};
  for (int i = 0; i < 3; ++i) {
    const std::string boundary = multipart_boundary(fields);
    EXPECT_EQ(boundary, multipart_boundary(fields)) << "the same fields have the same one";
    fields.push_back({"again", "\r\n--" + boundary + "--\r\n"});
    EXPECT_NE(multipart_boundary(fields), boundary);
    expect_round_trip(fields);
  }
}

TEST(Multipart, KeepsAMediaTypeFromEndingItsHeader) {
  const Fields fields{{"file", Blob{.bytes = "x", .media_type = "a/b\r\nX: y", .filename = "f"}}};
  EXPECT_EQ(encode_multipart(fields, "B").find("\r\nX: y"), std::string::npos);
}

TEST(Multipart, TakesWhatClientsWriteDifferently) {
  const auto decoded = decode_multipart(
      "for nobody\r\n--B \t\r\ncontent-disposition:form-data;filename=\"a;b=c.wav\" ; name=file; "
      "filename*=UTF-8''x\r\nContent-Transfer-Encoding: binary\r\nX-Other: 1\r\n\r\nRIFF\r\n"
      "--B--\r\nfor nobody either",
      "B");
  ASSERT_TRUE(decoded) << decoded.error();
  EXPECT_EQ(*decoded, (Fields{{"file", Blob{.bytes = "RIFF", .filename = "a;b=c.wav"}}}));
}

TEST(Multipart, ReadsEscapesWithAndWithoutQuotes) {
  for (const std::string name : {"name=\"a%22b\"", "name=a%22b"}) {
    const auto decoded = decode_multipart(
        "--B\r\nContent-Disposition: form-data; " + name + "\r\n\r\n\r\n--B--", "B");
    ASSERT_TRUE(decoded) << decoded.error();
    EXPECT_EQ(decoded->at(0).name, "a\"b");
  }
}

TEST(Multipart, RefusesABodyThatIsCutOffAnywhere) {
  const Fields fields{{"model", "whisper-1"}, {"file", sound()}};
  const std::string whole = encode_multipart(fields, "B");
  // The last line end may go missing: the two dashes are the end.
  for (std::size_t size = 0; size < whole.size() - 2; ++size) {
    const auto decoded = decode_multipart(std::string_view(whole).substr(0, size), "B");
    ASSERT_FALSE(decoded) << size;
    EXPECT_EQ(decoded.error().kind(), ErrorKind::BadRequest);
  }
}

TEST(Multipart, SaysWhatIsWrong) {
  const std::string name = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n";
  EXPECT_EQ(refusal(""), "multipart/form-data: the boundary is not there");
  EXPECT_EQ(refusal("--B\r\n\r\nx\r\n--B--"), "multipart/form-data: a part has no name");
  EXPECT_EQ(refusal("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--"),
            "multipart/form-data: a part is no form-data");
  EXPECT_EQ(refusal(name + "\r\nx\r\n--Boundary\r\n\r\n--B--"),
            "multipart/form-data: a boundary does not end its line");
  EXPECT_EQ(refusal(name + "Content-Transfer-Encoding: base64\r\n\r\nx\r\n--B--"),
            "multipart/form-data: a part is encoded");
  EXPECT_EQ(refusal(name + "no header\r\n\r\nx\r\n--B--"),
            "multipart/form-data: a header has no colon");
  EXPECT_EQ(refusal("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--B--"),
            "multipart/form-data: a quote is not closed");
  EXPECT_EQ(refusal("--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--B--"),
            "multipart/form-data: a parameter stands twice");
  EXPECT_EQ(refusal(name + "Content-Disposition: form-data; name=b\r\n\r\nx\r\n--B--"),
            "multipart/form-data: Content-Disposition stands twice in one part");
  EXPECT_EQ(refusal("--B--", std::string(71, 'b')),
            "multipart/form-data: a boundary has 1 to 70 characters");
}

TEST(Multipart, BoundsWhatAPeerCanMakeUsHold) {
  std::string parts;
  for (int i = 0; i < 1'001; ++i)
    parts += "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  EXPECT_EQ(refusal(parts + "--B--"), "multipart/form-data: more than 1,000 parts");
  EXPECT_EQ(refusal("--B\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n--B--"),
            "multipart/form-data: the headers of a part are too long");
}

}  // namespace
}  // namespace omnillm
