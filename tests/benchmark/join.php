<?php
// The causes themselves, joined: what an ERP does that has no computed table. {…} is put in by the bench.
$db = new PDO('mysql:unix_socket={socket};dbname={database}', 'catraca_app', '{password}',
    [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);

function answer(int $status, array $body): never {
    http_response_code($status);
    header('Content-Type: application/json');
    exit(json_encode($body));
}

function deny(int $status, string $id, string $product, string $error): never {
    answer($status, ['access' => false, 'subscriber_id' => $id, 'product' => $product, 'error' => $error]);
}

$id = $_GET['subscriber_id'];
$product = $_GET['product'];
$ask = $db->prepare("
    SELECT i.active, i.suspend_enabled, cs.state, sp.limit_on, sp.removed_by
    FROM integration i
    JOIN account a ON a.integration_id = i.id
    LEFT JOIN (service_package sp
        JOIN package_product pp ON pp.package_id = sp.package_id
        JOIN product p ON p.id = pp.product_id
        JOIN customer_service cs ON cs.id = sp.service_id)
      ON sp.customer_id = a.customer_id AND sp.integration_id = a.integration_id AND p.code = ?
        AND (sp.removed_by IS NULL OR sp.removed_by <> 'pessoa')
    WHERE i.id = {integration} AND a.subscriber_id = ?");
$ask->execute([$product, hex2bin($id)]);
$rows = $ask->fetchAll(PDO::FETCH_NUM);
if (!$rows) deny(404, $id, $product, 'assinante_inexistente');
$best = 'sem_produto';
$today = gmdate('Y-m-d');
foreach ($rows as [$active, $suspends, $state, $limit, $removed]) {
    if (!$active) deny(403, $id, $product, 'integracao_inativa');
    if ($state === null) continue;
    if ($limit !== null && $limit <= $today) $mine = 'degustacao_vencida';
    elseif ($state == 4 || $removed !== null) $mine = 'cancelado';
    else $mine = $state == 3 && $suspends ? 'suspenso' : '';
    $order = ['sem_produto', 'cancelado', 'degustacao_vencida', 'suspenso', ''];
    if (array_search($mine, $order, true) > array_search($best, $order, true)) $best = $mine;
}
if ($best === '') answer(200, ['access' => true, 'subscriber_id' => $id, 'product' => $product]);
deny(403, $id, $product, $best);
