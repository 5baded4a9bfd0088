-- When a job's present run began and where, so that its pace can be told; its list, its failures and what is old enough to go.
SET @step = IF(
  NOT EXISTS (SELECT 1 FROM information_schema.columns
              WHERE table_schema = DATABASE() AND table_name = 'job' AND column_name = 'run_at'),
  'ALTER TABLE job
     ADD COLUMN run_at DATETIME(3) NULL AFTER attempts,
     ADD COLUMN run_done INT UNSIGNED NOT NULL DEFAULT 0 AFTER run_at,
     ADD KEY job_provider (provider_id, id),
     ADD KEY job_state (provider_id, status, id),
     ADD KEY job_finished (finished_at)',
  'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
