#include "web/verdicts.h"

#include <array>
#include <utility>

namespace web {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> k_labels{{
    {"liberado", "liberado"},
    {"integracao_inativa", "integração inativa"},
    {"login_desconhecido", "login desconhecido"},
    {"senha_nao_confere", "senha não confere"},
    {"muitas_tentativas", "muitas tentativas de senha"},
    {"usuario_inexistente", "login ou senha inválidos"},
    {"assinante_inexistente", "assinante inexistente"},
    {"produto_desconhecido", "produto desconhecido"},
    {"sem_produto", "sem o produto"},
    {"suspenso", "suspenso"},
    {"degustacao_vencida", "degustação vencida"},
    {"cancelado", "cancelado"},
    {"conflito_login", "conflito de login"},
    {"requisicao_invalida", "requisição inválida"},
    {"limite_excedido", "limite excedido"},
}};

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

std::string verdict_label(std::string_view reason) {
  for (const auto& [name, label] : k_labels)
    if (name == reason) return std::string(label);
  return std::string(reason);
}

Cell verdict_badge(std::string_view reason) {
  return {.text = capitalised(verdict_label(reason)),
          .tone = reason == "liberado" ? Cell::Tone::good : Cell::Tone::bad};
}

std::vector<Option> verdict_options() {
  std::vector<Option> options{{"", "Todos"}};
  for (const auto& [name, label] : k_labels)
    if (name != "usuario_inexistente")  // only rows of before the log told a password from a login have it
      options.push_back({std::string(name), capitalised(std::string(label))});
  return options;
}

std::string question_label(std::string_view question) {
  constexpr std::pair<std::string_view, std::string_view> k_questions[] = {
      {"existencia", "Existe?"}, {"produto", "Produto?"}, {"lista", "Produtos?"}, {"invalida", "Inválida"}};
  for (const auto& [name, label] : k_questions)
    if (name == question) return std::string(label);
  return std::string(question);
}

}  // namespace web
