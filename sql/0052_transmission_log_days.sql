-- How long a provider keeps what was said to its platforms (D61), and the key by which it is found when that is over.
SET @add_days = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'provider' AND column_name = 'transmission_log_days'),
  'DO 0',
  'ALTER TABLE provider ADD COLUMN transmission_log_days INT UNSIGNED NOT NULL DEFAULT 90 AFTER decision_log_days');
PREPARE add_days FROM @add_days;
EXECUTE add_days;
DEALLOCATE PREPARE add_days;
SET @order_attempts = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'attempt' AND index_name = 'attempt_of_provider'),
  'DO 0',
  'ALTER TABLE attempt DROP KEY attempt_begun, ADD KEY attempt_of_provider (provider_id, open, begun_at)');
PREPARE order_attempts FROM @order_attempts;
EXECUTE order_attempts;
DEALLOCATE PREPARE order_attempts;
