#include "web/metric_words.h"

#include <array>

namespace web {

std::span<const MetricWords> metric_words() {
  static constexpr std::array<MetricWords, 21> k_words{{
      {"catraca_http_requests_total", "serve", "Páginas e chamadas da API respondidas, por rota e código."},
      {"catraca_http_request_seconds", "serve", "Quanto cada rota levou para responder."},
      {"catraca_digests_refused_total", "serve",
       "Pedidos recusados com 503 porque muitas senhas eram conferidas ao mesmo tempo. Se cresce, alguém "
       "tenta "
       "adivinhar senhas."},
      {"catraca_login_codes_total", "serve",
       "Códigos da segunda etapa digitados ao entrar, por desfecho (outcome). Se wrong ou held_back crescem, "
       "alguém tem a senha de outra pessoa."},
      {"catraca_jobs", "serve, work",
       "Tarefas em segundo plano por situação. falhou acima de 0 espera alguém (Operação › Tarefas)."},
      {"catraca_accounts_waiting", "serve, work",
       "Contas que ainda não estão na plataforma como deveriam, pelo que esperam; conta até 10.000."},
      {"catraca_accounts_waiting_oldest_seconds", "serve, work",
       "Há quanto tempo espera a primeira delas. Com espera=fila acima de alguns minutos, veja se work está "
       "de pé."},
      {"catraca_integration_unreachable", "serve, work",
       "Contas seguidas que não alcançaram a plataforma; 0 quando ela responde."},
      {"catraca_integration_paused", "serve, work",
       "1: a fila da integração está parada, por credencial recusada ou por uma pessoa."},
      {"catraca_transmissions_total", "work", "Mudanças enviadas às plataformas, pelo resultado."},
      {"catraca_transmission_seconds", "work", "Quanto uma mudança levou, com todas as suas chamadas."},
      {"catraca_losses_total", "work",
       "Contas que iam perder acesso, pelo que a guarda contra perda em massa decidiu."},
      {"catraca_validation_database_up", "validate",
       "Sessões com que as consultas chegam ao banco. 0: toda resposta é 503."},
      {"catraca_validation_seconds", "validate", "Do último byte da consulta à resposta."},
      {"catraca_validation_answers_total", "validate", "Respostas às plataformas, por motivo."},
      {"catraca_validation_turns_total", "validate",
       "Vezes em que as consultas recebidas foram ao banco juntas; respostas ÷ isto = quantas por vez."},
      {"catraca_validation_connections", "validate", "Conexões abertas do nginx."},
      {"catraca_validation_refused_total", "validate",
       "Conexões fechadas: não falavam FastCGI, ou o pedido passava de 16 KiB."},
      {"catraca_validation_unfinished_total", "validate",
       "Conexões fechadas: o pedido não chegou inteiro a tempo."},
      {"catraca_validation_log_left_out_total", "validate",
       "Respostas contadas, mas sem linha própria em Validações (acima de validate.log_max_por_segundo)."},
      {"catraca_validation_log_failures_total", "validate",
       "Gravações de Validações que falharam. As respostas às plataformas não dependem delas."},
  }};
  return k_words;
}

}  // namespace web
