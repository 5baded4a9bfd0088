<?php
// The same table by primary key, as somebody would write it who has read our schema. {…} is put in by the bench.
$db = new PDO('mysql:unix_socket={socket};dbname={database}', 'catraca_app', '{password}',
    [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
const PRODUCTS = [{products}];

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
$ask = $db->prepare('SELECT active_until, held_until, ended_by FROM entitlement WHERE subscriber_id = ? AND product_id = ?');
$ask->execute([hex2bin($id), PRODUCTS[$product] ?? 0]);
$row = $ask->fetch(PDO::FETCH_NUM);
if ($row === false) {
    $ask = $db->prepare('SELECT 1 FROM account WHERE subscriber_id = ? AND integration_id = {integration}');
    $ask->execute([hex2bin($id)]);
    if ($ask->fetch() === false) deny(404, $id, $product, 'assinante_inexistente');
    deny(403, $id, $product, 'sem_produto');
}
[$active, $held, $ended] = $row;
$now = gmdate('Y-m-d H:i:s');
if ($now < $active) answer(200, ['access' => true, 'subscriber_id' => $id, 'product' => $product]);
deny(403, $id, $product, $now < $held ? 'suspenso' : ($ended == 1 ? 'degustacao_vencida' : 'cancelado'));
