<?php
// SPDX-License-Identifier: EUPL-1.2
// The pages of a large consultation as a careful PHP programmer writes them: PDO, prepared statements, one query a list,
// plain templates, everything escaped, the session looked up by the hash of its cookie. bench/rounds.py starts it.
$db = new PDO('sqlite:' . $_SERVER['BENCH_DB'], null, null, [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$db->exec('PRAGMA busy_timeout=10000');
function e($s) { return htmlspecialchars((string)$s, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'); }
function q($sql, ...$a) { global $db; $s = $db->prepare($sql); $s->execute($a); return $s->fetchAll(PDO::FETCH_ASSOC); }
function page($template, $values) {
    global $uri;
    extract($values);
    $form = $user ? hash_hmac('sha256', $_COOKIE['peer'], 'the key of the peer') : '';
    ob_start(); require __DIR__ . "/$template.php"; $main = ob_get_clean();
    ob_start(); require __DIR__ . '/frame.php'; $html = ob_get_clean();
    header('Content-Length: ' . strlen($html));
    echo $html;
}
function session() {
    if (!preg_match('/^[A-Za-z0-9_-]{20,}$/', $_COOKIE['peer'] ?? '')) return null;
    $rows = q('SELECT a.name, a.party_id, o.name AS party, a.role FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN party o ON o.id = a.party_id WHERE s.hash = ? AND s.expires > ?', hash('sha256', $_COOKIE['peer']), time());
    return $rows[0] ?? null;
}
header('Content-Type: text/html; charset=utf-8');
$uri = strtok($_SERVER['REQUEST_URI'], '?');
$user = session();
if (!preg_match('~^/remiss/(\d+)/(sammanstallning|status|svara/(\d+))$~', $uri, $m) || !($rounds = q('SELECT * FROM consultation WHERE id = ?', $m[1]))) {
    http_response_code(404);
    exit('404');
}
$round = $rounds[0];
if ($m[2] === 'sammanstallning') {
    page('compilation', ['title' => $round['title'], 'user' => $user, 'round' => $round, 'counts' => q("SELECT count(*) AS invited, sum(status = 'submitted') AS answered FROM invitation WHERE consultation_id = ?", $m[1])[0],
        'rows' => q('SELECT q.document, q.n, q.number, q.heading, r.g1, r.g2, r.g3, r.g4, r.g5, r.n AS answers, r.c FROM question q LEFT JOIN (SELECT question_id, sum(grade = 1) g1, sum(grade = 2) g2, sum(grade = 3) g3, sum(grade = 4) g4, sum(grade = 5) g5, count(*) n, sum(comment <> \'\') c FROM answer WHERE consultation_id = ? GROUP BY question_id) r ON r.question_id = q.id WHERE q.consultation_id = ? ORDER BY q.n', $m[1], $m[1])]);
} elseif ($m[2] === 'status') {
    if (!$user || $user['role'] !== 'staff') { http_response_code(403); exit('403'); }
    // who read what is protected is noted, but not again within ten minutes
    if (!q('SELECT 1 FROM event WHERE actor = ? AND object = ? AND at > ?', $user['name'], "consultation/$m[1]", time() - 600))
        $db->prepare('INSERT INTO event VALUES (?, ?, ?)')->execute([$user['name'], "consultation/$m[1]", time()]);
    page('status', ['title' => 'Vilka har svarat?', 'user' => $user, 'round' => $round, 'groups' => q('SELECT id, name FROM party_group ORDER BY name'),
        'earlier' => q('SELECT i.party_id FROM correction k JOIN invitation i ON i.consultation_id = k.consultation_id WHERE k.consultation_id = ? AND i.received < k.made_at', $m[1]),
        'rows' => q("SELECT o.code, o.name, i.*, EXISTS (SELECT 1 FROM letter l WHERE l.consultation_id = i.consultation_id AND l.party_id = i.party_id AND l.state = 'sent') AS sent, EXISTS (SELECT 1 FROM letter l WHERE l.consultation_id = i.consultation_id AND l.party_id = i.party_id AND l.state = 'bounced') AS bounced FROM invitation i JOIN party o ON o.id = i.party_id WHERE i.consultation_id = ? ORDER BY o.name", $m[1])]);
} else {
    if (!$user || !$user['party_id'] || !q('SELECT 1 FROM invitation WHERE consultation_id = ? AND party_id = ?', $m[1], $user['party_id'])) { http_response_code(404); exit('404'); }
    $rows = q('SELECT q.*, d.grade, d.comment, d.row_version, d.changed_at, d.changed_by FROM question q LEFT JOIN draft d ON d.question_id = q.id AND d.party_id = ? WHERE q.consultation_id = ? AND q.n = ?', $user['party_id'], $m[1], $m[3]);
    if (!$rows) { http_response_code(404); exit('404'); }
    $id = $rows[0]['id'];
    page('answer', ['title' => $rows[0]['heading'], 'user' => $user, 'round' => $round, 'row' => $rows[0], 'grades' => q('SELECT code, label, hint FROM grade ORDER BY position'), 'around' => q('SELECT n, number, heading FROM question WHERE consultation_id = ? AND n IN (?, ?) ORDER BY n', $m[1], $m[3] - 1, $m[3] + 1), 'total' => q('SELECT count(*) AS n FROM question WHERE consultation_id = ?', $m[1])[0]['n'],
        'other' => q('SELECT name FROM lease WHERE party_id = ? AND question_id = ? AND until > ? AND name <> ?', $user['party_id'], $id, time(), $user['name'])[0] ?? null, 'notes' => q('SELECT author, text FROM note WHERE party_id = ? AND question_id = ? ORDER BY id', $user['party_id'], $id),
        'files' => q('SELECT name FROM file WHERE party_id = ? AND question_id = ?', $user['party_id'], $id), 'inquiries' => q('SELECT count(*) AS n FROM inquiry WHERE consultation_id = ? AND question_id = ?', $m[1], $id)[0]['n']]);
}
