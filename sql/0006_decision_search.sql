-- Validações by product and by reason: the rare ones among millions of lines. Few distinct values, so an insert appends.
-- IF NOT EXISTS is MariaDB's own; without it a migration cut off before it was recorded could not be run again.
ALTER TABLE decision
  ADD KEY IF NOT EXISTS decision_product (provider_id, product, id),
  ADD KEY IF NOT EXISTS decision_reason (provider_id, reason, id);
