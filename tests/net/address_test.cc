#include "net/address.h"

#include <gtest/gtest.h>

namespace omnillm::net {
namespace {

TEST(AddressTest, ReadsLiteralsOfBothFamilies) {
  EXPECT_EQ(Address::parse("127.0.0.1", 80)->to_string(), "127.0.0.1:80");
  EXPECT_EQ(Address::parse("::1", 443)->to_string(), "[::1]:443");
}

TEST(AddressTest, ReadsNothingElse) {
  for (const char* text : {"", "localhost", "127.1", "0x7f.0.0.1", "[::1]", "::1%lo", "1.2.3.4 "})
    EXPECT_FALSE(Address::parse(text, 80)) << text;
}

TEST(AddressTest, ChangesItsPortAlone) {
  for (const char* text : {"10.1.2.3", "2001:db8::1"}) {
    auto address = Address::parse(text, 1);
    address->set_port(65535);
    EXPECT_EQ(address->port(), 65535);
    EXPECT_NE(address->to_string().find(text), std::string::npos);
  }
}

TEST(AddressTest, KnowsTheAddressesOfThisMachineAlone) {
  EXPECT_TRUE(Address::parse("127.9.9.9", 0)->is_loopback());
  EXPECT_TRUE(Address::parse("::1", 0)->is_loopback());
  EXPECT_FALSE(Address::parse("128.0.0.1", 0)->is_loopback());
  EXPECT_FALSE(Address::parse("::2", 0)->is_loopback());
}

}  // namespace
}  // namespace omnillm::net
