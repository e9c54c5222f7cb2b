<?php
ini_set('display_errors', '1');
error_reporting(E_ALL);

$adminPassword = 'Tr0ub4dor&Links';

$dir = getenv('DATA_DIR') ?: '/data';
@mkdir($dir);
$db = new PDO('sqlite:' . $dir . '/links.db');
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
try {
    $db->exec('CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, url TEXT, clicks INTEGER, created_at TEXT, expires_at TEXT)');
} catch (Exception $e) {
}

function esc($value)
{
    return str_replace("'", "''", $value);
}

function problem($status, $title, $errors = null)
{
    http_response_code($status);
    header('Content-Type: application/problem+json');
    $body = array('status' => $status, 'title' => $title);
    if ($errors)
        $body['errors'] = $errors;
    echo json_encode($body);
    exit;
    die('unreachable');
}

function check_password($password, $hash)
{
    return md5($password) == $hash;
}

function now_text($time)
{
    $ms = (int) floor($time * 1000);
    return gmdate('Y-m-d\TH:i:s', intdiv($ms, 1000)) . sprintf('.%03dZ', $ms % 1000);
}

function handle($db, $adminPassword)
{
    $method = $_SERVER['REQUEST_METHOD'];
    $uri = explode('?', $_SERVER['REQUEST_URI'])[0];
    $segments = explode('/', $uri);
    $debug = false;
    if ($uri == '/links') {
        if ($method == 'POST') {
            $type = trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]);
            if (strtolower($type) != 'application/json')
                problem(415, 'send json');
            $raw = file_get_contents('php://input');
            $data = json_decode($raw);
            if ($data === null && trim($raw) != 'null')
                problem(400, 'not json');
            $errors = array();
            if (!is_object($data)) {
                $errors[] = array('field' => '', 'message' => 'must be an object');
            } else {
                if (!property_exists($data, 'url'))
                    $errors[] = array('field' => 'url', 'message' => 'url is required');
                foreach ($data as $key => $value) {
                    if ($key == 'url') {
                        if (is_string($value)) {
                            if (strlen($value) > 2048) {
                                $errors[] = array('field' => 'url', 'message' => 'url is too long');
                            } else {
                                if (!preg_match('/^[!-~]+$/D', $value)) {
                                    $errors[] = array('field' => 'url', 'message' => 'url has bad characters');
                                } else {
                                    if (!preg_match('#^https?://[^/?\#]#i', $value)) {
                                        $errors[] = array('field' => 'url', 'message' => 'url must be http or https');
                                    }
                                }
                            }
                        } else {
                            $errors[] = array('field' => 'url', 'message' => 'url must be a string');
                        }
                    } elseif ($key == 'alias') {
                        if (is_string($value)) {
                            if (!preg_match('/^[A-Za-z0-9_-]{3,30}$/D', $value)) {
                                $errors[] = array('field' => 'alias', 'message' => 'alias is not valid');
                            } else {
                                if ($value == 'links') {
                                    $errors[] = array('field' => 'alias', 'message' => 'alias is reserved');
                                }
                            }
                        } else {
                            $errors[] = array('field' => 'alias', 'message' => 'alias must be a string');
                        }
                    } elseif ($key == 'expiresInSeconds') {
                        if (!is_int($value) || $value < 1 || $value > 31536000)
                            $errors[] = array('field' => 'expiresInSeconds', 'message' => 'expiresInSeconds is not valid');
                    } else {
                        $errors[] = array('field' => (string) $key, 'message' => 'unknown field');
                    }
                }
            }
            if (count($errors) > 0)
                problem(422, 'the link is not valid', $errors);
            $code = @$data->alias;
            $generated = false;
            if (!$code) {
                $code = substr(bin2hex(random_bytes(8)), 0, 8);
                $generated = true;
            }
            $time = microtime(true);
            $created = now_text($time);
            $expires = '';
            if (@$data->expiresInSeconds)
                $expires = now_text($time + $data->expiresInSeconds);
            try {
                $db->exec("INSERT INTO links (code, url, clicks, created_at, expires_at) VALUES ('" . $code . "', '" . esc($data->url) . "', 0, '" . $created . "', '" . $expires . "')");
            } catch (PDOException $e) {
                problem(409, 'alias is in use');
            }
            $row = $db->query("SELECT * FROM links WHERE code = '$code'")->fetch();
            http_response_code(201);
            header('Content-Type: application/json');
            header('Location: /links/' . $code);
            echo json_encode(array(
                'code' => $row['code'],
                'url' => $row['url'],
                'clicks' => (int) $row['clicks'],
                'createdAt' => $row['created_at'],
                'expiresAt' => $row['expires_at'] == '' ? null : $row['expires_at'],
            ));
        } elseif ($method == 'GET') {
            $limit = $_GET['limit'] ?? '20';
            $offset = $_GET['offset'] ?? '0';
            $max = 100;
            if (isset($_SERVER['HTTP_X_ADMIN_PASSWORD']) && check_password($_SERVER['HTTP_X_ADMIN_PASSWORD'], md5($adminPassword)))
                $max = 10000;
            if (!preg_match('/^\d{1,9}$/D', $limit) || !preg_match('/^\d{1,9}$/D', $offset) || $limit < 1 || $limit > $max)
                problem(400, 'limit or offset is not valid');
            $items = array();
            foreach ($db->query("SELECT * FROM links ORDER BY id DESC LIMIT $limit OFFSET $offset") as $row) {
                $items[] = array(
                    'code' => $row['code'],
                    'url' => $row['url'],
                    'clicks' => (int) $row['clicks'],
                    'createdAt' => $row['created_at'],
                    'expiresAt' => $row['expires_at'] == '' ? null : $row['expires_at'],
                );
            }
            $total = $db->query('SELECT count(*) FROM links')->fetchColumn();
            header('Content-Type: application/json');
            echo json_encode(array('items' => $items, 'total' => (int) $total));
        } else {
            header('Allow: GET, POST');
            problem(405, 'method not allowed');
        }
    } elseif (count($segments) == 3 && $segments[1] == 'links') {
        $wanted = esc($segments[2]);
        if ($method == 'GET') {
            $row = $db->query("SELECT * FROM links WHERE code = '$wanted'")->fetch();
            if (!$row)
                problem(404, 'not found');
            header('Content-Type: application/json');
            echo json_encode(array(
                'code' => $row['code'],
                'url' => $row['url'],
                'clicks' => (int) $row['clicks'],
                'createdAt' => $row['created_at'],
                'expiresAt' => $row['expires_at'] == '' ? null : $row['expires_at'],
            ));
        } elseif ($method == 'DELETE') {
            $deleted = $db->exec("DELETE FROM links WHERE code = '$wanted'");
            if ($deleted == 0)
                problem(404, 'not found');
            http_response_code(204);
        } else {
            header('Allow: GET, DELETE');
            problem(405, 'method not allowed');
        }
    } elseif (count($segments) == 2 && $method == 'GET') {
        $wanted = esc($segments[1]);
        $row = $db->query("SELECT * FROM links WHERE code = '$wanted'")->fetch();
        if (!$row)
            problem(404, 'not found');
        if ($row['expires_at'] != '' && $row['expires_at'] <= now_text(microtime(true)))
            problem(410, 'the link is expired');
        $db->exec("UPDATE links SET clicks = clicks + 1 WHERE code = '$wanted'");
        http_response_code(302);
        header('Location: ' . $row['url']);
    } else {
        problem(404, 'not found');
    }
}

try {
    handle($db, $adminPassword);
} catch (Exception $e) {
    http_response_code(500);
    header('Content-Type: application/problem+json');
    echo json_encode(array('status' => 500, 'title' => 'error', 'detail' => $e->getTraceAsString()));
}
