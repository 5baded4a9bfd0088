#include "web/verdicts.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "domain/status.h"
#include "web/form.h"
#include "web/texts.h"

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

using domain::Verdict;

/// "suspenso por débito": the status itself, where it is the one in force.
std::string suspension_words(const operations::DenialReason& reason) {
  const auto* status = domain::find_status(reason.service.status_prefix);
  const bool in_force = status != nullptr && status->state != domain::ServiceState::not_yet;
  return in_force ? base::to_lower(status->label) : reason.says;
}

/// ", liberado até 30/11/2026": what it gives in spite of the suspension.
std::string courtesy_words(const operations::DenialReason& reason) {
  return reason.by_courtesy ? ", liberado até " + base::to_br(domain::last_day_of(*reason.by_courtesy)) : "";
}

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

std::string denial_words(const Decided& decided) {
  const auto& [verdict, integration, product, deciding] = decided;
  const auto says = [&](std::string_view otherwise) {
    return deciding == nullptr ? std::string(otherwise) : deciding->says;
  };
  switch (verdict) {
    case Verdict::liberado:
      return deciding == nullptr ? "dá acesso"
                                 : "pacote " + deciding->sold.row.description + ", serviço " +
                                       std::to_string(deciding->service.erp_id) + courtesy_words(*deciding);
    case Verdict::integracao_inativa:
      return "a integração " + std::string(integration) + " está inativa";
    case Verdict::usuario_inexistente:
    case Verdict::assinante_inexistente:
      return "o cliente não tem pacote de " + std::string(integration);
    case Verdict::produto_desconhecido:
      return std::string(integration) + " não tem o produto " + std::string(product);
    case Verdict::sem_produto:
      return says("o cliente não tem pacote com " + std::string(product));
    case Verdict::suspenso:
      return deciding == nullptr ? "suspenso" : suspension_words(*deciding);
    case Verdict::degustacao_vencida:
      return says("a degustação terminou");
    case Verdict::cancelado:
      return says("o serviço foi cancelado");
  }
  return {};
}

std::string log_in_words(operations::LogInState state, domain::CredentialSource source) {
  const bool own_password = source == domain::CredentialSource::login_autenticacao;
  switch (state) {
    case operations::LogInState::none:
      return own_password ? "nenhum serviço vigente com pacote tem login e senha"
                          : "o campo que serve de login está em branco, ou nenhum serviço vigente tem pacote";
    case operations::LogInState::conflict:
      return own_password ? "o mesmo login e senha são de outro cliente também"
                          : "o mesmo login é de outro cliente também";
    case operations::LogInState::depends:
      return "o mesmo login é de outro cliente também: só entra se a senha for diferente";
    case operations::LogInState::good:
      return {};
  }
  return {};
}

Cell lag_badge(const operations::Lag& lag, domain::Verdict verdict) {
  const bool wanted = verdict == Verdict::liberado;
  if (wanted && lag.inside) return {.text = "Dentro", .tone = Cell::Tone::good};
  if (!wanted) return {.text = "Ainda dentro", .tone = Cell::Tone::waiting};
  return {.text = "Ainda fora", .tone = package_status_cell(lag.shown.status, "").tone};
}

std::string lag_words(const std::optional<operations::Lag>& lag) {
  if (!lag) return {};
  const auto& shown = lag->shown;
  auto words = " Na plataforma: " + base::to_lower(domain::words_of(shown.status).label) + ".";
  if (!shown.message.empty()) words += " " + sentence_of(shown.message);
  if (!shown.transmitted) words += " Nada é transmitido com a integração inativa.";
  return words;
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
