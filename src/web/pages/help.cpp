#include <cstdint>
#include <span>

#include "base/exit_status.h"
#include "domain/status.h"
#include "domain/waiting.h"
#include "operations/provider_settings.h"
#include "web/answers.h"
#include "web/metric_words.h"
#include "web/page.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

struct HelpPage {
  std::string_view slug;
  std::string_view title;
  std::string_view about;
  std::string_view file;
};
constexpr HelpPage k_pages[] = {
    {"vender-pacote", "Vender um pacote",
     "Adicionar, editar, remover e restaurar; o que entra sozinho na venda.", "help/selling.html"},
    {"degustacao", "Degustação e data limite", "Quando começa, quando termina e o que acontece no dia.",
     "help/trial.html"},
    {"suspensao", "Suspensão e cancelamento", "O que cada status do serviço libera ou nega.",
     "help/suspension.html"},
    {"por-que-negado", "Por que foi negado?", "Os motivos que a plataforma recebe, e o que fazer em cada um.",
     "help/denied.html"},
    {"configurar-neo", "Configurar a NEO",
     "Integração, produtos, pacotes e planos, do zero ao primeiro acesso.", "help/neo.html"},
    {"configurar-nx-play", "Configurar a NX Play",
     "Integração, produtos, pacotes e planos, do zero à primeira conta; perguntas frequentes.",
     "help/nxplay.html"},
    {"configurar-click-sistemas", "Configurar a Click Sistemas (Saber Mais)",
     "Do token à primeira assinatura; perguntas frequentes.", "help/click.html"},
    {"configurar-campsoft", "Configurar a Campsoft",
     "Da credencial ao primeiro contrato; senha, id_contrato e label; perguntas frequentes.",
     "help/campsoft.html"},
    {"configurar-outros", "Configurar Outros (webhook)",
     "Avisos assinados para qualquer sistema, e como conferir a assinatura; perguntas frequentes.",
     "help/outros.html"},
    {"configurar-watch-brasil", "Configurar a Watch Brasil",
     "Da autorização ao primeiro ticket; perguntas frequentes.", "help/watch.html"},
    {"configurar-playhub", "Configurar a PlayHub",
     "Da credencial à primeira assinatura; vouchers e suspensão; perguntas frequentes.", "help/playhub.html"},
    {"configurar-celetihub", "Configurar a CeletiHub",
     "Do token à primeira ativação; limites e agendamentos; perguntas frequentes.", "help/celetihub.html"},
    {"transmissoes", "Transmissões",
     "O que ainda não chegou às plataformas, quem resolve cada caso e como tentar de novo.",
     "help/transmissions.html"},
    {"api-erp", "API para o ERP", "Tokens, endereço e o documento OpenAPI.", "help/api.html"},
    {"tarefas", "Tarefas", "O que roda em segundo plano, como acompanhar e o que fazer se falhar.",
     "help/jobs.html"},
    {"provedor", "Provedor", "O que vale para o provedor inteiro, e quem muda cada coisa.",
     "help/provider.html"},
    {"entrar", "Entrar: senha, convite e duas etapas",
     "O primeiro acesso, a senha esquecida, o código do celular e o que fazer sem ele.",
     "help/signing_in.html"},
    {"telas", "Usar as telas", "Busca, listas, teclado e papéis.", "help/screens.html"},
    {"glossario", "Glossário", "As palavras deste sistema.", "help/glossary.html"},
};

/// For whom runs the installation.
constexpr HelpPage k_running[] = {
    {"copia-e-restauracao", "Cópia e restauração",
     "Salvar banco e chaves, restaurá-los num banco novo, trocar a chave.", "help/running_backup.html"},
    {"atualizacao", "Atualizar o Catraca", "A ordem, o que continua atendendo e como voltar atrás.",
     "help/running_upgrade.html"},
    {"banco-de-dados", "Banco de dados",
     "Contas, configurações do MariaDB e o que acontece quando ele falha.", "help/running_database.html"},
    {"registros", "Registros", "Onde estão, como girar os arquivos e o que é apagado quando.",
     "help/running_logs.html"},
    {"metricas-e-codigos", "Métricas e status de saída",
     "O que cada número e cada status de saída querem dizer.", "help/running_metrics.html"},
};

