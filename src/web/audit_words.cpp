#include "web/audit_words.h"

#include <span>
#include <utility>

#include "domain/entitlement.h"
#include "operations/people.h"
#include "operations/provider_settings.h"
#include "web/texts.h"

namespace web {

namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr Word k_actions[] = {
    {"criado", "Criado"},
    {"alterado", "Alterado"},
    {"ativado", "Ativado"},
    {"inativado", "Inativado"},
    {"removido", "Removido"},
    {"restaurado", "Restaurado"},
    {"migrado", "Migrado"},
    {"liberado", "Liberado"},
    {"liberacao_encerrada", "Liberação encerrada"},
    {"reajustado", "Valor reajustado"},
    {"vigencia_renovada", "Vigência renovada"},
    {"revogado", "Revogado"},
    {"entrou", "Entrou"},
    {"entrada_recusada", "Entrada recusada"},
    {"senha_atual_recusada", "Senha atual recusada"},
    {"codigo_recusado", "Código da segunda etapa recusado"},
    {"senha_alterada", "Senha alterada"},
    {"duas_etapas_ligada", "Verificação em duas etapas ligada"},
    {"duas_etapas_desligada", "Verificação em duas etapas desligada"},
    {"duas_etapas_redefinida", "Verificação em duas etapas tirada por outra pessoa"},
    {"codigos_renovados", "Códigos de recuperação trocados"},
    {"convidado", "Convite criado"},
    {"convite_aceito", "Convite usado"},
    {"sessao_encerrada", "Sessão encerrada"},
    {"tentada_de_novo", "Tentada de novo"},
    {"retransmitida", "Transmitida de novo"},
    {"retransmitidas", "Contas transmitidas de novo"},
    {"senha_redefinida", "Senha redefinida na plataforma"},
    {"ativacao_reenviada", "Ativação reenviada pela plataforma"},
    {"recriada", "Conta recriada na plataforma"},
    {"adotada", "Conta da plataforma adotada"},
    {"separada", "Conta criada à parte"},
    {"remocao_das_contas", "Remoção das contas pedida"},
    {"contas_removidas", "Contas removidas da plataforma"},
    {"contas_mantidas", "Contas mantidas"},
    {"outra_conta", "Passou a outra conta da plataforma"},
    {"pausada", "Transmissões pausadas"},
    {"retomada", "Transmissões retomadas"},
    {"guarda_fechada", "Perdas retidas pela guarda"},
    {"guarda_aberta", "Guarda aberta: nada mais retido"},
    {"retidas_liberadas", "Contas retidas liberadas"},
    {"retidas_descartadas", "Contas retidas conferidas outra vez"},
    {"produtos_sincronizados", "Produtos sincronizados"},
    {"documento_revelado", "CPF/CNPJ mostrado"},
    {"documento_procurado", "Encontrado por CPF/CNPJ inteiro"},
};

constexpr Word k_fields[] = {
    {"ativo", "Ativo"},
    {"callback_url", "Callback URL"},
    {"classe_regulatoria", "DICI"},
    {"cliente", "Cliente"},
    {"codigo", "Código"},
    {"codigo_cliente", "Código"},
    {"codigos_restantes", "Códigos de recuperação que restam"},
    {"composicao", "Composição fiscal"},
    {"contas", "Contas"},
    {"contas_vivas", "Contas na plataforma"},
    {"controlar_banda", "Controlar Banda"},
    {"causa", "Causa"},
    {"cidade", "Cidade"},
    {"cpf_cnpj", "CPF/CNPJ"},
    {"data_cadastro", "Data Cadastro"},
    {"data_fim_contrato", "Data Fim Contrato"},
    {"data_habilitacao", "Data Habilitação"},
    {"data_limite", "Data limite"},
    {"data_venda", "Data Venda"},
    {"descricao", "Descrição"},
    {"download_kbps", "Download"},
    {"email", "E-mail"},
    {"email_principal", "E-mail"},
    {"endereco.bairro", "Bairro"},
    {"endereco.cep", "CEP"},
    {"endereco.cidade", "Cidade da instalação"},
    {"endereco.logradouro", "Logradouro"},
    {"endereco.numero", "Número"},
    {"endereco.uf", "UF da instalação"},
    {"endereco_ip", "Endereço IP"},
    {"equipamento_roteamento", "Equipamento de Roteamento"},
    {"escopos", "Escopos"},
    {"espera", "O que espera"},
    {"forma_cobranca", "Forma Cobrança"},
    {"gateway", "Gateway"},
    {"habilitar_suspender", "Habilitar/Suspender Assinaturas"},
    {"interface_conexao", "Interface de Conexão"},
    {"isenta_cobranca", "Isenta de cobrança"},
    {"liberado_ate", "Liberado até"},
    {"liberadas", "Liberadas por alguém"},
    {"limite", "Limite em uma hora"},
    {"limite_por_segundo", "Limite de validações por segundo"},
    {"login_autenticacao", "Login Autenticação"},
    {"motivo", "Motivo"},
    {"nome", "Nome"},
    {"nome_razaosocial", "Nome/Razão Social"},
    {"pacote", "Pacote"},
    {"pacote_unico", "Pacote Único"},
    {"pacotes", "Pacotes"},
    {"papel", "Papel"},
    {"parametros", "Parâmetros"},
    {"perfil_suspensao", "Perfil Suspensão"},
    {"plano", "Plano"},
    {"plataforma", "Integração"},
    {"porta_atendimento", "Porta de Atendimento"},
    {"produtos", "Produtos"},
    {"segunda_etapa", "Segunda etapa"},
    {"sem_envio", "Voltaram ao que eram, sem envio"},
    {"senha_autenticacao", "Senha Autenticação"},
    {"status_contrato", "Status Contrato"},
    {"status_prefixo", "Status"},
    {"substituido_por", "Substituído pelo serviço"},
    {"suspensao_parcial", "Suspensão parcial também suspende"},
    {"tecnologia", "Tecnologia"},
    {"telefone_primario", "Telefone"},
    {"tentativas", "Tentativas em 15 minutos"},
    {"tipo_cobranca", "Tipo Cobrança"},
    {"tipo_pessoa", "Tipo de Pessoa"},
    {"travar_pacotes", "Travar Pacotes"},
    {"uf", "UF"},
    {"upload_kbps", "Upload"},
    {"vale_ate", "Vale até"},
    {"vale_desde", "Vale desde"},
    {"valor", "Valor"},
    {"vencimento", "Vencimento"},
};

/// What a stored value is called in one field of one kind of record.
struct ValueWord {
  domain::Entity entity;
  std::string_view field;
  Word word;
};

using enum domain::Entity;

constexpr ValueWord k_values[] = {
    {customer, "tipo_pessoa", {"pf", "Pessoa física"}},
    {customer, "tipo_pessoa", {"pj", "Pessoa jurídica"}},
    // Why a package was removed, as domain::RemovedBy names it, or for what.
    {service_package, "motivo", {"servico", "Fim do serviço"}},
    {service_package, "motivo", {"degustacao", "Fim da degustação"}},
    {service_package, "motivo", {"migracao", "Migração de plano"}},
    {service_package, "motivo", {"troca", "Troca por outro pacote"}},
    {user, "papel", {"leitura", "Leitura"}},
    {user, "papel", {"operador", "Operador"}},
    {user, "papel", {"administrador", "Administrador"}},
    {user, "segunda_etapa", {"aplicativo", "Aplicativo"}},
    {user, "segunda_etapa", {"recuperacao", "Código de recuperação"}},
};

std::string word_for(std::span<const Word> words, std::string_view name) {
  for (const auto& [stored, shown] : words)
    if (stored == name) return std::string(shown);
  return std::string(name);
}

bool is_moment(std::string_view field) {
  return field == "data_habilitacao" || field == "data_cadastro" || field == "vale_ate";
}
bool is_day(std::string_view field) {
  return field.starts_with("data_") || field == "liberado_ate" || field == "vale_desde";
}

}  // namespace

