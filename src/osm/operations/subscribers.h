#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/patch.h"
#include "osm/domain/subscriber.h"
#include "osm/operations/act.h"

namespace osm {

/// The fields of a subscriber that may be written; wire names in CONTRACTS §2.
struct SubscriberPut {
  base::Patch<std::string> erp_code = {};            ///< codigo_externo; the ERP's alone
  base::Patch<std::string> name = {};                ///< nome
  base::Patch<std::string> email = {};               ///< left out at creation: one is made (D28)
  base::Patch<std::string> access_key = {};          ///< chave_acesso
  base::Patch<std::string> document = {};            ///< cpf, masked or not
  base::Patch<std::string> password = {};            ///< senha
  base::Patch<std::vector<std::string>> plans = {};  ///< planos: codes, all that it is to have
  base::Patch<std::string> main_plan = {};           ///< plano: the code that takes the main one's place
  base::Patch<Status> status = {};
  base::Patch<bool> noggin = {};
  base::Patch<bool> paramount = {};
  base::Patch<std::vector<std::pair<std::string, std::string>>> settings =
      {};  ///< configuracoes, all of them
};

/// What became of a write.
struct Written {
  std::uint64_t id = 0;
  bool changed = false;                             ///< false: everything was so already
  std::optional<std::string> generated_email = {};  ///< the one that was made
  std::vector<std::string> warnings = {};           ///< pt-BR, nothing that stops the write
};

/// Of several who come at once with one e-mail, access key or codigo_externo one is created; the others are
/// told who has it.
Result<Written> create_subscriber(const Context& context, const SubscriberPut& put);
/// An ERP-fed subscriber's e-mail is nobody's to change; what staff change else stays until the ERP sends
/// that field again (D30).
Result<Written> change_subscriber(const Context& context, std::uint64_t id, const SubscriberPut& put);
/// The subscriber and all that hangs on it: code, log-ins and tokens are free at once. Repeatable.
Result<base::Done> remove_subscriber(const Context& context, std::uint64_t id);

}  // namespace osm
