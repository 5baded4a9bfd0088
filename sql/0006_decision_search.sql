-- Validações by product and by reason: the rare ones among millions of lines. Few distinct values, so an insert appends.
-- MySQL has no ADD KEY IF NOT EXISTS, and a migration cut off before it was recorded is run again: so it looks first.
SET @add_keys = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'decision' AND index_name = 'decision_reason'),
  'DO 0',
  'ALTER TABLE decision
     ADD KEY decision_product (provider_id, product, id),
     ADD KEY decision_reason (provider_id, reason, id)');
PREPARE add_keys FROM @add_keys;
EXECUTE add_keys;
DEALLOCATE PREPARE add_keys;
