#include "http/url.h"

#include <gtest/gtest.h>

#include <string>

namespace omnillm::http {
namespace {

TEST(UrlTest, TakesApartWhatIsWhole) {
  EXPECT_EQ(Url::parse("https://api.example.com/v1/models?x=1%20y"),
            (Url{{true, "api.example.com", 443}, "/v1/models?x=1%20y"}));
  EXPECT_EQ(Url::parse("http://localhost:8000"), (Url{{false, "localhost", 8000}, "/"}));
  EXPECT_EQ(Url::parse("HTTPS://API.Example.COM?q"), (Url{{true, "api.example.com", 443}, "/?q"}));
  EXPECT_EQ(Url::parse("http://127.0.0.1/"), (Url{{false, "127.0.0.1", 80}, "/"}));
  EXPECT_EQ(Url::parse("http://[::1]:81/a"), (Url{{false, "::1", 81}, "/a"}));
  EXPECT_EQ(Url::parse("https://[2001:DB8:0::1]/"), (Url{{true, "2001:db8::1", 443}, "/"}));
  EXPECT_EQ(Url::parse("http://my_service/a:b@c"), (Url{{false, "my_service", 80}, "/a:b@c"}));
}

TEST(UrlTest, RefusesWhatTwoReadersUnderstandInTwoWays) {
  for (const char* text : {
           "",
           "/",
           "example.com",
           "//example.com/",
           "ftp://example.com/",
           "file:///etc/passwd",
           "http:/example.com",
           "http:example.com",
           "http://",
           "http:///path",
           "https://:443/",
           // Users.
           "http://user@example.com/",
           "http://user:password@example.com/",
           "https://api.example.com@evil.com/",
           "https://api.example.com:443@evil.com/",
           "http://@example.com/",
           // Fragments and backslashes.
           "https://evil.com#api.example.com/",
           "https://a/#f",
           "https://evil.com\\@a/",
           "https://a\\b/",
           "https://a/\\b",
           // Hosts.
           "http://exa mple.com/",
           "http://example.com./",
           "http://.example.com/",
           "http://example..com/",
           "http://-a.com/",
           "http://a-.com/",
           "http://ex%61mple.com/",
           "http://ex\xc3\xa4mple.com/",
           "http://a,b/",
           "http://a;b/",
           "http://*/",
           "http://a!/",
           "http://a\tb/",
           "http://a\r\nb/",
           " http://a/",
           "http://a /",
           // Addresses that only some take for such.
           "http://127.1/",
           "http://2130706433/",
           "http://0x7f000001/",
           "http://0x7f.0.0.1/",
           "http://017700000001/",
           "http://0177.0.0.1/",
           "http://127.0.0.01/",
           "http://1.2.3.4.5/",
           "http://1.2.3.256/",
           "http://a.1/",
           "http://a.0x1/",
           // IPv6.
           "http://[::1/",
           "http://::1/",
           "http://[]/",
           "http://[::1%25lo]/",
           "http://[::1]a/",
           "http://[127.0.0.1]/",
           "http://[g::1]/",
           "http://[v1.a]/",
           // Ports.
           "http://a:/",
           "http://a:0/",
           "http://a:65536/",
           "http://a:80a/",
           "http://a:+80/",
           "http://a:-1/",
           "http://a:0x50/",
           "http://a: 80/",
           "http://a:80:80/",
           // Targets.
           "http://a/b c",
           "http://a/\"",
           "http://a/<>",
           "http://a/{x}",
           "http://a/\x01",
           "http://a/\xc3\xa4",
           "http://a/^",
           "http://a/|",
       })
    EXPECT_FALSE(Url::parse(text)) << text;
}

TEST(UrlTest, RefusesHostsThatAreTooLong) {
  const std::string label(63, 'a');
  EXPECT_TRUE(Url::parse("http://" + label + "/"));
  EXPECT_FALSE(Url::parse("http://" + label + "a/"));
  EXPECT_FALSE(Url::parse("http://" + label + "." + label + "." + label + "." + label + "/"));
}

TEST(UrlTest, RepeatsNothingOfWhatItRefuses) {
  const auto refused = Url::parse("https://canary:canary@example.com/");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::Configuration);
  EXPECT_EQ(refused.error().message().find("canary"), std::string::npos);
}

TEST(OriginTest, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(Origin::parse("https://A.com:443"), Origin::parse("HTTPS://a.com"));
  EXPECT_EQ(Origin::parse("http://[0:0::1]"), Origin::parse("http://[::1]:80"));
}

TEST(OriginTest, DiffersInSchemeHostAndPort) {
  const auto origin = Origin::parse("https://a.com:8443").value();
  for (const char* other : {"http://a.com:8443", "https://b.com:8443", "https://a.com",
                            "https://a.com:8444", "https://aa.com:8443"})
    EXPECT_NE(Origin::parse(other).value(), origin) << other;
}

TEST(OriginTest, IsWrittenAsHostHasIt) {
  EXPECT_EQ(Origin::parse("https://a.com")->authority(), "a.com");
  EXPECT_EQ(Origin::parse("http://a.com:443")->authority(), "a.com:443");
  EXPECT_EQ(Origin::parse("http://[::1]")->authority(), "[::1]");
  EXPECT_EQ(Origin::parse("http://[::1]:8080")->authority(), "[::1]:8080");
  EXPECT_EQ(Origin::parse("https://a.com")->host_and_port(), "a.com:443");
}

TEST(OriginTest, TellsAddressesFromNames) {
  EXPECT_TRUE(Origin::parse("http://[::1]")->is_address());
  EXPECT_TRUE(Origin::parse("http://10.0.0.1")->is_address());
  EXPECT_FALSE(Origin::parse("http://localhost")->is_address());
}

}  // namespace
}  // namespace omnillm::http
