-- Log-ins are asked for at passive gateways only: elsewhere `usuario` is where the password comes from (D45).
DELETE c FROM credential c JOIN integration i ON i.id = c.integration_id WHERE i.gateway <> 'neo';
