-- What people ask of accounts. remake: the account is removed on its platform and created anew (D53).
SET @add_remake = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'remake'),
  'DO 0',
  'ALTER TABLE account ADD COLUMN remake TINYINT(1) NOT NULL DEFAULT 0');
PREPARE add_remake FROM @add_remake;
EXECUTE add_remake;
DEALLOCATE PREPARE add_remake;
-- Integrations whose accounts are being removed from their platform (D58): nothing is sold, nothing is wanted there, and with
-- the last account gone the integration is inactive. accounts: how many there were when somebody asked.
CREATE TABLE IF NOT EXISTS integration_closing (
  integration_id INT UNSIGNED NOT NULL,
  provider_id INT UNSIGNED NOT NULL,
  asked_by VARCHAR(190) NOT NULL,
  asked_at DATETIME(3) NOT NULL,
  accounts INT UNSIGNED NOT NULL,
  PRIMARY KEY (integration_id),
  KEY integration_closing_provider (provider_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
