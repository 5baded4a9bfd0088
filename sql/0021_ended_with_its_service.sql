-- What a change of plan linked on a service that was over stood there as if it were live: it comes with the service's return,
-- like what ended with it (D9). Nothing of it was ever active.
UPDATE service_package sp
JOIN customer_service cs ON cs.id = sp.service_id
SET sp.removed_at = sp.created_at, sp.removed_by = 'servico'
WHERE cs.state = 4 AND sp.removed_by IS NULL;
