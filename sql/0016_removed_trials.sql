-- A package that its trial had removed gave access again once its date was edited. Whoever holds such a row is computed
-- anew; what is removed entitles no longer, whatever its date. Only customers of these packages, and once: the job that is
-- already there is enough.
INSERT INTO job (provider_id, kind, subject_id, payload, status, not_before, created_by, created_at)
SELECT DISTINCT sp.provider_id, 'recalcular_pacote', sp.package_id, '{}', 'pendente', UTC_TIMESTAMP(3), 'sistema',
  UTC_TIMESTAMP(3)
FROM service_package sp
WHERE sp.removed_by = 'degustacao' AND (sp.limit_on IS NULL OR sp.limit_on > sp.removed_at)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.provider_id = sp.provider_id AND j.kind = 'recalcular_pacote'
    AND j.subject_id = sp.package_id AND j.status = 'pendente');
