-- Integrations, products, packages, plans: what staff configure.

-- One row: raised by every change of an integration, product or callback. The hot statements return it (SPEC §2).
CREATE TABLE IF NOT EXISTS config_version (
  id TINYINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB;

INSERT IGNORE INTO config_version (id, version) VALUES (1, 1);

CREATE TABLE IF NOT EXISTS integration (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,
  gateway VARCHAR(32) NOT NULL,
  description VARCHAR(160) NOT NULL,
  single_package TINYINT(1) NOT NULL DEFAULT 0,          -- Pacote Único
  suspend_enabled TINYINT(1) NOT NULL DEFAULT 1,         -- Habilitar/Suspender Assinaturas
  partial_suspends TINYINT(1) NOT NULL DEFAULT 1,        -- suspenso_parcialmente suspends (D1)
  requests_per_second INT UNSIGNED NOT NULL DEFAULT 5000,
  active TINYINT(1) NOT NULL DEFAULT 1,
  credential_source VARCHAR(32) NOT NULL DEFAULT 'login_autenticacao',  -- the registry field log-ins are made of
  credential_generation INT UNSIGNED NOT NULL DEFAULT 1,
  building_source VARCHAR(32) NULL,                      -- while a job builds the next generation
  building_generation INT UNSIGNED NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY integration_code (provider_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS integration_parameter (
  integration_id INT UNSIGNED NOT NULL,
  name VARCHAR(64) NOT NULL,
  value VARBINARY(4096) NOT NULL,                        -- plain text, or sealed when `sealed`
  sealed TINYINT(1) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (integration_id, name),
  CONSTRAINT integration_parameter_integration FOREIGN KEY (integration_id) REFERENCES integration (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS integration_callback (
  token_hash BINARY(32) NOT NULL,                        -- base::token_hash of the last part of the URL
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  token_sealed VARBINARY(255) NOT NULL,                  -- to show the URL; context "callback"
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NULL,                           -- set when rotated: end of the overlap
  PRIMARY KEY (token_hash),
  KEY integration_callback_integration (integration_id),
  CONSTRAINT integration_callback_integration FOREIGN KEY (integration_id) REFERENCES integration (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS product (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,                           -- identical to the platform's, case-sensitive
  name VARCHAR(160) NOT NULL,
  description VARCHAR(500) NOT NULL DEFAULT '',
  active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY product_code (integration_id, code),
  KEY product_provider (provider_id),
  CONSTRAINT product_integration FOREIGN KEY (integration_id) REFERENCES integration (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS package (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,
  description VARCHAR(160) NOT NULL,
  value_cents BIGINT NOT NULL,
  regulatory_class VARCHAR(16) NULL,                     -- DICI: SVA, SeAC, SCM, …
  integration_id INT UNSIGNED NULL,                      -- none: charged, never transmitted (D12)
  active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY package_code (provider_id, code),
  KEY package_integration (integration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS package_product (
  package_id INT UNSIGNED NOT NULL,
  product_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (package_id, product_id),
  KEY package_product_product (product_id),
  CONSTRAINT package_product_package FOREIGN KEY (package_id) REFERENCES package (id),
  CONSTRAINT package_product_product FOREIGN KEY (product_id) REFERENCES product (id)
) ENGINE=InnoDB;

CREATE TABLE IF NOT EXISTS package_composition (
  package_id INT UNSIGNED NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  description VARCHAR(160) NOT NULL,
  kind VARCHAR(40) NOT NULL,
  value_cents BIGINT NOT NULL,
  PRIMARY KEY (package_id, position),
  CONSTRAINT package_composition_package FOREIGN KEY (package_id) REFERENCES package (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS plan (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,
  description VARCHAR(160) NOT NULL,
  value_cents BIGINT NOT NULL DEFAULT 0,
  technology VARCHAR(40) NOT NULL DEFAULT '',
  download_kbps INT UNSIGNED NOT NULL DEFAULT 0,
  upload_kbps INT UNSIGNED NOT NULL DEFAULT 0,
  bandwidth_control TINYINT(1) NOT NULL DEFAULT 0,
  lock_packages TINYINT(1) NOT NULL DEFAULT 0,           -- Travar Pacotes
  active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY plan_code (provider_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS plan_package (
  plan_id INT UNSIGNED NOT NULL,
  package_id INT UNSIGNED NOT NULL,
  required TINYINT(1) NOT NULL DEFAULT 0,                -- Obrigatório
  trial_days SMALLINT UNSIGNED NULL,                     -- Permitir degustação + days
  PRIMARY KEY (plan_id, package_id),
  KEY plan_package_package (package_id),
  CONSTRAINT plan_package_plan FOREIGN KEY (plan_id) REFERENCES plan (id),
  CONSTRAINT plan_package_package FOREIGN KEY (package_id) REFERENCES package (id)
) ENGINE=InnoDB;
