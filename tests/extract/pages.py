"""Five skeletons of French news pages, as sites serve them: what an article is in, and what stands around it."""

BODY = (
    "Le président kazakh Kassym-Jomart Tokaïev a reçu mercredi à Astana son homologue russe, Vladimir Poutine, pour "
    "une visite d’État de deux jours consacrée à l’énergie.",
    "Les deux dirigeants ont signé une douzaine d’accords, dont un protocole sur la construction d’une centrale "
    "nucléaire au bord du lac Balkhach, selon la présidence kazakhe.",
    "Moscou fournit encore l’essentiel du combustible de la région, mais Astana regarde aussi vers Paris et Séoul, "
    "rappelle un conseiller du ministère de l’Énergie.",
    "« Nous choisirons le meilleur partenaire, sans exclusive », a déclaré le chef de l’État devant la presse.",
    "La production d’uranium du pays, premier producteur mondial, a progressé de 10 % sur un an, d’après les chiffres "
    "publiés lundi par Kazatomprom.",
    "Les travaux doivent commencer avant la fin de l’année prochaine, si le financement est trouvé.",
)
HEADING = "Un partenaire parmi d’autres"
QUOTE = "Le pétrole kazakh passe encore par la Russie, et cela ne changera pas en un jour."
ITEMS = ("un accord sur le nucléaire civil ;", "un accord sur le transit du pétrole ;", "un accord sur les frontières.")
TITLE = "À Astana, Poutine et Tokaïev parlent d’énergie"
STANDFIRST = "La visite d’État du président russe doit sceller un rapprochement que le Kazakhstan veut mesuré."
# None of these may be in an article.
NOISE = (
    "Lire aussi",
    "Partager",
    "cookies",
    "Abonnez-vous",
    "S’inscrire",
    "Les plus lus",
    "Mentions légales",
    "Se connecter",
    "À la une",
    "Un autre article sans rapport",
    "alert(",
    "Réagir",
    "Crédit photo",
)

MENU = (
    '<nav class="main-nav"><ul><li><a href="/">À la une</a></li><li><a href="/politique">Politique</a></li>'
    '<li><a href="/monde">Monde</a></li><li><a href="/eco">Économie</a></li><li><a href="/login">Se connecter</a></li>'
    "</ul></nav>"
)
COOKIES = (
    '<div id="cookie-banner" class="cookie-consent" role="dialog"><p>Nous et nos partenaires utilisons des cookies '
    "pour mesurer l’audience et vous proposer des contenus adaptés.</p><button>Tout accepter</button></div>"
)
SHARING = (
    '<div class="share-bar"><span>Partager</span><a href="https://social.example/share">Facebook</a>'
    '<a href="https://social.example/tweet">Twitter</a><button onclick="alert(1)">Copier le lien</button></div>'
)
RELATED = (
    '<aside class="related"><h3>Les plus lus</h3><ul><li><a href="/a">Un autre article sans rapport avec celui-ci</a>'
    '</li><li><a href="/b">Football : un autre article sans rapport</a></li></ul></aside>'
)
FOOTER = (
    '<footer><p><a href="/mentions">Mentions légales</a> <a href="/cgu">CGU</a> © 2024 Le Courrier d’Asie</p></footer>'
)


def daily() -> str:
    """A daily's page: schema.org, Open Graph, an article element, boxes between the paragraphs."""
    return f"""<!DOCTYPE html>
<html lang="fr-FR"><head><meta charset="utf-8">
<title>{TITLE} | Le Courrier d’Asie</title>
<meta name="description" content="{STANDFIRST}">
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Le Courrier d’Asie">
<meta property="og:type" content="article"><meta property="og:url" content="https://courrier.example/monde/astana.html">
<meta property="article:published_time" content="2024-11-27T18:32:00+01:00">
<meta name="author" content="Claire Vasseur">
<link rel="canonical" href="https://courrier.example/monde/astana.html">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{TITLE}",
"datePublished":"2024-11-27T18:32:00+01:00","author":{{"@type":"Person","name":"Claire Vasseur"}},
"publisher":{{"@type":"Organization","name":"Le Courrier d’Asie"}}}}</script>
<script>alert("x");</script><style>p {{ color: red }}</style></head>
<body onload="alert(2)">{COOKIES}<header>{MENU}</header>
<main><article>
<h1>{TITLE}</h1><p class="chapo">{STANDFIRST}</p>
<p class="byline">Par <a rel="author" href="/auteur/cv">Claire Vasseur</a></p>{SHARING}
<figure><img src="a.jpg" alt=""><figcaption>Le palais Ak Orda. Crédit photo : AFP</figcaption></figure>
<p>{BODY[0]}</p><p>{BODY[1]}</p>
<div class="read-also"><p>Lire aussi : <a href="/c">Un autre article sans rapport</a></p></div>
<h2>{HEADING}</h2><p>{BODY[2]}</p>
<blockquote><p>{QUOTE}</p></blockquote>
<p>{BODY[3]}</p><ul>{"".join(f"<li>{item}</li>" for item in ITEMS)}</ul><p>{BODY[4]}</p><p>{BODY[5]}</p>
<iframe src="https://evil.example/"></iframe>
<section class="comments"><h3>Réagir</h3><p>Il faut être abonné pour commenter cet article du journal.</p></section>
</article>{RELATED}</main>{FOOTER}</body></html>"""


