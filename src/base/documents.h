#pragma once
#include <string>
#include <string_view>

namespace base {

/// CPF or CNPJ as stored: 11 digits or 14 of [0-9A-Z], mask removed, upper case. Other text: what is left of
/// it.
std::string document_plain(std::string_view text);
/// True for a CPF of 11 digits whose check digits fit and that is not one digit repeated.
bool is_cpf(std::string_view plain);
/// True for a CNPJ of 12 of [0-9A-Z] and two check digits that fit (letters allowed since 07/2026).
bool is_cnpj(std::string_view plain);
/// True when the length is that of a CPF or CNPJ; check digits may be wrong (old registries are full of
/// them).
bool is_document_shaped(std::string_view plain);
/// "123.456.789-00" or "12.ABC.345/01DE-35"; other text as it is.
std::string document_br(std::string_view plain);
/// "***.456.789-**" or "**.ABC.345/****-**"; for lists and logs.
std::string document_masked(std::string_view plain);

}  // namespace base
