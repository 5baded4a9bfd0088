#include "operations/second_factor.h"

#include <chrono>

#include "base/totp.h"
#include "storage/providers.h"
#include "storage/recovery_codes.h"
#include "web/answers.h"
#include "web/form.h"
#include "web/form_record.h"
#include "web/guard.h"
#include "web/pages/handlers.h"
#include "web/pages/profile_page.h"
#include "web/qr.h"

/// *Meu perfil › Duas etapas*: a person's own second factor.
namespace web {

namespace {

constexpr std::string_view k_title = "Meu perfil";
constexpr std::string_view k_secret = "segredo";
constexpr std::chrono::minutes k_shown_for{30};

/// A secret that is shown and not yet confirmed goes with the form, sealed for its person.
std::string secret_purpose(const Context& context) {
  return "new second factor\n" + std::to_string(context.provider.id) + "\n" +
         std::to_string(context.user->id);
}

std::string sealed_secret(const Context& context, std::string_view secret) {
  const auto at = std::chrono::floor<std::chrono::seconds>(context.house.clock.now()).time_since_epoch();
  return seal_text(context.house.keyring, std::to_string(at.count()) + " " + std::string(secret),
                   secret_purpose(context));
}

/// Nothing for what is none of ours, somebody else's, or was shown too long ago.
std::optional<std::string> secret_in(const Context& context, std::string_view sealed) {
  const auto text = open_text(context.house.keyring, sealed, secret_purpose(context));
  if (!text) return std::nullopt;
  const auto blank = std::min(text->find(' '), text->size());
  const auto at = base::Instant(std::chrono::seconds(std::stoll(text->substr(0, blank))));
  if (context.house.clock.now() - at > k_shown_for) return std::nullopt;
  return text->substr(blank + 1);
}

storage::User own_row(const Context& context) {
  return storage::find_user(context.tenant(), context.user->id).value();
}

Field code_field(std::string hint) {
  return {.name = "codigo",
          .label = "Código do aplicativo",
          .required = true,
          .hint = std::move(hint),
          .autocomplete = "one-time-code"};
}

Field password_field() {
  return {.name = "senha",
          .label = "Senha atual",
          .kind = Field::Kind::password,
          .required = true,
          .autocomplete = "current-password"};
}

http::Response set_up_page(Context& context, const base::Problem* problem) {
  const auto shown = secret_in(context, context.form.get(k_secret));
  const auto secret = shown ? *shown : base::new_totp_secret();
  Page page(context, "form.html", std::string(k_title));
  fill_profile_sections(context, page);
  http::Params values;
  values.set("codigo", problem ? context.form.get("codigo") : "");
  Form form(context, page, k_second_factor_path, values, problem);
  form.creates();
  form.hidden(k_secret, sealed_secret(context, secret));
  const auto qr =
      qr_code(domain::key_address("Catraca " + context.provider.name, context.user->email, secret));
  form.before("profile/set_up.html")
      .show_if(context.user->must_set_up, "DEMANDED")
      .set("SIDE", qr.side)
      .set("PATH", qr.path)
      .set("SECRET", domain::shown_secret(secret));
  form.line({code_field("Os 6 números que ele mostra depois de ler o QR.")});
  form.line({password_field()});
  return form.answer("Ligar", "");
}

http::Response state_page(Context& context, const storage::User& user) {
  Page page(context, "profile/second_factor.html", std::string(k_title));
  fill_profile_sections(context, page);
  const auto left = storage::count_recovery_codes(context.tenant(), user.id);
  page.body()
      .set("SINCE", context.provider.zone.minute_br(user.totp_since.value_or(user.created_at)))
      .set("LEFT", left)
      .show_if(left <= 3, "FEW");
  return page.answer();
}

http::Response codes_page(const Context& context, const operations::RecoveryCodes& codes) {
  Page page(context, "profile/recovery_codes.html", "Códigos de recuperação");
  std::string all;
  for (const auto& code : codes) {
    page.body().each("CODE").set("TEXT", code);
    all += (all.empty() ? "" : " ") + code;
  }
  page.body().set("ALL", all);
  return page.answer(201);
}

http::Response codes_form(Context& context, const base::Problem* problem) {
  Page page(context, "form.html", "Novos códigos de recuperação");
  page.under(k_title, k_second_factor_path);
  page.lead("Os códigos que você tem deixam de valer, e dez novos aparecem uma vez só.");
  Form form(context, page, context.request.path, context.form, problem);
  form.creates();
  form.line({code_field("Ou um dos códigos de recuperação que você ainda tem.")});
  return form.answer("Criar Códigos", k_second_factor_path);
}

http::Response disable_form(Context& context, const base::Problem* problem) {
  const auto provider = storage::find_provider(context.db, context.provider.id).value();
  Page page(context, "form.html", "Desligar a verificação em duas etapas");
  page.under(k_title, k_second_factor_path);
  page.lead(provider.demands_second_factor
                ? "Seu provedor exige a verificação: assim que desligar esta, você configura outra, no "
                  "aplicativo ou celular novo."
                : "Para entrar bastará a senha. Os códigos de recuperação deixam de valer.");
  Form form(context, page, context.request.path, context.form, problem);
  form.creates();
  form.line({password_field()});
  form.line({code_field("Ou um código de recuperação.")});
  return form.answer("Desligar", k_second_factor_path, true);
}

http::Response led_back(const Context& context) {
  return redirect_with(context, std::string(k_second_factor_path),
                       "A verificação em duas etapas está desligada.", Tone::warning);
}

}  // namespace

http::Response second_factor_show(Context& context) {
  const auto user = own_row(context);
  return user.totp_secret.empty() ? set_up_page(context, nullptr) : state_page(context, user);
}

http::Response second_factor_enable(Context& context) {
  const auto secret = secret_in(context, context.form.get(k_secret));
  if (!secret) {
    const auto late = base::Problem::field(
        "codigo", "A página ficou aberta por muito tempo e o QR agora é outro: leia-o de novo.");
    return set_up_page(context, &late);
  }
  const auto result = operations::enable_second_factor(context.operations(), context.user->id,
                                                       {.password = context.form.get("senha"),
                                                        .code = context.form.get("codigo"),
                                                        .secret = *secret,
                                                        .session_hash = context.user->session_hash});
  if (result) return codes_page(context, *result);
  if (result.error().kind == base::Problem::Kind::rule)
    return redirect_with(context, std::string(k_second_factor_path), result.error().message, Tone::warning);
  return set_up_page(context, &result.error());
}

http::Response recovery_codes_ask(Context& context) {
  return own_row(context).totp_secret.empty() ? led_back(context) : codes_form(context, nullptr);
}

http::Response recovery_codes_renew(Context& context) {
  const auto result =
      operations::renew_recovery_codes(context.operations(), context.user->id, context.form.get("codigo"));
  if (result) return codes_page(context, *result);
  if (result.error().kind == base::Problem::Kind::rule) return led_back(context);
  return codes_form(context, &result.error());
}

http::Response second_factor_disable_ask(Context& context) {
  return own_row(context).totp_secret.empty() ? led_back(context) : disable_form(context, nullptr);
}

http::Response second_factor_disable(Context& context) {
  const auto result = operations::disable_second_factor(
      context.operations(), context.user->id, context.form.get("senha"), context.form.get("codigo"));
  if (result)
    return redirect_with(context, std::string(k_second_factor_path), "Verificação em duas etapas desligada.");
  if (result.error().kind == base::Problem::Kind::rule) return led_back(context);
  return disable_form(context, &result.error());
}

}  // namespace web
