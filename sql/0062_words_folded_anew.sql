-- What customers are searched by is folded by other rules now (base::fold): a job writes the words of each provider's
-- customers anew. Made once: an open or finished one is not made again.
INSERT INTO job (provider_id, kind, subject_id, payload, status, not_before, created_by, created_at)
SELECT p.id, 'palavras_de_busca', p.id, '{}', 'pendente', UTC_TIMESTAMP(3), 'sistema', UTC_TIMESTAMP(3) FROM provider p
WHERE EXISTS (SELECT 1 FROM customer c WHERE c.provider_id = p.id AND LENGTH(c.name) <> CHAR_LENGTH(c.name))
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.provider_id = p.id AND j.kind = 'palavras_de_busca');
