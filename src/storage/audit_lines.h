#pragma once
#include <string>
#include <string_view>

#include "storage/audit.h"

/// What every statement that reads the trail has in common.
namespace storage {

/// The lines of a SELECT of the table with the names of their records, looked up for these lines only.
std::string named_audit_lines(std::string_view lines, bool newest_first = true);
/// A line of it.
AuditLine audit_line_of(const Row& row);

}  // namespace storage