std::string actor_label(std::string_view actor) {
  constexpr std::string_view k_user = "usuario:";
  constexpr std::string_view k_token = "token:";
  if (actor.starts_with(k_user)) return std::string(actor.substr(k_user.size()));
  if (actor.starts_with(k_token)) return "Token " + std::string(actor.substr(k_token.size()));
  if (actor == operations::k_unknown_actor) return "Alguém sem sessão";
  if (actor.starts_with("shell:")) return "Servidor";
  return actor == "sistema" ? "Sistema" : std::string(actor);
}

std::string action_label(std::string_view action) { return word_for(k_actions, action); }
std::string entity_label(domain::Entity entity) { return std::string(domain::words_of(entity).label); }

std::vector<Option> entity_options() {
  std::vector<Option> options{{"", "Todos"}};
  for (const auto entity : domain::k_entities) {
    const auto words = domain::words_of(entity);
    options.push_back({std::string(words.name), std::string(words.label)});
  }
  return options;
}

std::string record_label(const storage::AuditLine& line) {
  return entity_label(line.entry.entity) + " " + line.known_as;
}

std::string record_path(const storage::AuditLine& line) {
  const auto root = domain::words_of(line.entry.entity).root;
  if (!root.empty()) return std::string(root) + std::to_string(line.entry.entity_id);
  return line.entry.customer_id ? "/clientes/" + std::to_string(*line.entry.customer_id) : "";
}

std::string field_label(std::string_view field) {
  constexpr std::string_view k_parameter = "parametros.";
  if (field.starts_with(k_parameter)) return "Parâmetro " + std::string(field.substr(k_parameter.size()));
  if (const auto* setting = operations::find_provider_setting(field)) return std::string(setting->label);
  return word_for(k_fields, field);
}

std::vector<storage::AuditChange> told_changes(std::vector<storage::AuditChange> changes) {
  std::erase_if(changes, [](const storage::AuditChange& change) {
    return change.field == "motivo" && change.after == domain::name_of(domain::RemovedBy::person);
  });
  return changes;
}

std::string value_text(const Context& context, const FieldOf& of, const std::string& value) {
  if (value.empty()) return "vazio";
  if (of.field == "status_prefixo") return service_status_cell(value).text;
  if (const auto* setting = operations::find_provider_setting(of.field))
    for (const auto& choice : setting->choices)
      if (choice.word == value) return std::string(choice.label);
  if (is_moment(of.field))
    if (const auto at = base::instant_from_sql(value)) return context.provider.zone.minute_br(*at);
  if (is_day(of.field))
    if (const auto day = base::date_from_iso(value)) return base::to_br(*day);
  for (const auto& [entity, field, word] : k_values)
    if (entity == of.entity && field == of.field && word.first == value) return std::string(word.second);
  return value;
}

}  // namespace web
