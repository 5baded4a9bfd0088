-- The tenant and who may enter. Every later table carries provider_id; nothing crosses from one provider to another.
-- Instants are UTC DATETIME(3), money is integer cents, codes are VARBINARY (compared byte by byte).

CREATE TABLE IF NOT EXISTS provider (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  slug VARCHAR(64) NOT NULL,
  name VARCHAR(160) NOT NULL,
  time_zone VARCHAR(64) NOT NULL DEFAULT 'America/Sao_Paulo',
  charge_own_suspension TINYINT(1) NOT NULL DEFAULT 0,   -- D23: charge days of suspenso_pedido_cliente
  decision_log_days SMALLINT UNSIGNED NOT NULL DEFAULT 90,
  erp_url_template VARCHAR(500) NULL,                    -- links into the ERP: {acao}, {id_cliente_servico}, {codigo_cliente}
  active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY provider_slug (slug)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS provider_host (
  host VARCHAR(190) NOT NULL,                            -- lower case, without port
  provider_id INT UNSIGNED NOT NULL,
  PRIMARY KEY (host),
  KEY provider_host_provider (provider_id),
  CONSTRAINT provider_host_provider FOREIGN KEY (provider_id) REFERENCES provider (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS user (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  email VARCHAR(190) NOT NULL,                           -- lower case
  name VARCHAR(160) NOT NULL,
  role VARCHAR(16) NOT NULL,                             -- administrador | operador | leitura
  password_hash VARCHAR(255) NOT NULL,                   -- Argon2id PHC text, or the PHP-era $2y$ until the next log-in
  password_changed_at DATETIME(3) NOT NULL,
  totp_secret VARBINARY(255) NULL,                       -- sealed
  active TINYINT(1) NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL,
  last_login_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY user_email (provider_id, email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS session (
  token_hash BINARY(32) NOT NULL,                        -- base::token_hash of the cookie
  provider_id INT UNSIGNED NOT NULL,
  user_id INT UNSIGNED NOT NULL,
  created_at DATETIME(3) NOT NULL,
  last_seen_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,                       -- absolute limit
  address VARCHAR(45) NOT NULL,
  user_agent VARCHAR(255) NOT NULL,
  PRIMARY KEY (token_hash),
  KEY session_user (provider_id, user_id),
  KEY session_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Failed log-ins, counted per account and per address in windows; pruned by `work`.
CREATE TABLE IF NOT EXISTS login_attempt (
  subject BINARY(32) NOT NULL,                           -- hash of "account:…" or "address:…"
  window_start DATETIME(3) NOT NULL,
  failures INT UNSIGNED NOT NULL,
  last_at DATETIME(3) NOT NULL,
  PRIMARY KEY (subject),
  KEY login_attempt_age (last_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS api_token (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  description VARCHAR(160) NOT NULL,
  token_hash BINARY(32) NOT NULL,
  token_tail VARCHAR(8) NOT NULL,                        -- the last characters, to recognise it by
  scopes VARCHAR(190) NOT NULL,                          -- space separated: configuracao clientes leitura
  created_by VARCHAR(190) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  last_used_at DATETIME(3) NULL,
  revoked_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY api_token_hash (token_hash),
  KEY api_token_provider (provider_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Answers kept for repeats of a POST with the same Idempotency-Key; pruned by `work` after 24 hours.
CREATE TABLE IF NOT EXISTS idempotency_key (
  provider_id INT UNSIGNED NOT NULL,
  key_hash BINARY(32) NOT NULL,                          -- of token id and key
  request_hash BINARY(32) NOT NULL,                      -- of method, path and body
  status SMALLINT UNSIGNED NOT NULL,                     -- 0 while the first call is still running
  body MEDIUMTEXT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (provider_id, key_hash),
  KEY idempotency_age (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Append-only by grant (R22). `changes` is JSON: {"campo": ["antes", "depois"]}, secrets and documents masked.
CREATE TABLE IF NOT EXISTS audit (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  at DATETIME(3) NOT NULL,
  actor VARCHAR(190) NOT NULL,                           -- "usuario:nome <email>", "token:ERP", "sistema"
  entity VARCHAR(40) NOT NULL,                           -- integracao, produto, pacote, plano, cliente, servico, …
  entity_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NULL,                      -- for the history of a customer
  action VARCHAR(40) NOT NULL,                           -- criado, alterado, inativado, removido, …
  changes MEDIUMTEXT NOT NULL,
  PRIMARY KEY (id),
  KEY audit_entity (provider_id, entity, entity_id, id),
  KEY audit_customer (provider_id, customer_id, id),
  KEY audit_at (provider_id, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
