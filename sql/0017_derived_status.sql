-- The status of a package on a service, and of an account, follows from its causes: nothing wrote these columns, and what
-- they said was the same for ever. MySQL has no DROP COLUMN IF EXISTS: so it looks first.
SET @drop_status = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'service_package' AND column_name = 'status'),
  'ALTER TABLE service_package DROP COLUMN status, DROP COLUMN status_at, DROP COLUMN status_message,
     DROP COLUMN external_id',
  'DO 0');
PREPARE drop_status FROM @drop_status;
EXECUTE drop_status;
DEALLOCATE PREPARE drop_status;
SET @drop_status = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'account' AND column_name = 'status'),
  'ALTER TABLE account DROP COLUMN status, DROP COLUMN status_at, DROP COLUMN status_message, DROP COLUMN external_id',
  'DO 0');
PREPARE drop_status FROM @drop_status;
EXECUTE drop_status;
DEALLOCATE PREPARE drop_status;