def regional() -> str:
    """A regional paper's page: nested divisions with classes, microdata, strong lines as boxes."""
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{TITLE} - Le Courrier d’Asie</title>
<meta property="og:title" content="{TITLE} - Le Courrier d’Asie">
<meta property="og:site_name" content="Le Courrier d’Asie">
<meta property="og:description" content="{BODY[0][:120]}…">
<link rel="canonical" href="https://courrier.example/r/astana"></head><body>
<div class="site">{MENU}<div class="page"><div class="col-main"><div class="article-detail" itemscope
itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1>
<div class="infos"><span itemprop="author">Jean Petit</span> <time itemprop="datePublished"
datetime="2024-11-27T18:32">Publié le 27/11/2024 à 18h32</time></div>{SHARING}
<div class="article-body" itemprop="articleBody"><p>{BODY[0]}</p><p>{BODY[1]}</p>
<p><strong>Lire aussi. <a href="/d">Un autre article sans rapport</a></strong></p>
<h2>{HEADING}</h2><p>{BODY[2]}</p><blockquote>{QUOTE}</blockquote><p>{BODY[3]}</p>
<ul>{"".join(f"<li>{item}</li>" for item in ITEMS)}</ul>
<p>{BODY[4]}</p><p>{BODY[5]}</p></div>
<div class="newsletter"><p>Abonnez-vous à notre lettre du soir pour ne rien manquer de la région.</p>
<form><input type="email"><button>S’inscrire</button></form></div></div></div>
<div class="col-side">{RELATED}</div></div>{FOOTER}</div></body></html>"""


def blog() -> str:
    """A page of a blog engine: entry-content, tags, neighbours, comments."""
    return f"""<!DOCTYPE html><html lang="fr-FR"><head><meta charset="UTF-8"><title>{TITLE} – Le Courrier d’Asie</title>
<meta name="generator" content="Engine"><meta property="article:published_time" content="2024-11-27T17:32:00+00:00">
<meta property="og:site_name" content="Le Courrier d’Asie">
<link rel="canonical" href="https://courrier.example/2024/11/27/astana/"></head>
<body class="single"><div id="page"><header id="masthead"><p class="site-title"><a href="/">Le Courrier d’Asie</a></p>
{MENU}</header><div id="content"><main><article class="post type-post"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="author vcard"><a class="url fn n" rel="author"
href="/author/cv">Claire Vasseur</a></span></div></header>
<div class="entry-content">
<p>{BODY[0]}</p><p>{BODY[1]}</p>
<h2 class="wp-block-heading">{HEADING}</h2><p>{BODY[2]}</p>
<blockquote class="wp-block-quote"><p>{QUOTE}</p></blockquote><p>{BODY[3]}</p>
<ul class="wp-block-list">{"".join(f"<li>{item}</li>" for item in ITEMS)}</ul>
<p>{BODY[4]}</p><p>{BODY[5]}</p>
<div class="sharedaddy"><h3>Partager :</h3><ul><li><a href="#">Facebook</a></li></ul></div></div>
<footer class="entry-footer"><span class="tags-links"><a rel="tag" href="/t">Kazakhstan</a></span></footer></article>
<nav class="post-navigation"><a href="/p">Un autre article sans rapport</a></nav>
<div id="comments" class="comments-area"><h2>Réagir</h2><ol class="comment-list"><li><p>Premier commentaire assez
long pour ressembler à un paragraphe, écrit par un lecteur.</p></li></ol></div></main>
<aside id="secondary" class="widget-area">{RELATED}</aside></div>{FOOTER}</div></body></html>"""


def agency() -> str:
    """An agency's old page: Windows-1252, tables for the layout, lines broken by br, no metadata."""
    lines = "<br><br>".join((BODY[0], BODY[1], BODY[2], BODY[3], BODY[4], BODY[5]))
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Le Courrier d’Asie : {TITLE}</title></head><body bgcolor="white"><table width="100%"><tr><td width="150">
<a href="/">À la une</a><br><a href="/monde">Monde</a><br><a href="/login">Se connecter</a></td><td>
<h1>{TITLE}</h1><p><font size="2">{lines}</font></p></td></tr></table>
<p align="center"><a href="/mentions">Mentions légales</a></p></body></html>"""


def modern() -> str:
    """A page made of components: no article element, classes of a build tool, a subscription box, live boxes."""
    return f"""<!DOCTYPE html><html lang="fr" data-theme="light"><head><meta charset="utf-8">
<title>{TITLE} • Le Courrier d’Asie</title><meta property="og:title" content="{TITLE}">
<meta name="description" content="{STANDFIRST}"><meta property="og:site_name" content="Le Courrier d’Asie">
<meta property="article:published_time" content="2024-11-27T17:32:00Z">
<meta property="og:url" content="https://courrier.example/x/astana-1234"></head><body><div id="__next">
<div class="css-1x2y">{MENU}</div><main class="css-9q"><div class="css-h1"><span class="css-tag">Asie centrale</span>
<h1 class="css-t">{TITLE}</h1><p class="css-st">{STANDFIRST}</p><div class="author-name">Par Claire Vasseur</div></div>
<div class="css-body"><p class="css-p">{BODY[0]}</p><p class="css-p">{BODY[1]}</p>
<div class="inread-ad"></div><section class="css-related"><span>Lire aussi</span><a href="/e">Un autre article sans
rapport</a></section><h2 class="css-h2">{HEADING}</h2><p class="css-p">{BODY[2]}</p>
<blockquote class="css-bq">{QUOTE}</blockquote><p class="css-p">{BODY[3]}</p>
<ul class="css-ul">{"".join(f"<li>{item}</li>" for item in ITEMS)}</ul><p class="css-p">{BODY[4]}</p>
<p class="css-p">{BODY[5]}</p><div class="paywall"><p>Abonnez-vous pour lire la suite. Déjà inscrit ?
<a href="/login">Se connecter</a></p></div></div></main>{RELATED}{COOKIES}{FOOTER}</div>
<script>window.__DATA__ = {{"a": "alert(3)"}}</script></body></html>"""


PAGES = {"daily": daily, "regional": regional, "blog": blog, "agency": agency, "modern": modern}
