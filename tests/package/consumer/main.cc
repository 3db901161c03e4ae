// A user's program.

#include <omnillm/money.h>

#include <iostream>

int main() { std::cout << omnillm::Money::parse("0.25").value() << '\n'; }