/// What several gateways' pages say alike.
constexpr std::pair<std::string_view, std::string_view> k_gateway_parts[] = {
    {"SALE", "help/gateway_sale.html"},
    {"LOCKED", "help/gateway_locked.html"},
    {"QUESTIONS", "help/gateway_questions.html"},
    {"REMOVED", "help/gateway_removed.html"},
};

std::string path_of(const HelpPage& page) { return "/ajuda/" + std::string(page.slug); }

std::string_view effect_of(domain::ServiceState state) {
  using enum domain::ServiceState;
  switch (state) {
    case enabled:
      return "Libera";
    case partial:
      return "Nega com “suspenso”, onde a suspensão parcial também suspende";
    case suspended:
      return "Nega com “suspenso”, onde há Habilitar/Suspender";
    case not_yet:
      return "Ainda não ativa nada; quem já foi habilitado continua como estava";
    case over:
      return "Encerra: nega com “cancelado”";
  }
  return "";
}

/// What an account may wait for, from the same words as the list.
void fill_waiting(View& body) {
  for (const auto waiting : domain::k_waitings) {
    const auto words = domain::words_of(waiting);
    body.each("WAITING").set("LABEL", words.label).set("CURE", words.cure);
  }
}

/// The status table, from the rules themselves.
void fill_statuses(View& body) {
  for (const auto& status : domain::service_statuses())
    body.each("STATUS")
        .set("LABEL", status.label)
        .set("PREFIX", status.prefix)
        .set("EFFECT", effect_of(status.state));
}

/// The provider's settings, from their table.
void fill_settings(View& body) {
  for (const auto& setting : operations::provider_settings())
    body.each("SETTING")
        .set("LABEL", setting.label)
        .set("HINT", setting.hint)
        .show_if(setting.by == operations::ProviderSetting::By::shell, "SHELL");
}

/// The figures and exit statuses, from the program's own tables.
void fill_running(View& body) {
  for (const auto& metric : metric_words())
    body.each("METRIC")
        .set("NAME", metric.name)
        .set("PROGRAMS", metric.programs)
        .set("MEANING", metric.meaning);
  for (const auto& [status, help, meaning] : base::k_exits)
    body.each("EXIT").set("STATUS", static_cast<std::uint64_t>(status)).set("MEANING", meaning);
}

const HelpPage* find_page(std::string_view slug) {
  for (const auto pages : {std::span<const HelpPage>(k_pages), std::span<const HelpPage>(k_running)})
    for (const auto& page : pages)
      if (page.slug == slug) return &page;
  return nullptr;
}

void list_pages(View& body, std::string_view section, std::span<const HelpPage> pages) {
  for (const auto& one : pages)
    body.each(section).set("HREF", path_of(one)).set("TITLE", one.title).set("ABOUT", one.about);
}

}  // namespace

http::Response help_index(Context& context) {
  Page page(context, "help/index.html", "Ajuda");
  page.lead("Páginas curtas sobre o trabalho do dia a dia.");
  list_pages(page.body(), "TOPIC", k_pages);
  list_pages(page.body(), "RUNNING", k_running);
  return page.answer();
}

http::Response help_page(Context& context) {
  const auto* found = find_page(context.arg("pagina"));
  if (found == nullptr) return failure(context, 404, "Esta página de ajuda não existe.");
  Page page(context, found->file, std::string(found->title));
  page.lead(found->about);
  auto& body = page.body();
  fill_statuses(body);
  fill_settings(body);
  fill_waiting(body);
  fill_running(body);
  for (const auto& [marker, file] : k_gateway_parts) body.include(marker, file);
  body.set("HOST", context.request.host_with_port).set("SCHEME", context.request.secure ? "https" : "http");
  return page.answer();
}

}  // namespace web
