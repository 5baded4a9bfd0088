-- What platforms are told (SPEC §2, D46, D47). An account is marked by the end of the act that changed a cause; a worker
-- claims it under a lease, tells the platform what differs from the snapshot, and settles it under that lease.
SET @add_due = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'dirty_seq'),
  'DO 0',
  'ALTER TABLE account
     ADD COLUMN told TINYINT(1) NOT NULL DEFAULT 0,
     ADD COLUMN dirty_seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
     ADD COLUMN due_at DATETIME(3) NULL,
     ADD COLUMN lease BINARY(16) NULL,
     ADD COLUMN lease_until DATETIME(3) NULL,
     ADD COLUMN renewals INT UNSIGNED NOT NULL DEFAULT 0,
     ADD COLUMN next_number INT UNSIGNED NOT NULL DEFAULT 1,
     ADD COLUMN resets INT UNSIGNED NOT NULL DEFAULT 0,
     ADD COLUMN failures INT UNSIGNED NOT NULL DEFAULT 0,
     ADD COLUMN reason VARCHAR(24) NULL,
     ADD COLUMN message VARCHAR(500) NULL,
     ADD COLUMN failing_since DATETIME(3) NULL,
     ADD KEY account_due (integration_id, due_at)');
PREPARE add_due FROM @add_due;
EXECUTE add_due;
DEALLOCATE PREPARE add_due;
-- The snapshot: what stands on the platform as last transmitted; attributes NULL: nothing stands there, but a change was
-- refused, which is not tried again as it was (D57).
CREATE TABLE IF NOT EXISTS account_object (
  account_id BIGINT UNSIGNED NOT NULL,
  object_key VARBINARY(96) NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  suspended TINYINT(1) NOT NULL DEFAULT 0,
  attributes MEDIUMTEXT NULL,
  platform_id VARCHAR(190) NULL,
  since DATETIME(3) NULL,
  refused_change MEDIUMTEXT NULL,
  refused_reason VARCHAR(24) NULL,
  refused_message VARCHAR(500) NULL,
  refused_at DATETIME(3) NULL,
  PRIMARY KEY (account_id, object_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- Tries to tell a platform; committed before the first byte leaves. open = 1: what became of it is not known yet.
CREATE TABLE IF NOT EXISTS attempt (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  integration_id INT UNSIGNED NOT NULL,
  account_id BIGINT UNSIGNED NOT NULL,
  object_key VARBINARY(96) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  planned MEDIUMTEXT NOT NULL,
  number INT UNSIGNED NOT NULL DEFAULT 0,
  lease BINARY(16) NOT NULL,
  open TINYINT(1) NOT NULL DEFAULT 1,
  begun_at DATETIME(3) NOT NULL,
  ended_at DATETIME(3) NULL,
  delivery VARCHAR(16) NULL,
  reason VARCHAR(24) NULL,
  message VARCHAR(500) NULL,
  PRIMARY KEY (id),
  KEY attempt_open (account_id, open),
  KEY attempt_of_integration (integration_id, id),
  KEY attempt_begun (begun_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- What was said in an attempt, masked.
CREATE TABLE IF NOT EXISTS exchange (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  provider_id INT UNSIGNED NOT NULL,
  attempt_id BIGINT UNSIGNED NOT NULL,
  method VARCHAR(8) NOT NULL,
  url VARCHAR(1000) NOT NULL,
  request MEDIUMTEXT NOT NULL,
  status SMALLINT UNSIGNED NOT NULL,
  response MEDIUMTEXT NOT NULL,
  failure VARCHAR(255) NOT NULL,
  duration_ms INT UNSIGNED NOT NULL,
  PRIMARY KEY (id),
  KEY exchange_of_attempt (attempt_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- How an integration's queue stands. paused_by: credencial (the platform refused it) or pessoa.
CREATE TABLE IF NOT EXISTS transmission_queue (
  integration_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  paused_by VARCHAR(16) NULL,
  paused_at DATETIME(3) NULL,
  paused_message VARCHAR(500) NULL,
  unreachable INT UNSIGNED NOT NULL DEFAULT 0,
  probe_at DATETIME(3) NULL,
  PRIMARY KEY (integration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- An access token that a platform gave for a while, sealed (D59).
CREATE TABLE IF NOT EXISTS integration_session (
  integration_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  token_sealed VARBINARY(4096) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  PRIMARY KEY (integration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- When a row was edited: which `usuario` was the last word (D52).
SET @add_edited = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'service_package_parameter' AND column_name = 'edited_at'),
  'DO 0',
  'ALTER TABLE service_package_parameter ADD COLUMN edited_at DATETIME(3) NOT NULL DEFAULT ''1970-01-01 00:00:00.000''');
PREPARE add_edited FROM @add_edited;
EXECUTE add_edited;
DEALLOCATE PREPARE add_edited;
-- Accounts of platforms that are told by us: all due, so that each is looked at once.
UPDATE account a JOIN integration i ON i.id = a.integration_id
SET a.told = 1, a.due_at = UTC_TIMESTAMP(3), a.dirty_seq = a.dirty_seq + 1
WHERE i.gateway <> 'neo' AND a.told = 0;
