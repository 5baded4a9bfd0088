#pragma once
#include <cstdint>
#include <string>

#include "storage/transmission_list.h"
#include "web/list.h"

/// Accounts on platforms as pages show them.
namespace web {

std::string account_path(std::uint64_t id);
/// What an account waits for as a badge; "Em dia" for none.
Cell waiting_cell(const storage::TransmissionLine& line);
/// When it is tried next: "transmitindo agora", "agora", a moment, or why it is not.
std::string next_attempt_text(const Context& context, const storage::TransmissionLine& line,
                              const storage::Queue* queue);
/// The queue of an integration among all; none: not there.
const storage::Queue* queue_of(const std::vector<storage::Queue>& queues, std::uint32_t integration_id);

}  // namespace web
