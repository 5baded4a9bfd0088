#include "domain/credential.h"
#include "platforms/platform.h"

namespace platforms {

const Platform& neo() {
  static const Platform k_platform{
      .key = "neo",
      .name = "NEO",
      .can = {.passive = true, .suspends = true},
      .settings = {
          {.name = "usuario",
           .hint =
               "Com login_autenticacao, login e senha são os da autenticação; com os demais campos, login e "
               "senha são o próprio campo.",
           .default_value = "login_autenticacao",
           .choices = domain::credential_source_names()},
          {.name = "http_status_negativa",
           .hint = "Preencha com 200 se a plataforma exigir esse status HTTP também nas negativas.",
           .choices = {"200"}}}};
  return k_platform;
}

}  // namespace platforms
