-- Where platforms reach the provider (D38; NULL: https:// and its first host), and when its guard against mass loss holds (D70).
SET @step = IF(
  NOT EXISTS (SELECT 1 FROM information_schema.columns
              WHERE table_schema = DATABASE() AND table_name = 'provider' AND column_name = 'public_address'),
  'ALTER TABLE provider
     ADD COLUMN public_address VARCHAR(200) NULL AFTER erp_url_template,
     ADD COLUMN guard_least INT UNSIGNED NOT NULL DEFAULT 50 AFTER public_address,
     ADD COLUMN guard_percent TINYINT UNSIGNED NOT NULL DEFAULT 10 AFTER guard_least',
  'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
