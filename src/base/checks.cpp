#include "base/checks.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace base {

namespace {

constexpr std::array<std::string_view, 27> k_federal_units{
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
    "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"};

}  // namespace

void check_text(FieldErrors& errors, std::string_view field, Patch<std::string>& patch, std::size_t most) {
  if (!patch.value) return;
  patch.value = std::string(trim(*patch.value));
  if (patch.value->empty()) {
    patch.value.reset();
    return;
  }
  const auto& text = *patch.value;
  const bool control =
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (control)
    errors.add(std::string(field), "não pode conter quebras de linha nem caracteres de controle");
  else if (length_of(text) > most)
    errors.add(std::string(field),
               "tem " + std::to_string(length_of(text)) + " caracteres; o máximo é " + std::to_string(most));
}

void tidy(Patch<std::string>& patch) {
  if (patch.value) patch.value = tidied(*patch.value);
}

void check_required_text(FieldErrors& errors, std::string_view field, Patch<std::string>& patch,
                         std::size_t most, bool creating) {
  check_text(errors, field, patch, most);
  if ((patch.given || creating) && !patch.value && !errors.has(field))
    errors.add(std::string(field), "é obrigatório");
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && text.find(' ') == std::string_view::npos;
}

std::span<const std::string_view> federal_units() { return k_federal_units; }

void check_uf(FieldErrors& errors, std::string_view field, Patch<std::string>& uf) {
  check_text(errors, field, uf, 10);
  if (!uf.value || errors.has(field)) return;
  for (auto& letter : *uf.value) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  if (std::ranges::find(k_federal_units, *uf.value) == k_federal_units.end())
    errors.add(std::string(field), "não é a sigla de um estado");
}

void check_code(FieldErrors& errors, std::string_view field, std::string_view code) {
  if (!is_code(code))
    errors.add(std::string(field),
               "deve ter de 1 a 64 letras, algarismos ou sinais, sem espaços nem acentos, e não ser . ou ..");
}

}  // namespace base
