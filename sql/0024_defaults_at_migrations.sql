-- What a migration does with packages that came from the old plan and are not in the new one (D69): 0 = encerrar, 1 = mover.
SET @step = IF(
  NOT EXISTS (SELECT 1 FROM information_schema.columns
              WHERE table_schema = DATABASE() AND table_name = 'provider' AND column_name = 'migration_moves_defaults'),
  'ALTER TABLE provider ADD COLUMN migration_moves_defaults TINYINT(1) NOT NULL DEFAULT 0 AFTER charge_own_suspension',
  'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
-- Which plan a package came with, where a flag told only that one did: of packages that moved along before, the plan of today
-- counts.
SET @step = IF(
  NOT EXISTS (SELECT 1 FROM information_schema.columns
              WHERE table_schema = DATABASE() AND table_name = 'service_package' AND column_name = 'plan_id'),
  'ALTER TABLE service_package ADD COLUMN plan_id INT UNSIGNED NULL AFTER value_cents',
  'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
SET @flagged = EXISTS (SELECT 1 FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'service_package' AND column_name = 'from_plan');
SET @step = IF(@flagged,
  'UPDATE service_package sp JOIN customer_service s ON s.id = sp.service_id SET sp.plan_id = s.plan_id WHERE sp.from_plan = 1',
  'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
SET @step = IF(@flagged, 'ALTER TABLE service_package DROP COLUMN from_plan', 'DO 0');
PREPARE step FROM @step;
EXECUTE step;
DEALLOCATE PREPARE step;
