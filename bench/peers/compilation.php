<p><?= e($counts['answered']) ?> av <?= e($counts['invited']) ?> har svarat.</p>
<?php $document = null; foreach ($rows as $r): if ($r['document'] !== $document): if ($document !== null) echo '</tbody></table>'; $document = $r['document']; ?>
<table><caption><?= e($document) ?></caption><thead><tr><th scope="col">Bestämmelse</th><th scope="col">Tillstyrker</th><th scope="col">Tillstyrker med ändring</th><th scope="col">Avstyrker</th><th scope="col">Avstår</th><th scope="col">Inga synpunkter</th><th scope="col">Svar</th><th scope="col">Kommentarer</th></tr></thead><tbody>
<?php endif; $sum = max(1, $r['answers']); ?>
<tr><th scope="row"><a href="/p/<?= e($r['n']) ?>"><?= e($r['number']) ?> <?= e($r['heading']) ?></a></th><?php foreach (['g1', 'g2', 'g3', 'g4', 'g5'] as $g): ?><td class="h<?= min(5, 1 + intdiv(5 * (int)$r[$g], $sum)) ?>"><?= e((int)$r[$g]) ?></td><?php endforeach ?><td><?= e((int)$r['answers']) ?></td><td><?php if ($r['c']): ?><a href="?fraga=<?= e($r['n']) ?>#kommentarer"><?= e($r['c']) ?></a><?php else: ?>0<?php endif ?></td></tr>
<?php endforeach ?>
</tbody></table>
<?php usort($rows, fn($a, $b) => ($b['g2'] + $b['g3']) <=> ($a['g2'] + $a['g3'])); foreach (array_slice($rows, 0, 4) as $r): $n = max(1, $r['g1'] + $r['g2'] + $r['g3']); ?>
<section><h2><?= e($r['number']) ?> <?= e($r['heading']) ?></h2><table><caption><?= e($n) ?> ställningstaganden</caption><tbody><?php foreach (['Tillstyrker' => 'g1', 'Tillstyrker med ändring' => 'g2', 'Avstyrker' => 'g3'] as $label => $g): ?><tr><th scope="row"><?= e($label) ?></th><td><?= e((int)$r[$g]) ?></td><td><?= e(round(100 * $r[$g] / $n)) ?> %</td></tr><?php endforeach ?></tbody></table></section>
<?php endforeach ?>
