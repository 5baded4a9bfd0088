#include "operations/provider_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "operations/act.h"
#include "storage/attention.h"
#include "storage/integrations.h"

namespace operations {

namespace {

using storage::Provider;
using By = ProviderSetting::By;

constexpr std::size_t k_longest_name = 160;
constexpr std::size_t k_longest_address = 200;
constexpr std::size_t k_longest_template = 500;

constexpr std::array<SettingChoice, 2> k_yes_no{{{"nao", "Não"}, {"sim", "Sim"}}};
constexpr std::array<SettingChoice, 2> k_defaults{
    {{"encerrar", "Terminam com a migração"}, {"mover", "Seguem com o cliente"}}};

std::string yes_or_no(bool yes) { return std::string(k_yes_no.at(yes ? 1 : 0).word); }

/// The number that the text is, within bounds.
template <typename Number>
std::string take_number(Number& into, const std::string& value, std::uint32_t least, std::uint32_t most) {
  std::uint32_t read = 0;
  const auto* const end = value.data() + value.size();
  const auto [at, wrong] = std::from_chars(value.data(), end, read);
  if (wrong != std::errc{} || at != end || read < least || read > most)
    return "deve ser um número de " + std::to_string(least) + " a " + std::to_string(most);
  into = static_cast<Number>(read);
  return "";
}

bool is_graphic(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

std::string take_name(Provider& provider, const std::string& value) {
  if (value.empty()) return "é obrigatório";
  if (base::length_of(value) > k_longest_name)
    return "deve ter no máximo " + std::to_string(k_longest_name) + " caracteres";
  provider.name = value;
  return "";
}

std::string take_time_zone(Provider& provider, const std::string& value) {
  if (!base::TimeZone::exists(value)) return "deve ser um fuso da base IANA, como America/Sao_Paulo";
  provider.time_zone = value;
  return "";
}

/// Host, and a port if there is one, of an address without a path.
bool is_authority(std::string_view text) {
  const auto host = text.substr(0, text.find(':'));
  const auto port = host.size() < text.size() ? text.substr(host.size() + 1) : "443";
  const bool named = !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return named && !port.empty() && port.size() <= 5 &&
         std::ranges::all_of(port, [](unsigned char c) { return c >= '0' && c <= '9'; });
}

/// Passwords travel under it: without TLS only on this very machine.
std::string take_public_address(Provider& provider, const std::string& value) {
  auto address = base::to_lower(value);
  if (address.ends_with('/')) address.pop_back();
  provider.public_address = address.empty() ? std::nullopt : std::optional(address);
  if (address.empty()) return "";
  constexpr std::string_view k_tls = "https://";
  constexpr std::string_view k_plain = "http://";
  const bool tls = address.starts_with(k_tls);
  if (!tls && !address.starts_with(k_plain)) return "deve começar com https://";
  const auto authority = std::string_view(address).substr(tls ? k_tls.size() : k_plain.size());
  if (address.size() > k_longest_address || !is_authority(authority))
    return "deve ser só https:// e o nome do servidor, como https://tv.provedor.com.br";
  const auto host = authority.substr(0, authority.find(':'));
  if (!tls && host != "127.0.0.1" && host != "localhost" && !host.ends_with(".localhost"))
    return "deve começar com https://: senhas passam por este endereço";
  return "";
}

std::string take_erp_address(Provider& provider, const std::string& value) {
  provider.erp_url_template = value.empty() ? std::nullopt : std::optional(value);
  if (value.empty()) return "";
  if (!value.starts_with("https://") && !value.starts_with("http://"))
    return "deve começar com https:// ou http://";
  if (value.size() > k_longest_template || !is_graphic(value))
    return "deve ter no máximo " + std::to_string(k_longest_template) + " caracteres, sem espaços";
  return "";
}

/// One of the words; the index of it.
std::string take_choice(bool& into, const std::string& value, const std::array<SettingChoice, 2>& choices) {
  for (const auto& choice : choices)
    if (value == choice.word) {
      into = &choice != choices.data();
      return "";
    }
  return "deve ser " + std::string(choices[0].word) + " ou " + std::string(choices[1].word);
}

constexpr ProviderSetting k_settings[] = {
    {.name = "nome",
     .label = "Nome",
     .hint = "No topo das telas.",
     .help = "name on the screens",
     .required = true,
     .value = [](const Provider& p) { return p.name; },
     .take = take_name},
    {.name = "endereco_publico",
     .label = "Endereço público",
     .hint =
         "Por onde as plataformas chegam: a Callback URL começa com ele. Em branco, https:// e o primeiro "
         "dos nomes de servidor.",
     .help = "where platforms reach it, which callback URLs begin with; empty: https:// and its first host",
     .value = [](const Provider& p) { return p.public_address.value_or(""); },
     .take = take_public_address},
    {.name = "endereco_erp",
     .label = "Endereço das telas do ERP",
     .hint =
         "Com {acao}, {id_cliente_servico} e {codigo_cliente} no lugar do que muda: põe as ações do ERP no "
         "menu do serviço. Em branco, sem essas ações.",
     .help = "links into the ERP's screens, with {acao}, {id_cliente_servico}, {codigo_cliente}; empty: none",
     .value = [](const Provider& p) { return p.erp_url_template.value_or(""); },
     .take = take_erp_address},
    {.name = "cobrar_suspensao_a_pedido",
     .label = "Cobrar dias suspensos a pedido do cliente",
     .hint = "Os dias em Suspenso a pedido entram na cobrança dos pacotes.",
     .help = "nao (default) or sim: charge the days of suspenso_pedido_cliente",
     .choices = k_yes_no,
     .value = [](const Provider& p) { return yes_or_no(p.charge_own_suspension); },
     .take = [](Provider& p,
                const std::string& v) { return take_choice(p.charge_own_suspension, v, k_yes_no); }},
    {.name = "padroes_na_migracao",
     .label = "Na migração, pacotes do plano antigo que o novo não tem",
     .hint = "Os vendidos à parte sempre seguem.",
     .help = "encerrar (default) or mover: packages of the old plan that the new one lacks",
     .choices = k_defaults,
     .value =
         [](const Provider& p) {
           return std::string(k_defaults.at(p.migration_moves_defaults ? 1 : 0).word);
         },
     .take = [](Provider& p,
                const std::string& v) { return take_choice(p.migration_moves_defaults, v, k_defaults); }},
    {.name = "guarda_minimo",
     .label = "Guarda contra perda em massa: contas",
     .hint = "Em uma hora, suspensões e remoções até este número passam sem perguntar.",
     .help = "suspensions and removals an hour and integration that pass unasked (default 50)",
     .required = true,
     .value = [](const Provider& p) { return std::to_string(p.guard_least); },
     .take = [](Provider& p, const std::string& v) { return take_number(p.guard_least, v, 1, 1'000'000); }},
    {.name = "guarda_percentual",
     .label = "Guarda contra perda em massa: % das contas vivas",
     .hint = "Vale o maior dos dois; acima dele, as mudanças esperam alguém liberar.",
     .help = "the same as a share of its live accounts (default 10); the greater of the two counts",
     .required = true,
     .value = [](const Provider& p) { return std::to_string(p.guard_percent); },
     .take = [](Provider& p, const std::string& v) { return take_number(p.guard_percent, v, 1, 100); }},
    {.name = "exigir_duas_etapas",
     .label = "Exigir verificação em duas etapas",
     .hint =
         "De todos: quem ainda não tem configura a sua ao entrar, ou na próxima página que abrir, antes de "
         "qualquer outra coisa.",
     .help = "nao (default) or sim: everybody who signs in needs a second factor and is led to set one up",
     .choices = k_yes_no,
     .value = [](const Provider& p) { return yes_or_no(p.demands_second_factor); },
     .take = [](Provider& p,
                const std::string& v) { return take_choice(p.demands_second_factor, v, k_yes_no); }},
    {.name = "fuso_horario",
     .label = "Fuso horário",
     .hint = "Em que dia um pacote termina depende dele.",
     .help = "time zone; only while there are no customers",
     .by = By::shell,
     .required = true,
     .value = [](const Provider& p) { return p.time_zone; },
     .take = take_time_zone},
    {.name = "dias_de_validacoes",
     .label = "Dias em que as validações ficam guardadas",
     .hint = "Depois são apagadas.",
     .help = "days for which validations are kept (default 90)",
     .by = By::shell,
     .required = true,
     .value = [](const Provider& p) { return std::to_string(p.decision_log_days); },
     .take = [](Provider& p, const std::string& v) { return take_number(p.decision_log_days, v, 1, 3650); }},
    {.name = "dias_de_transmissoes",
     .label = "Dias em que fica guardado o que foi dito às plataformas",
     .hint = "Depois é apagado, menos a tentativa de desfecho desconhecido.",
     .help = "days for which what was said to platforms is kept (default 90)",
     .by = By::shell,
     .required = true,
     .value = [](const Provider& p) { return std::to_string(p.transmission_log_days); },
     .take = [](Provider& p,
                const std::string& v) { return take_number(p.transmission_log_days, v, 1, 3650); }},
    {.name = "ativo",
     .label = "Ativo",
     .hint = "Um provedor inativo não entra, e as plataformas recebem negativa.",
     .help = "sim (default) or nao: nobody signs in, every check is denied",
     .by = By::shell,
     .choices = k_yes_no,
     .value = [](const Provider& p) { return yes_or_no(p.active); },
     .take = [](Provider& p, const std::string& v) { return take_choice(p.active, v, k_yes_no); }},
};

/// Limits and contracts that were worked out already would go on meaning the other zone's days.
bool is_late_zone(const Context& context, const Provider& before, const Provider& after) {
  return before.time_zone != after.time_zone && storage::find_set_up(context.tenant).customers;
}

void take_all(base::FieldErrors& errors, Provider& provider, const std::map<std::string, std::string>& values,
              By by) {
  for (const auto& [name, value] : values) {
    const auto* setting = find_provider_setting(name);
    if (setting == nullptr || (setting->by == By::shell && by != By::shell)) {
      errors.add(name, "não pode ser alterado aqui");
      continue;
    }
    auto wrong = setting->take(provider, std::string(base::trim(value)));
    if (!wrong.empty()) errors.add(name, std::move(wrong));
  }
}

}  // namespace

std::span<const ProviderSetting> provider_settings() { return k_settings; }

const ProviderSetting* find_provider_setting(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_settings, [&](const ProviderSetting& setting) { return setting.name == name; });
  return found == std::end(k_settings) ? nullptr : found;
}

base::Result<base::Done> change_provider(const Context& context,
                                         const std::map<std::string, std::string>& values, By by) {
  const auto& tenant = context.tenant;
  return tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto before = storage::lock_provider(tenant);
    auto after = before;
    base::FieldErrors errors;
    take_all(errors, after, values, by);
    if (is_late_zone(context, before, after))
      errors.add("fuso_horario", "só pode mudar enquanto não há clientes");
    if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
    storage::Changes changes;
    for (const auto& setting : k_settings)
      changes.field(setting.name, setting.value(before), setting.value(after));
    if (changes.empty()) return base::Done{};
    storage::update_provider(tenant.db, after);
    note(context, {.entity = domain::Entity::provider,
                   .entity_id = after.id,
                   .action = "alterado",
                   .changes = changes.take()});
    storage::raise_config_version(tenant.db);
    return base::Done{};
  });
}

}  // namespace operations
