-- The subscriber portal (OSM): who subscribes, with what plans, and by what they log in. The ERP feeds it; nothing here is ever
-- written back. Its tables are its own (osm_*) and know no customer.

-- What of a provider the portal is set to; no row: as by default.
CREATE TABLE IF NOT EXISTS osm_provider (
  provider_id INT UNSIGNED NOT NULL,
  email_domain VARCHAR(190) NOT NULL,                    -- of the e-mails that are made for subscribers who have none
  PRIMARY KEY (provider_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS osm_plan (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,                           -- codigo: the product's code on the ERP's side
  name VARCHAR(160) NOT NULL,
  active TINYINT(1) NOT NULL DEFAULT 1,                  -- whether it is given to anybody new
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY osm_plan_code (provider_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS osm_subscriber (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  erp_code VARBINARY(64) NULL,                           -- codigo_externo; NULL: registered here, the ERP knows nothing of it
  name VARCHAR(160) NOT NULL,
  document VARCHAR(14) NULL,                             -- CPF, or a company's CNPJ, without mask
  suspect TINYINT(1) NOT NULL DEFAULT 0,                 -- its document's check digits do not fit (R36)
  status TINYINT UNSIGNED NOT NULL,                      -- osm::Status
  email_from_erp TINYINT(1) NOT NULL DEFAULT 0,          -- the ERP has set its e-mail, which changes no more (D30)
  edited_here VARCHAR(190) NOT NULL DEFAULT '',          -- fields that staff changed after the ERP sent them, blanks between (D30)
  app_name VARCHAR(60) NULL,                             -- of the last use
  app_seen_at DATETIME(3) NULL,                          -- last use of the app; NULL: never
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY osm_subscriber_erp (provider_id, erp_code),
  KEY osm_subscriber_document (provider_id, document),
  KEY osm_subscriber_suspect (provider_id, suspect, id),
  KEY osm_subscriber_registered (provider_id, id),
  KEY osm_subscriber_name (provider_id, name, id),
  KEY osm_subscriber_status (provider_id, status, id),
  KEY osm_subscriber_status_name (provider_id, status, name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Words of a subscriber's name, folded, as customer_word has them.
CREATE TABLE IF NOT EXISTS osm_subscriber_word (
  provider_id INT UNSIGNED NOT NULL,
  word VARBINARY(40) NOT NULL,
  subscriber_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (provider_id, word, subscriber_id),
  KEY osm_subscriber_word_subscriber (subscriber_id)
) ENGINE=InnoDB;

-- Who was removed: its number is never another's, and removing it again is no error.
CREATE TABLE IF NOT EXISTS osm_removed_subscriber (
  provider_id INT UNSIGNED NOT NULL,
  subscriber_id BIGINT UNSIGNED NOT NULL,
  removed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (provider_id, subscriber_id)
) ENGINE=InnoDB;

-- The first place is the main plan (D29).
CREATE TABLE IF NOT EXISTS osm_subscriber_plan (
  subscriber_id BIGINT UNSIGNED NOT NULL,
  plan_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  place SMALLINT UNSIGNED NOT NULL,
  since DATETIME(3) NOT NULL,
  PRIMARY KEY (subscriber_id, plan_id),
  KEY osm_subscriber_plan_plan (plan_id, subscriber_id)
) ENGINE=InnoDB;

-- Settings of a subscriber; names are told apart byte by byte.
CREATE TABLE IF NOT EXISTS osm_setting (
  subscriber_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  value VARCHAR(500) NOT NULL,
  PRIMARY KEY (subscriber_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- By what a subscriber logs in; the first is the one that it was created with, and its e-mail is the subscriber's.
CREATE TABLE IF NOT EXISTS osm_credential (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  subscriber_id BIGINT UNSIGNED NOT NULL,
  email VARCHAR(254) NULL,
  access_key VARCHAR(100) NULL,                          -- chave de acesso
  password_hash VARCHAR(255) NOT NULL,                   -- Argon2id
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY osm_credential_subscriber (subscriber_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The e-mails and access keys of all credentials, as they are compared: one subscriber's each. Made from osm_credential in the
-- transaction that changes it; its key is what decides between two who come at once.
CREATE TABLE IF NOT EXISTS osm_log_in (
  provider_id INT UNSIGNED NOT NULL,
  log_in VARBINARY(254) NOT NULL,
  subscriber_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (provider_id, log_in),
  KEY osm_log_in_subscriber (subscriber_id)
) ENGINE=InnoDB;
