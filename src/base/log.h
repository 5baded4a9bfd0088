#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// JSON lines on stderr: {"ts","level","msg","request_id",…}. Never hand it a secret, a body or a full CPF.
/// Any thread; never waits: what stderr has no room for is dropped and counted.
namespace base::log {

using Field = std::pair<std::string_view, std::string_view>;

void info(std::string_view message, std::initializer_list<Field> fields = {});
void warn(std::string_view message, std::initializer_list<Field> fields = {});
void error(std::string_view message, std::initializer_list<Field> fields = {});

/// Replaces what looks like a CPF or CNPJ in free text by its masked form.
std::string mask_documents(std::string_view text);

}  // namespace base::log
