<p>Bestämmelse <?= e($row['n']) ?> av <?= e($total) ?> · Svar från <?= e($user['party']) ?></p>
<section><h2><?= e($row['number']) ?> Lydelse i remissen</h2><?= $row['html'] /* stored by the program itself, as the portal's */ ?></section>
<form method="post" action="/remiss/<?= e($round['id']) ?>/svara/<?= e($row['n']) ?>"><input type="hidden" name="_token" value="<?= e($form) ?>"><input type="hidden" name="radversion" value="<?= e((int)$row['row_version']) ?>">
<fieldset><legend>Tillstyrker ni bestämmelsen?</legend><?php foreach ($grades as $g): ?><label><input type="radio" name="betyg" value="<?= e($g['code']) ?>"<?= $g['code'] === $row['grade'] ? ' checked' : '' ?>> <?= e($g['label']) ?><?php if ($g['hint']): ?> <small><?= e($g['hint']) ?></small><?php endif ?></label><?php endforeach ?></fieldset>
<label for="kommentar">Kommentar</label><textarea id="kommentar" name="kommentar" rows="7" maxlength="20000"><?= e($row['comment']) ?></textarea>
<?php if ($row['changed_at']): ?><p>Sparat <?= e(date('j.n.Y H.i', intdiv($row['changed_at'], 1000000))) ?> av <?= e($row['changed_by']) ?></p><?php endif ?>
<button name="gor" value="nasta">Spara och gå vidare</button> <button name="gor" value="stanna">Spara</button></form>
<nav aria-label="Bestämmelser"><ul><?php foreach ($around as $a): ?><li><a href="/remiss/<?= e($round['id']) ?>/svara/<?= e($a['n']) ?>"><?= e($a['number']) ?> <?= e($a['heading']) ?></a></li><?php endforeach ?><li><a href="/remiss/<?= e($round['id']) ?>/svara">Alla bestämmelser</a></li></ul></nav>
