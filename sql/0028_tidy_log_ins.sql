-- The text of log-ins is NFC, without format characters and without Unicode white space around it (D37). What is stored was
-- not: a job brings every passive integration's log-ins into a new generation, and until it switches the old one answers as
-- it was built. MySQL has no ADD COLUMN IF NOT EXISTS: so it looks first.
SET @add_form = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'integration' AND column_name = 'tidy_from'),
  'DO 0',
  'ALTER TABLE integration ADD COLUMN tidy_from INT UNSIGNED NOT NULL DEFAULT 0');
PREPARE add_form FROM @add_form;
EXECUTE add_form;
DEALLOCATE PREPARE add_form;
UPDATE integration i SET
  i.tidy_from = 1 + GREATEST(i.credential_generation, COALESCE(i.building_generation, 0),
    COALESCE((SELECT MAX(c.generation) FROM credential c WHERE c.integration_id = i.id), 0)),
  i.building_source = COALESCE(i.building_source, i.credential_source),
  i.building_generation = i.tidy_from
WHERE i.gateway = 'neo' AND i.tidy_from = 0 AND EXISTS (SELECT 1 FROM account a WHERE a.integration_id = i.id);
INSERT INTO job (provider_id, kind, subject_id, payload, status, not_before, created_by, created_at)
SELECT i.provider_id, 'credenciais', i.id,
  CONCAT('{"fonte":"', i.building_source, '","geracao":', i.building_generation, '}'), 'pendente', UTC_TIMESTAMP(3), 'sistema',
  UTC_TIMESTAMP(3)
FROM integration i
WHERE i.tidy_from > 0 AND i.building_generation = i.tidy_from
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.provider_id = i.provider_id AND j.kind = 'credenciais'
    AND j.subject_id = i.id AND j.payload LIKE CONCAT('%"geracao":', i.building_generation, '}'));
UPDATE config_version SET version = version + 1;
