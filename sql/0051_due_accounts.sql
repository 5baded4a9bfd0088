-- Accounts that are due stand together in their key, and no others in front of them: what is due of an integration is found
-- by one look, however many accounts it has. (In a subquery MariaDB does not skip the NULLs of (integration_id, due_at).)
SET @add_due_integration = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'due_integration_id'),
  'DO 0',
  'ALTER TABLE account
     DROP KEY account_due,
     ADD COLUMN due_integration_id INT UNSIGNED GENERATED ALWAYS AS (IF(due_at IS NULL, NULL, integration_id)) STORED,
     ADD KEY account_due (due_integration_id, due_at)');
PREPARE add_due_integration FROM @add_due_integration;
EXECUTE add_due_integration;
DEALLOCATE PREPARE add_due_integration;
