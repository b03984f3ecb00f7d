<?php
$words = ['final' => ['done', 'Svarat, slutligt'], 'preliminary' => ['done', 'Svarat, preliminärt'], 'late' => ['warn', 'Svarat för sent'], 'approved' => ['now', 'Godkänt, inte skickat'], 'in_review' => ['now', 'I beslutskedjan'], 'working' => ['now', 'Påbörjat'],
    'acknowledged' => ['plan', 'Har bekräftat mottagandet'], 'opened' => ['plan', 'Öppnat'], 'sent' => ['none', 'Skickad, inte öppnad'], 'not_sent' => ['none', 'Inte skickad än'], 'bounced' => ['stop', 'Kom inte fram'], 'declined' => ['off', 'Avstår från att svara']];
function standing($r) {
    if ($r['number'] !== null) return $r['status'] === 'late' && $r['timing'] !== 'included' ? 'late' : (in_array($r['legal'], ['officer', 'preliminary'], true) ? 'preliminary' : 'final');
    if ($r['declined'] !== null) return 'declined';
    if ($r['review'] === 'approved' || $r['review'] === 'in_review') return $r['review'];
    if ($r['status'] === 'working') return 'working';
    if ($r['acknowledged'] !== null) return 'acknowledged';
    if ($r['opened'] !== null) return 'opened';
    return $r['sent'] ? 'sent' : ($r['bounced'] ? 'bounced' : 'not_sent');
}
$counts = [];
foreach ($rows as &$r) { $r['standing'] = standing($r); $counts[$r['standing']] = ($counts[$r['standing']] ?? 0) + 1; }
unset($r);
$answered = ($counts['final'] ?? 0) + ($counts['preliminary'] ?? 0);
$corrected = array_column($earlier, null, 'party_id');
?>
<p><?= e($answered) ?> av <?= e(count($rows)) ?> har svarat. <progress max="<?= e(count($rows)) ?>" value="<?= e($answered) ?>"></progress></p>
<dl><?php foreach ($words as $code => $w): if (isset($counts[$code])): ?><div><dt><?= e($w[1]) ?></dt><dd><a href="/remiss/<?= e($round['id']) ?>/status?lage=<?= e($code) ?>"><?= e($counts[$code]) ?></a></dd></div><?php endif; endforeach ?></dl>
<?php if ($groups): ?><form method="get"><label for="grupp">Grupp</label><select id="grupp" name="grupp"><option value="">Alla</option><?php foreach ($groups as $g): ?><option value="<?= e($g['id']) ?>"><?= e($g['name']) ?></option><?php endforeach ?></select><button>Visa</button></form><?php endif ?>
<table><caption>Inbjudna</caption><thead><tr><th scope="col">Part</th><th scope="col">Läge</th><th scope="col">Svar</th></tr></thead><tbody>
<?php foreach ($rows as $r): $w = $words[$r['standing']]; ?><tr><th scope="row"><?= e($r['name']) ?></th><td><span class="st <?= e($w[0]) ?>"><?= e($w[1]) ?></span><?php if ($r['own_day'] !== null): ?><br><span class="muted">Anstånd t.o.m. <?= e(date('j.n.Y', $r['own_day'] * 86400)) ?></span><?php endif ?><?php if (isset($corrected[$r['party_id']])): ?><br><span class="st warn">Svarat på tidigare text</span><?php endif ?></td><td><?php if ($r['number'] !== null): ?><a href="/remiss/<?= e($round['id']) ?>/svar/<?= e(rawurlencode($r['code'])) ?>"><?= e(date('j.n.Y', intdiv($r['received'], 1000000))) ?><span class="vh"> <?= e($r['name']) ?>, <?= e($r['number']) ?></span></a><?php else: ?>–<?php endif ?></td></tr>
<?php endforeach ?></tbody></table>
<p><a href="/remiss/<?= e($round['id']) ?>/svar">Läs svaren</a> <a href="/remiss/<?= e($round['id']) ?>/diarium">Diarium</a> <a href="/remiss/<?= e($round['id']) ?>/sammanstallning">Sammanställning</a></p>
