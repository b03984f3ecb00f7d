<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= e($title) ?> – Peer</title>
<link rel="icon" href="/static/peer.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/peer.css">
<script src="/static/peer.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Hoppa till innehållet</a>
<header>
<div class="top">
<a class="brand" href="/"><svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><circle cx="9.6" cy="4.4" r="3"/><circle cx="22.4" cy="4.4" r="3"/></svg> Peer</a>
<nav class="nav" aria-label="Huvudmeny"><ul><li><a href="/">Start</a></li><li><a href="/arenden" aria-current="page">Ärenden</a></li><li><a href="/sok">Sök</a></li><li><a href="/konto">Ditt konto</a></li></ul></nav>
<div class="who"><?php if ($user): ?><a href="/konto"><?= e($user['name']) ?><?php if ($user['party']): ?>, <?= e($user['party']) ?><?php endif ?></a> <form method="post" action="/logga-ut"><input type="hidden" name="_token" value="<?= e($form) ?>"><button class="lnk" type="submit">Logga ut</button></form><?php else: ?><a href="/logga-in">Logga in</a><?php endif ?></div>
</div>
<div class="trail"><nav aria-label="Sökväg"><ol><li><a href="/">Start</a></li><li><a href="/arenden">Ärenden</a></li><li><a href="/arende/stort-avtal">Stort avtal</a></li><li><a href="/remiss/<?= e($round['id']) ?>"><?= e($round['title']) ?></a></li><li aria-current="page"><?= e($title) ?></li></ol></nav></div>
<nav class="local" aria-label="Ärendets sidor"><ul><li><a href="/arende/stort-avtal">Översikt</a></li><li><a href="/arende/stort-avtal/dokument">Handlingar</a></li><li><a href="/arende/stort-avtal/tidslinje">Tidslinje</a></li></ul></nav>
</header>
<main id="main">
<h1><?= e($title) ?></h1>
<?= $main ?>
</main>
<?php if ($user): ?><section class="last no-print" id="slut" data-kvar="1799" aria-label="Inloggningen" hidden><p role="status"></p><form method="post" action="/konto/fortsatt"><input type="hidden" name="_token" value="<?= e($form) ?>"><button class="btn" type="submit">Fortsätt vara inloggad</button></form><a href="/logga-in" hidden>Logga in igen</a></section><?php endif ?>

<footer class="foot">
<a href="/hjalp">Hjälp och kontakt</a> <a href="/tillganglighet">Tillgänglighet</a> <a href="/integritet">Personuppgifter</a>
<form method="post" action="/utseende"><input type="hidden" name="till" value="<?= e($uri) ?>"><span id="tl">Utseende</span> <button class="lnk" type="submit" name="tema" value="light" aria-describedby="tl">Ljust</button> <button class="lnk" type="submit" name="tema" value="dark" aria-describedby="tl">Mörkt</button> <button class="lnk" type="submit" name="tema" value="auto" aria-describedby="tl">Som enheten</button></form>
<form method="post" action="/sprak"><input type="hidden" name="till" value="<?= e($uri) ?>"><span id="ll">Språk</span> <button class="lnk" type="submit" name="sprak" value="sv" lang="sv" aria-describedby="ll">Svenska</button> <button class="lnk" type="submit" name="sprak" value="en" lang="en" aria-describedby="ll">English</button></form>
</footer>
</body>
</html>
