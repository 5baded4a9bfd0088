#include "domain/credential.h"
#include "platforms/platform.h"

namespace platforms {

const Platform& nxplay() {
  static const Platform k_platform{
      .key = "nxplay",
      .name = "NX Play",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .swaps = true,
              .changes_password = true,
              .needs_email = true,
              .password_min = 6},
      .settings = {{.name = "api_url",
                    .hint = "URL de produção para conexão com a plataforma.",
                    .required = true,
                    .url = true,
                    .aliases = {"apiUrl", "apUrl"}},
                   {.name = "token",
                    .hint = "Token para geração da URL de callback.",
                    .required = true,
                    .secret = true},
                   {.name = "usuario",
                    .hint =
                        "Informação que será a senha do cliente na plataforma; o login é sempre o e-mail.",
                    .default_value = "login_autenticacao",
                    .choices = domain::credential_source_names()}},
      .package_parameters =
          {{.name = "noggin",
            .hint = "Define se o assinante terá o Noggin habilitado; false desabilita.",
            .default_value = "true",
            .choices = {"true", "false"}},
           {.name = "paramount",
            .hint = "Define se o assinante terá o Paramount habilitado; false desabilita.",
            .default_value = "true",
            .choices = {"true", "false"}},
           {.name = "email",
            .hint = "E-mail do cliente na plataforma. Não poderá ser alterado depois de transmitido.",
            .prefilled_email = true,
            .frozen_once_transmitted = true},
           {.name = "usuario",
            .hint = "Informação que será a senha do cliente na plataforma; com menos de 6 caracteres, recebe "
                    "zeros à esquerda.",
            .default_value = "login_autenticacao",
            .choices = domain::credential_source_names()}},
      .callback_setting = "token"};
  return k_platform;
}

}  // namespace platforms
