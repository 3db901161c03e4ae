#include "server/doors.h"

#include <gtest/gtest.h>

namespace omnillm::server {
namespace {

WireFormat format_of(std::string_view method, std::string_view target) {
  const Found found = find_door(method, target);
  EXPECT_TRUE(found.entrance) << target;
  return found.entrance ? found.entrance->door->format : found.format;
}

TEST(Doors, OpenToEveryProtocol) {
  EXPECT_EQ(format_of("POST", "/v1/chat/completions"), WireFormat::OpenAiChatCompletions);
  EXPECT_EQ(format_of("POST", "/v1/messages"), WireFormat::AnthropicMessages);
  EXPECT_EQ(format_of("POST", "/v1beta/models/gemini-2.5-flash:generateContent"),
            WireFormat::GeminiGenerateContent);
  EXPECT_EQ(format_of("POST", "/model/anthropic.claude%3A0/converse-stream"),
            WireFormat::BedrockConverse);
  EXPECT_EQ(format_of("POST", "/openai/deployments/gpt-4o/chat/completions?api-version=2024"),
            WireFormat::OpenAiChatCompletions);
}

TEST(Doors, KeepTheQueryApart) {
  const Found found = find_door("GET", "/v1/models?limit=2");
  ASSERT_TRUE(found.entrance);
  EXPECT_EQ(found.entrance->path, "/v1/models");
  EXPECT_EQ(found.entrance->query, "limit=2");
}

TEST(Doors, TellAnotherMethodFromNoAddress) {
  EXPECT_TRUE(find_door("GET", "/v1/messages").other_method);
  EXPECT_FALSE(find_door("GET", "/v1/nothing").other_method);
}

TEST(Doors, TakeNoTricksWithPaths) {
  for (const char* target :
       {"/v1/chat/completions/", "//v1/chat/completions", "/v1/../metrics", "/V1/messages",
        "/v1beta/models/:generateContent", "/v1beta/models/a/b:generateContent", "/model//converse",
        "/metrics/", "/metrics%2f", "/%6detrics", "/v1/messages#x", ""})
    EXPECT_FALSE(find_door("POST", target).entrance || find_door("GET", target).entrance) << target;
}

TEST(Doors, RefuseInTheWordsOfWhoeverUsesSuchAddresses) {
  EXPECT_EQ(find_door("POST", "/v1beta/nothing").format, WireFormat::GeminiGenerateContent);
  EXPECT_EQ(find_door("POST", "/model/x/invoke").format, WireFormat::BedrockConverse);
  EXPECT_EQ(find_door("GET", "/v1/messages").format, WireFormat::AnthropicMessages);
}

TEST(Doors, AreGuardedUnlessTheySayNothingOfAnybody) {
  for (const DoorRow& row : door_rows()) {
    const bool says_nothing = row.kind == DoorKind::Health || row.kind == DoorKind::Ready;
    EXPECT_EQ(row.guard == Guard::Nobody, says_nothing) << row.path;
  }
}

}  // namespace
}  // namespace omnillm::server
