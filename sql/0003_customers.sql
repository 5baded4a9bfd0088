-- Customers, their services and what hangs on them: the causes of every entitlement.

CREATE TABLE IF NOT EXISTS customer (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,                           -- codigo_cliente
  name VARCHAR(160) NOT NULL,
  person_kind CHAR(2) NOT NULL DEFAULT 'pf',             -- pf | pj
  document VARCHAR(14) NULL,                             -- without mask; CNPJ may hold letters
  email VARCHAR(254) NULL,
  phone VARCHAR(20) NULL,                                -- digits
  city VARCHAR(120) NULL,
  state CHAR(2) NULL,
  erp_sent MEDIUMTEXT NULL,                              -- JSON: the last value the ERP sent for each field (D10)
  entitlement_version BIGINT UNSIGNED NOT NULL DEFAULT 0, -- the lock: raised first by every change of a cause
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY customer_code (provider_id, code),
  KEY customer_document (provider_id, document),
  KEY customer_email (provider_id, email),
  KEY customer_phone (provider_id, phone),
  KEY customer_name (provider_id, name, id),
  KEY customer_city (provider_id, state, city)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Words of a customer's name, folded, for searching by word prefix on a million customers.
CREATE TABLE IF NOT EXISTS customer_word (
  provider_id INT UNSIGNED NOT NULL,
  word VARBINARY(40) NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (provider_id, word, customer_id),
  KEY customer_word_customer (customer_id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS customer_service (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  external_id BIGINT UNSIGNED NOT NULL,                  -- id_cliente_servico
  customer_id BIGINT UNSIGNED NOT NULL,
  plan_id INT UNSIGNED NOT NULL,
  status_prefix VARCHAR(40) NOT NULL,                    -- as sent (D1)
  state TINYINT UNSIGNED NOT NULL,                       -- domain::ServiceState in force, D1's memory included
  status_at DATETIME(3) NOT NULL,                        -- since when the prefix
  first_enabled_at DATETIME(3) NULL,
  over_at DATETIME(3) NULL,                              -- when the state became `over`
  login VARCHAR(190) NULL,                               -- login_autenticacao, as sent
  password_digest BINARY(32) NULL,                       -- Keyring::password_digest(id, …) of senha_autenticacao
  value_cents BIGINT NOT NULL DEFAULT 0,
  enabled_on DATETIME(3) NULL,                           -- data_habilitacao
  registered_at DATETIME(3) NULL,                        -- data_cadastro
  sold_on DATE NULL,                                     -- data_venda
  due_day TINYINT UNSIGNED NULL,                         -- vencimento
  contract_end_on DATE NULL,                             -- data_fim_contrato
  contract_status VARCHAR(60) NULL,
  payment_method VARCHAR(120) NULL,                      -- forma_cobranca
  charge_kind VARCHAR(60) NULL,                          -- tipo_cobranca
  suspension_profile VARCHAR(120) NULL,                  -- perfil_suspensao
  router VARCHAR(120) NULL,                              -- equipamento_roteamento
  interface_name VARCHAR(120) NULL,                      -- interface_conexao
  port_name VARCHAR(120) NULL,                           -- porta_atendimento
  street VARCHAR(160) NULL,
  number VARCHAR(20) NULL,
  district VARCHAR(120) NULL,
  city VARCHAR(120) NULL,
  address_state CHAR(2) NULL,
  postcode VARCHAR(9) NULL,
  erp_sent MEDIUMTEXT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY customer_service_external (provider_id, external_id),
  KEY customer_service_customer (customer_id),
  KEY customer_service_plan (plan_id, state),
  KEY customer_service_login (provider_id, login),
  KEY customer_service_state (provider_id, state, customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Every status a service has had, from when (charges by day, history, R18).
CREATE TABLE IF NOT EXISTS service_status (
  service_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL,
  status_prefix VARCHAR(40) NOT NULL,
  state TINYINT UNSIGNED NOT NULL,
  since DATETIME(3) NOT NULL,
  PRIMARY KEY (service_id, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS service_package (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,            -- id_cliente_servico_pacote
  provider_id INT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  service_id BIGINT UNSIGNED NOT NULL,
  package_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NULL,                      -- the package's when it was linked
  description VARCHAR(160) NOT NULL,
  value_cents BIGINT NOT NULL,
  from_plan TINYINT(1) NOT NULL,                         -- came as a default of the plan
  trial_days SMALLINT UNSIGNED NULL,                     -- a trial of the plan; NULL: none
  limit_on DATE NULL,                                    -- data_limite: ends at 00:00 of it, provider's time
  limit_typed TINYINT(1) NOT NULL DEFAULT 0,             -- the date was typed: enabling does not move it (D4)
  activated_at DATETIME(3) NULL,                         -- first time on an enabled service (D2)
  removed_at DATETIME(3) NULL,
  removed_by VARCHAR(16) NULL,                           -- domain::RemovedBy: pessoa, servico, degustacao, plano
  status VARCHAR(24) NOT NULL,                           -- D17
  status_at DATETIME(3) NOT NULL,
  status_message VARCHAR(255) NULL,
  external_id VARCHAR(190) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY service_package_customer (customer_id, integration_id),
  KEY service_package_service (service_id),
  KEY service_package_package (package_id, customer_id),
  KEY service_package_limit (removed_at, limit_on),
  KEY service_package_created (provider_id, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS service_package_parameter (
  service_package_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(64) NOT NULL,
  value VARCHAR(500) NOT NULL,
  PRIMARY KEY (service_package_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Packages a feed asked for that were left out, and why (D8, D9, D11); shown on the service, gone with it.
CREATE TABLE IF NOT EXISTS left_out_package (
  service_id BIGINT UNSIGNED NOT NULL,
  package_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  reason VARCHAR(40) NOT NULL,                           -- the rule's machine code
  message VARCHAR(500) NOT NULL,
  at DATETIME(3) NOT NULL,
  PRIMARY KEY (service_id, package_id),
  KEY left_out_package_provider (provider_id, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
