#include "platforms/platform.h"

namespace platforms {

const Platform& outros() {
  static const Platform k_platform{
      .key = "outros",
      .name = "Outros",
      .can = {.suspends = true, .per_service_package = true, .other_parameters = true},
      .settings = {{.name = "url",
                    .hint = "Endereço que recebe os avisos; pode conter {api_key}.",
                    .required = true,
                    .url = true},
                   {.name = "segredo",
                    .hint = "Chave com que os avisos são assinados (webhook-signature).",
                    .required = true,
                    .secret = true},
                   {.name = "api_key", .hint = "Substitui {api_key} no endereço.", .secret = true}}};
  return k_platform;
}

}  // namespace platforms
