#include "operations/transmissions.h"

#include "base/text.h"
#include "operations/account_actions.h"
#include "operations/closings.h"
#include "operations/product_sync.h"
#include "storage/accounts.h"
#include "storage/integrations.h"
#include "web/api/call.h"
#include "web/api/handlers.h"
#include "web/form.h"
#include "web/pages/account_page.h"

/// What an ERP may ask of accounts on platforms, and of what is transmitted to a platform.
namespace web::api {

namespace {

using base::Problem;

/// The account of the path's subscriber_id; 0: there is none.
std::uint64_t account_id(const Context& context) {
  const auto& text = context.arg("subscriber_id");
  const auto bytes = base::bytes_of_hex(text);
  if (bytes.size() != 16) return 0;
  const auto account = storage::find_account_by_subscriber(context.tenant(), bytes);
  return account ? account->id : 0;
}

http::Response said(const Context& context, const base::Result<base::Done>& done, std::string_view message) {
  if (!done) return refusal(context.request, done.error());
  return success(message, [](JsonWriter&) {});
}

/// Of the path's code; 0: there is none.
std::uint32_t integration_id(const Context& context) {
  const auto found = storage::find_integration(context.tenant(), context.arg("codigo"));
  return found ? found->id : 0;
}

Problem no_integration() { return Problem::missing("Não há plataforma com este código."); }

/// A call without a body, or with an empty one.
template <typename Act>
http::Response bare(Context& context, Act act) {
  return once(context, [&] {
    return with_body(
        context,
        [&](JsonReader& body) {
          const auto wrong = body.finish();
          return wrong ? refusal(context.request, *wrong) : act();
        },
        "{}");
  });
}

void write_codes(JsonWriter& out, std::string_view name, const std::vector<std::string>& codes) {
  out.key(name).begin_array();
  for (const auto& code : codes) out.value(code);
  out.end_array();
}

http::Response synchronised(const Context& context, const domain::Integration& integration, bool confirmed) {
  const auto& platform = platforms::at(integration.gateway);
  if (platform.telling.products == nullptr)
    return refusal(context.request, Problem::rule("nao_lista",
                                                  "Esta plataforma não lista produtos: cadastre-os por PUT "
                                                  "plataforma/" +
                                                      integration.code + "/produto/{codigo_produto}."));
  const auto with = context.operations();
  const auto asked = operations::ask_products(with, integration, context.house.outbound);
  if (asked.said.failure)
    return refusal(context.request, Problem::rule("plataforma_nao_respondeu", asked.said.failure->message));
  const auto changes = operations::changes_of(with, integration.id, asked.said.products);
  if (changes.doubtful && !confirmed)
    return refusal(context.request,
                   Problem::rule("lista_duvidosa", "A lista que veio inativaria " +
                                                       std::to_string(changes.vanished.size()) +
                                                       " produtos, mais de 20 % dos que estão à venda; nada "
                                                       "mudou. Se é isso mesmo, envie confirmar: true."));
  if (const auto done = operations::apply(with, integration.code, changes); !done)
    return refusal(context.request, done.error());
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> gone;
  for (const auto& each : changes.added) added.push_back(each.code);
  for (const auto& each : changes.changed) changed.push_back(each.code);
  for (const auto& each : changes.vanished) gone.push_back(each.product.code);
  return success("Produtos sincronizados.", [&](JsonWriter& out) {
    write_codes(out, "adicionados", added);
    write_codes(out, "alterados", changed);
    write_codes(out, "inativados", gone);
  });
}

/// A call with the e-mail that an account is to have.
http::Response with_email(Context& context,
                          base::Result<base::Done> (*act)(const operations::Context&, std::uint64_t,
                                                          const std::string&),
                          std::string_view message) {
  return once(context, [&] {
    return with_body(
        context,
        [&](JsonReader& body) {
          const auto email = body.text("email", 254);
          auto done = carry_out(context.db, body, [&] {
            return act(context.operations(), account_id(context), email.value.value_or(""));
          });
          if (!done) done = base::Unexpected{renamed(done.error(), {{"email_principal", "email"}})};
          return said(context, done, message);
        },
        "{}");
  });
}

/// Whoever adopts names whom: so the one who stands there now is told.
Problem who_is_there(const Context& context, std::uint64_t id) {
  const auto rival = operations::find_rival(context.operations(), id, context.house.outbound);
  if (!rival) return rival.error();
  return Problem::field("id_externo", "é obrigatório: na plataforma está " + known_text(rival->object) +
                                          ". Se for a mesma pessoa, repita com o ID dela: quem a usava "
                                          "perde o acesso");
}

}  // namespace

http::Response account_transmit(Context& context) {
  return bare(context, [&] {
    return said(context, operations::transmit_again(context.operations(), account_id(context)),
                "A conta está na fila.");
  });
}

http::Response account_password(Context& context) {
  return bare(context, [&] {
    return said(context, operations::reset_password(context.operations(), account_id(context)),
                "A senha vai ser enviada de novo.");
  });
}

http::Response account_activation(Context& context) {
  return bare(context, [&] {
    const auto answer =
        operations::resend_activation(context.operations(), account_id(context), context.house.outbound);
    if (!answer) return refusal(context.request, answer.error());
    if (!answer->failure.empty())
      return refusal(context.request, Problem::rule("plataforma_recusou", answer->failure));
    return success("A plataforma reenviou a ativação.", [](JsonWriter&) {});
  });
}

http::Response account_remake(Context& context) {
  return with_email(context, operations::remake_account, "A conta vai ser removida e criada de novo.");
}

http::Response account_email(Context& context) {
  return with_email(context, operations::correct_email,
                    "O e-mail mudou no cadastro, e a conta está na fila para o receber.");
}

http::Response account_part(Context& context) {
  return with_email(context, operations::part_account, "A conta vai ser criada à parte.");
}

http::Response account_adopt(Context& context) {
  return once(context, [&] {
    return with_body(
        context,
        [&](JsonReader& body) {
          const auto there = body.text("id_externo", 255);
          if (const auto wrong = body.finish()) return refusal(context.request, *wrong);
          const auto id = account_id(context);
          const auto& client = context.house.outbound;
          const auto name = there.value.value_or("");
          if (name.empty()) return refusal(context.request, who_is_there(context, id));
          return said(context, operations::adopt_rival(context.operations(), id, name, client),
                      "Conta adotada: o que difere do cadastro é enviado agora.");
        },
        "{}");
  });
}

http::Response integration_pause(Context& context) {
  return bare(context, [&] {
    return said(context, operations::pause_queue(context.operations(), integration_id(context)),
                "As transmissões estão pausadas.");
  });
}

http::Response integration_resume(Context& context) {
  return bare(context, [&] {
    return said(context, operations::resume_queue(context.operations(), integration_id(context)),
                "As transmissões seguem.");
  });
}

http::Response integration_empty(Context& context) {
  return bare(context, [&] {
    return said(context, operations::remove_accounts(context.operations(), integration_id(context)),
                "As contas estão sendo removidas; com a última, a plataforma fica inativa.");
  });
}

http::Response integration_keep(Context& context) {
  return bare(context, [&] {
    return said(context, operations::keep_accounts(context.operations(), integration_id(context)),
                "As contas ficam.");
  });
}

http::Response integration_transmit(Context& context) {
  return once(context, [&] {
    return with_body(context, [&](JsonReader& body) {
      const auto integration = integration_id(context);
      if (integration == 0) return refusal(context.request, no_integration());
      const auto name = body.text("espera");
      const auto waiting = domain::waiting_from(name.value.value_or(""));
      if (!waiting) {
        std::string all;
        for (const auto each : domain::k_waitings)
          all += (all.empty() ? "" : ", ") + std::string(domain::words_of(each).name);
        body.refuse("espera", "deve ser um destes: " + all);
      }
      if (const auto wrong = body.finish()) return refusal(context.request, *wrong);
      const auto job = operations::transmit_all_again(context.operations(), integration, *waiting);
      if (!job) return refusal(context.request, job.error());
      return success("As contas voltam à fila.", [&](JsonWriter& out) { out.field("id_tarefa", *job); });
    });
  });
}

http::Response integration_synchronise(Context& context) {
  return once(context, [&] {
    return with_body(
        context,
        [&](JsonReader& body) {
          const auto confirmed = body.flag("confirmar").value.value_or(false);
          if (const auto wrong = body.finish()) return refusal(context.request, *wrong);
          const auto integration = storage::find_integration(context.tenant(), context.arg("codigo"));
          if (!integration) return refusal(context.request, no_integration());
          return synchronised(context, *integration, confirmed);
        },
        "{}");
  });
}

}  // namespace web::api
