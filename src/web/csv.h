#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace web {

/// One CSV record (RFC 4180, ';' as Brazilian spreadsheets expect). A value that a spreadsheet would run as a
/// formula gets an apostrophe in front; numbers stay numbers.
std::string csv_record(const std::vector<std::string>& values);

}  // namespace web
