#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/http.h"
#include "osm/operations/app.h"
#include "osm/operations/subscribers.h"

/// The answers of the OSM API (CONTRACTS §2). What a record has not is left out; a password is never
/// answered.
namespace osm::api {

/// {"assinante":{…}}; `warnings` as `avisos`.
http::Response subscriber_answer(const WholeSubscriber& subscriber,
                                 const std::vector<std::string>& warnings = {}, int status = 200);
/// {"assinantes":[…],"total":n,"pagina":p}
http::Response subscribers_answer(std::span<const WholeSubscriber> subscribers, std::uint64_t total,
                                  std::uint64_t page);
/// {"autenticacao":{…}}
http::Response credential_answer(const Credential& credential, int status = 200);
/// {"planos":[{codigo, nome, ativo}]}
http::Response plans_answer(std::span<const Plan> plans);
/// 204
http::Response nothing_left();

/// {"erro":{codigo, mensagem, campos}}, and who has what was asked for: `codigo_externo` and `id`.
http::Response refusal_answer(const Refusal& refusal);

/// {token, assinante, planos, configuracoes}
http::Response logged_in_answer(const LoggedIn& in);
/// {"canais":[{id, numero, nome, categoria, imagem}]}
http::Response channels_answer(std::span<const Channel> channels);
/// {"notificacoes":[{id, titulo, texto, imagem, link, enviada_em, lida_em}],"nao_lidas":n}
http::Response inbox_answer(const Inbox& inbox);
/// 401 credenciais_invalidas or nao_autorizado, 403 assinante_suspenso, 429 with Retry-After.
http::Response app_refusal_answer(const AppRefusal& refusal);

}  // namespace osm::api
