-- What an account waits for, and since when (R19), in a key of its own: lists, counts and the top bar ask it on every page.
-- The names are domain::Waiting's; the eighth failure in a row is domain::k_failures_for_people (D57).
SET @add_waiting = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'waits_as'),
  'DO 0',
  'ALTER TABLE account
     ADD COLUMN waits_as VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS (
       CASE WHEN reason IS NULL AND due_at IS NULL THEN NULL
            WHEN reason IS NULL THEN ''fila''
            WHEN reason IN (''tentar_de_novo'', ''nenhuma'') AND failures >= 8 THEN ''erro''
            WHEN reason = ''nenhuma'' THEN ''tentar_de_novo''
            ELSE reason END) STORED,
     ADD COLUMN waits_since DATETIME(3) GENERATED ALWAYS AS (
       CASE WHEN reason IS NULL THEN due_at ELSE COALESCE(failing_since, due_at, created_at) END) STORED,
     ADD KEY account_waiting (provider_id, waits_as, integration_id, waits_since)');
PREPARE add_waiting FROM @add_waiting;
EXECUTE add_waiting;
DEALLOCATE PREPARE add_waiting;
-- The newest tries of an account and of an integration.
SET @add_attempts = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'attempt' AND index_name = 'attempt_of_account'),
  'DO 0',
  'ALTER TABLE attempt ADD KEY attempt_of_account (account_id, id)');
PREPARE add_attempts FROM @add_attempts;
EXECUTE add_attempts;
DEALLOCATE PREPARE add_attempts;
