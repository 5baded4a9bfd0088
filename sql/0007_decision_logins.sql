-- The log-in a question was asked with, so that a wrong password and a mistyped login are found again (R27). A column at the
-- end comes at once; rows written before keep NULL, as do questions by subscriber_id, whose entries only append.
-- MySQL has neither ADD COLUMN nor ADD KEY IF NOT EXISTS, and a migration cut off is run again: so each looks first.
SET @add_column = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'decision' AND column_name = 'login_key'),
  'DO 0',
  'ALTER TABLE decision ADD COLUMN login_key BINARY(16) NULL');
PREPARE add_column FROM @add_column;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;
SET @add_key = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'decision' AND index_name = 'decision_login'),
  'DO 0',
  'ALTER TABLE decision ADD KEY decision_login (provider_id, login_key, id)');
PREPARE add_key FROM @add_key;
EXECUTE add_key;
DEALLOCATE PREPARE add_key;
