#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/transmission_list.h"
#include "web/list.h"

/// Accounts on platforms as pages show them.
namespace web {

inline constexpr std::string_view k_no_account = "Esta conta não existe.";
/// Of the account that the path names.
std::optional<storage::TransmissionLine> find_account(const Context& context);
inline constexpr std::string_view k_account_root = "/contas/";
std::string account_path(std::uint64_t id);
/// "E-mail": what people call an attribute of an object.
std::string attribute_label(std::string_view name);
/// Its value as people may read it: never a password, a document masked.
std::string attribute_text(std::string_view name, const std::string& value);
/// "ID 7; Nome: Ana": what stands on a platform, in a line.
std::string known_text(const domain::KnownObject& known);
/// "Alterar 3001: e-mail, telefone": what an attempt was to do.
std::string tried_text(const domain::Change& change);
/// What an account waits for as a badge; "Em dia" for none.
Cell waiting_cell(const storage::TransmissionLine& line);
/// When it is tried next: "transmitindo agora", "agora", a moment, or why it is not.
std::string next_attempt_text(const Context& context, const storage::TransmissionLine& line,
                              const storage::Queue* queue);
/// The queue of an integration among all; none: not there.
const storage::Queue* queue_of(const std::vector<storage::Queue>& queues, std::uint32_t integration_id);

}  // namespace web
