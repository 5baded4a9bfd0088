-- The second factor of a person (RFC 6238): the secret stands sealed in user.totp_secret, which was there and empty; since when,
-- and the last 30-second step whose code was taken, so that none counts twice. A provider may demand it.
SET @add_since = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'user' AND column_name = 'totp_since'),
  'DO 0',
  'ALTER TABLE user
     ADD COLUMN totp_since DATETIME(3) NULL AFTER totp_secret,
     ADD COLUMN totp_step BIGINT UNSIGNED NULL AFTER totp_since');
PREPARE add_since FROM @add_since;
EXECUTE add_since;
DEALLOCATE PREPARE add_since;
SET @add_demand = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'provider' AND column_name = 'demands_second_factor'),
  'DO 0',
  'ALTER TABLE provider ADD COLUMN demands_second_factor TINYINT(1) NOT NULL DEFAULT 0 AFTER guard_percent');
PREPARE add_demand FROM @add_demand;
EXECUTE add_demand;
DEALLOCATE PREPARE add_demand;
-- What lets in once where the app is gone; a row goes with its use.
CREATE TABLE IF NOT EXISTS recovery_code (
  provider_id INT UNSIGNED NOT NULL,
  user_id INT UNSIGNED NOT NULL,
  code_hash BINARY(32) NOT NULL,                         -- keyed, of provider, person and code
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (provider_id, user_id, code_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
