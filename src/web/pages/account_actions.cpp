#include "operations/account_actions.h"

#include <algorithm>

#include "operations/transmissions.h"
#include "platforms/account_calls.h"
#include "storage/customers.h"
#include "storage/transmission_list.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form.h"
#include "web/form_reader.h"
#include "web/pages/account_page.h"
#include "web/pages/handlers.h"
#include "web/pages/trail.h"
#include "web/texts.h"

/// What people ask of an account on a platform: each says first what will happen, and what is lost.
namespace web {

namespace {

using operations::AccountAction;

constexpr auto k_email = "email";

http::Response done_or_why(const Context& context, const base::Result<base::Done>& done,
                           std::string_view said) {
  if (done) return redirect_with(context, account_path(context.id()), said);
  if (status_of(done.error()) == 404) return failure(context, 404, k_no_account);
  return redirect_with(context, account_path(context.id()), done.error().message, Tone::warning);
}

/// The account, if the action makes sense for it; else the answer that says why not.
base::Expected<storage::TransmissionLine, http::Response> asked(const Context& context,
                                                                AccountAction action) {
  const auto checked = operations::check_action(context.operations(), context.id(), action);
  if (!checked) return base::Unexpected{done_or_why(context, checked, "")};
  return *find_account(context);
}

Confirmation question_about(const Context& context, std::string title, std::vector<std::string> consequences,
                            std::string button) {
  return {.title = std::move(title),
          .consequences = std::move(consequences),
          .button = std::move(button),
          .action = context.request.path,
          .cancel_href = account_path(context.id())};
}

std::string of(const storage::TransmissionLine& line) {
  return " de " + line.customer_name + " em " + line.integration;
}

domain::Customer customer_of(const Context& context, const storage::TransmissionLine& line) {
  return storage::find_customer(context.tenant(), line.account.customer_id).value();
}

bool names_email(const storage::TransmissionLine& line) {
  return operations::has_action(platforms::at(line.gateway), AccountAction::part);
}

/// A form of one e-mail.
http::Response email_form(const Context& context, const storage::TransmissionLine& line, AccountAction action,
                          std::string_view text, const Field& field, const http::Params& values,
                          const base::Problem* problem) {
  const auto label = operations::words_of(action).label;
  Page page(context, "form.html", std::string(label) + of(line));
  lead_to(page, line);
  page.lead(text);
  Form form(context, page, context.request.path, values, problem);
  form.creates().field(field);
  return form.answer(label, account_path(line.account.id), action == AccountAction::remake);
}

http::Params with_email(const std::optional<std::string>& email) {
  http::Params values;
  values.set(k_email, email.value_or(""));
  return values;
}

Field email_field(std::string hint, bool required) {
  return {.name = k_email,
          .label = "E-mail",
          .kind = Field::Kind::email,
          .required = required,
          .hint = std::move(hint)};
}

/// True for a refusal that the form can show at its field.
bool is_of_field(const base::Result<base::Done>& done) {
  return !done && done.error().kind == base::Problem::Kind::fields;
}

std::string what_is_lost(const storage::TransmissionLine& line) {
  std::string text =
      "A conta de hoje é apagada na plataforma, com tudo o que ela guarda lá: perfis, favoritos, histórico e "
      "aparelhos conectados. Outra nasce com o cadastro de hoje, e o cliente entra de novo nela.";
  const auto& platform = platforms::at(line.gateway);
  if (!platforms::account_calls(platform).kept_key.empty())
    text += " O cliente em si a " + std::string(platform.name) +
            " nunca apaga: com outro CPF/CNPJ aqui, o e-mail antigo continua ocupado lá.";
  return text;
}

constexpr std::string_view k_outcome_follows = "acompanhe as chamadas nesta página.";

}  // namespace

// --- re-transmitir, redefinir senha -----------------------------------------------------------------------

http::Response account_transmit_ask(Context& context) {
  const auto line = find_account(context);
  if (!line) return failure(context, 404, k_no_account);
  auto question = question_about(
      context, "Transmitir de novo a conta" + of(*line) + "?",
      {"A conta volta à fila já: só sai o que a plataforma ainda não tem, uma vez cada coisa."},
      "Transmitir agora");
  question.danger = false;
  if (!line->message.empty())
    question.consequences.push_back("Da última vez: " + line->message +
                                    " Se a causa não foi desfeita, a resposta será a mesma.");
  return confirm_answer(context, question);
}

http::Response account_transmit(Context& context) {
  return done_or_why(context, operations::transmit_again(context.operations(), context.id()),
                     "A conta está na fila: a página mostra cada chamada assim que for feita.");
}

http::Response account_password_ask(Context& context) {
  const auto line = asked(context, AccountAction::password);
  if (!line.ok()) return line.error();
  return confirm_answer(
      context, question_about(context, "Redefinir a senha" + of(*line) + "?",
                              {"A senha é calculada de novo pelo cadastro de hoje e enviada à plataforma.",
                               "Se o cliente a trocou por conta própria lá, a dele deixa de valer."},
                              "Redefinir senha"));
}

http::Response account_password(Context& context) {
  return done_or_why(context, operations::reset_password(context.operations(), context.id()),
                     "A senha vai ser enviada de novo; acompanhe nesta página.");
}

// --- reenviar ativação ------------------------------------------------------------------------------------

http::Response account_activation_ask(Context& context) {
  const auto line = asked(context, AccountAction::activation);
  if (!line.ok()) return line.error();
  auto question =
      question_about(context, "Reenviar a ativação" + of(*line) + "?",
                     {"A plataforma manda ao cliente, já, mais uma mensagem com que ele ativa a conta.",
                      "Vai para o e-mail que a plataforma tem; se ele está errado, corrija-o antes."},
                     "Reenviar ativação");
  question.danger = false;
  return confirm_answer(context, question);
}

http::Response account_activation(Context& context) {
  const auto answer =
      operations::resend_activation(context.operations(), context.id(), context.house.outbound);
  if (!answer) return done_or_why(context, base::Unexpected{answer.error()}, "");
  if (!answer->failure.empty())
    return redirect_with(context, account_path(context.id()), answer->failure, Tone::warning);
  return redirect_with(context, account_path(context.id()), "A plataforma reenviou a ativação ao cliente.");
}

// --- corrigir e-mail --------------------------------------------------------------------------------------

namespace {

http::Response mend_email(const Context& context, const storage::TransmissionLine& line,
                          const http::Params& values, const base::Problem* problem) {
  return email_form(context, line, AccountAction::email,
                    "O e-mail é o do cadastro do cliente: o novo vai, sozinho, a todas as plataformas que o "
                    "recebem.",
                    email_field("", true), values, problem);
}

}  // namespace

http::Response account_email_ask(Context& context) {
  const auto line = asked(context, AccountAction::email);
  if (!line.ok()) return line.error();
  return mend_email(context, *line, with_email(customer_of(context, *line).email), nullptr);
}

http::Response account_email(Context& context) {
  const auto line = asked(context, AccountAction::email);
  if (!line.ok()) return line.error();
  const auto done = operations::correct_email(context.operations(), context.id(), context.form.get(k_email));
  if (is_of_field(done)) {
    const auto problem = renamed(done.error(), {{"email_principal", k_email}});
    return mend_email(context, *line, context.form, &problem);
  }
  return done_or_why(context, done,
                     "E-mail corrigido no cadastro; acompanhe nesta página a chamada que o leva.");
}

// --- recriar conta ----------------------------------------------------------------------------------------

namespace {

http::Response remake_form(const Context& context, const storage::TransmissionLine& line,
                           const http::Params& values, const base::Problem* problem) {
  const auto registry = customer_of(context, line).email.value_or("");
  return email_form(
      context, line, AccountAction::remake, what_is_lost(line),
      email_field("Com ele a conta nova é criada, e depois não muda mais. Em branco, o do cadastro" +
                      (registry.empty() ? std::string(", que está vazio.") : ": " + registry + "."),
                  false),
      values, problem);
}

}  // namespace

http::Response account_remake_ask(Context& context) {
  const auto line = asked(context, AccountAction::remake);
  if (!line.ok()) return line.error();
  if (names_email(*line))
    return remake_form(context, *line, with_email(customer_of(context, *line).email), nullptr);
  return confirm_answer(
      context,
      question_about(context, "Recriar a conta" + of(*line) + "?",
                     {what_is_lost(*line), "Enquanto isso, segundos em geral, o cliente fica sem acesso."},
                     "Recriar conta"));
}

http::Response account_remake(Context& context) {
  const auto line = asked(context, AccountAction::remake);
  if (!line.ok()) return line.error();
  const auto done = operations::remake_account(context.operations(), context.id(), context.form.get(k_email));
  if (is_of_field(done)) return remake_form(context, *line, context.form, &done.error());
  return done_or_why(context, done,
                     "A conta vai ser removida e criada de novo; " + std::string(k_outcome_follows));
}

// --- adotar, separar --------------------------------------------------------------------------------------

http::Response account_adopt_ask(Context& context) {
  const auto line = asked(context, AccountAction::adopt);
  if (!line.ok()) return line.error();
  const auto rival = operations::find_rival(context.operations(), context.id(), context.house.outbound);
  if (!rival) return done_or_why(context, base::Unexpected{rival.error()}, "");
  auto question = question_about(
      context, "Adotar a conta que já existe para " + line->customer_name + " em " + line->integration + "?",
      {"Na plataforma está: " + known_text(rival->object) + ".",
       "Só adote se for a mesma pessoa: a conta passa a ser a deste cliente, com a senha e os produtos "
       "daqui, e "
       "quem a usava perde o acesso dele.",
       "Fica no histórico quem adotou."},
      "Adotar");
  question.hidden = {{"id_externo", rival->object.platform_id}};
  return confirm_answer(context, question);
}

http::Response account_adopt(Context& context) {
  return done_or_why(
      context,
      operations::adopt_rival(context.operations(), context.id(), context.form.get("id_externo"),
                              context.house.outbound),
      "Conta adotada: o que difere do cadastro é enviado agora; " + std::string(k_outcome_follows));
}

namespace {

http::Response part_form(const Context& context, const storage::TransmissionLine& line,
                         const http::Params& values, const base::Problem* problem) {
  return email_form(context, line, AccountAction::part,
                    "O assinante que já está na plataforma fica como está; a conta deste cliente é criada à "
                    "parte, com um e-mail que lá ninguém usa.",
                    email_field("É o login do cliente na plataforma; o cadastro dele não muda.", true),
                    values, problem);
}

}  // namespace

http::Response account_part_ask(Context& context) {
  const auto line = asked(context, AccountAction::part);
  if (!line.ok()) return line.error();
  return part_form(context, *line, with_email(std::nullopt), nullptr);
}

http::Response account_part(Context& context) {
  const auto line = asked(context, AccountAction::part);
  if (!line.ok()) return line.error();
  const auto done = operations::part_account(context.operations(), context.id(), context.form.get(k_email));
  if (is_of_field(done)) return part_form(context, *line, context.form, &done.error());
  return done_or_why(context, done, "A conta vai ser criada à parte; " + std::string(k_outcome_follows));
}

}  // namespace web
