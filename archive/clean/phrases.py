"""What pages say around their content, in the languages of the sources and of Wix's sites.

Data for ``litter``: lower case, one phrase between two bars.
"""

from __future__ import annotations

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset(filter(None, (phrase.strip() for phrase in re.split(r"[|\n]", text))))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ANYWHERE = _phrases(
    """
    top of page|bottom of page|use tab to navigate through the menu items.|see all|read more
    post not marked as liked|post liked|log in / sign up|write a comment...|write a comment…
    skip to main content|skip to content|skip to navigation|skip to footer|jump to navigation
    asset publisher|share this:|like this:|click here to read more|continue reading|read full story
    asset publisher asset publisher|loading...|loading…|advertisement|advertisements|(open)|(close)
    share this post|share on facebook|share on twitter|share on linkedin|share via email
    share on x|share on whatsapp|share on pinterest|share on telegram|tweet this
    click to share|article continues below|story continues below advertisement|back to top
    scroll to top|scroll to bottom|print this page|printer-friendly version|send to friend
    link copied|copy link|link kopiert|enlace copiado|lien copié|link copiato|ссылка скопирована
    like loading...|leave a comment|log in to comment|login to post comments|add new comment
    log in or register to post comments|couldn’t load comments
    it looks like there was a technical problem.
    lire la suite|en savoir plus|voir tout|voir plus|haut de page|retour en haut|publicité
    partager cet article|post non marqué comme aimé|rédigez un commentaire...
    weiterlesen|mehr lesen|mehr erfahren|alle ansehen|seitenanfang|nach oben|werbung|anzeige
    beitrag nicht mit „gefällt mir“ markiert|kommentar verfassen...|zum inhalt springen
    leer más|leer más...|ver todo|ver todas|ver más|publicidad|volver arriba|compartir esto:
    entrada no marcada con me gusta|escribir un comentario...|saltar al contenido
    leggi tutto|leggi di più|mostra tutti|vedi tutti|pubblicità|torna su|vai al contenuto
    post non contrassegnato con mi piace|scrivi un commento...
    ler mais|leia mais|saiba mais|ver tudo|ver todos|publicidade|post não marcado como curtido
    escreva um comentário...|ir para o conteúdo|voltar ao topo
    lees meer|lees verder|alles weergeven|alles bekijken|naar boven|advertentie
    post niet gemarkeerd als leuk|schrijf een opmerking...
    czytaj więcej|czytaj dalej|zobacz wszystkie|reklama|przejdź do treści|napisz komentarz...
    читать далее|читать полностью|подробнее|смотреть все|показать все|наверх|реклама
    пост не отмечен как понравившийся|напишите комментарий...|перейти к содержимому
    читати далі|докладніше|детальніше|дивитися всі|нагору|перейти до вмісту
    напишіть коментар...|devamını oku|devamı|hepsini gör|tümünü gör|başa dön|yukarı çık
    gönderi beğenilmedi|bir yorum yazın...|läs mer|visa alla|till toppen|läs mer »|annons
    læs mere|se alle|til toppen|les mer|annonse|lue lisää|katso kaikki|mainos
    číst dále|číst více|zobrazit vše|nahoru|čítať ďalej|zobraziť všetko
    tovább|tovább olvasom|az összes megtekintése|hirdetés|citește mai mult|citește mai departe
    afișează-le pe toate|vezi toate|διαβάστε περισσότερα|εμφάνιση όλων|прочети повече|виж всички
    pročitaj više|opširnije|preberi več|vairāk|lasīt vairāk|skaityti daugiau|loe edasi|lexo më shumë
    прочитај повеќе|daha ətraflı|ətraflı oxu|կարդալ ավելին|წაიკითხეთ მეტი|llegeix més|veure-ho tot
    続きを読む|もっと見る|すべて表示|ページトップへ|더 보기|전체 보기|자세히 보기|閱讀更多
    阅读更多|查看全部
    查看所有|了解更多|返回頂部|返回顶部|אין תגובות|קרא עוד|הצג הכול|اقرأ المزيد|عرض الكل|xem thêm
    xem tất cả|อ่านเพิ่มเติม|ดูทั้งหมด|baca selengkapnya|lihat semua|और पढ़ें|सभी देखें
    """
)
"""What is chrome wherever it stands as a block of its own."""

AT_EDGES = _phrases(
    """
    comments|comment|recent posts|related posts|related articles|all posts|more|search|share|print
    back|home|menu|log in|login|sign up|subscribe|0|newsroom|tags|tags:|share this|search form
    share this article|follow us|leave a reply|no comments|no comments yet|cart|you are here
    categories|category|primary tabs|main menu|secondary menu|navigation|breadcrumb|breadcrumbs
    updated|like|reply|email|e-mail|tweet|facebook|twitter|linkedin|whatsapp|telegram|pinterest
    previous|next|previous post|next post|older posts|newer posts|view all|download|download pdf
    kommentare|kommentar|teilen|drucken|zurück|startseite|suche|anmelden|themen|merken|alle beiträge
    artikel teilen|schlagwörter|kategorien|mehr|weiter|aktuelle beiträge
    commentaires|partager|imprimer|retour|accueil|rechercher|tous les posts|étiquettes|catégories
    suivant|précédent|posts récents|se connecter|comentarios|compartir|imprimir|volver|inicio|buscar
    etiquetas|categorías|anterior|siguiente|todas las entradas|todos los posts|iniciar sesión
    commenti|condividi|stampa|indietro|cerca|tutti i post|accedi|categorie|precedente|successivo
    voltar|partilhar|compartilhar|comentários|todos os posts|pesquisar|entrar|próximo
    delen|afdrukken|terug|zoeken|inloggen|alle posts|reacties|udostępnij|drukuj|wstecz|szukaj
    zaloguj się|komentarze|wszystkie posty|комментарии|поделиться|печать|назад|поиск|войти|все посты
    yorumlar|paylaş|yazdır|geri|ara|giriş yap|tüm yazılar|коментарі|друк|поділитися|пошук|увійти
    усі пости|dela|skriv ut|sök|logga in|kommentarer|del|søg|søk|log ind|logg inn|jaa|tulosta|haku
    sdílet|tisk|hledat|přihlásit se|komentáře|megosztás|nyomtatás|keresés|bejelentkezés
    distribuie|caută|conectare|κοινοποίηση|αναζήτηση|σχόλια|споделете|търсене|podijeli|traži|deli
    シェア|印刷|検索|ログイン|コメント|전체 게시물|공유|인쇄|검색|로그인|댓글|分享|列印|打印
    搜尋|搜索|登入|登录
    所有文章|留言|评论|שתף|חיפוש|התחברות|תגובות|مشاركة|بحث|تسجيل الدخول|تعليقات
    """
)
"""What could also be a heading or a word of the text: chrome before and after all sentences."""

TAIL_HEADINGS = _phrases(
    """
    recent posts|related posts|related articles|related stories|related news|related content
    see also|read also|more news|latest news|latest posts|most read|trending|recommended
    you may also like|you might also like|read more|comments|keep reading|more from this author
    aktuelle beiträge|ähnliche beiträge|ähnliche artikel|das könnte sie auch interessieren
    mehr zum thema|lesen sie auch|auch interessant|meistgelesen|weitere artikel|weitere meldungen
    articles récents|articles similaires|posts récents|sur le même sujet|à lire aussi|les plus lus
    entradas recientes|artículos relacionados|te puede interesar|lo más leído|noticias relacionadas
    post recenti|articoli correlati|potrebbe interessarti anche|leggi anche|posts recentes
    artigos relacionados|leia também|veja também|mais lidas|recente blogposts|gerelateerde berichten
    lees ook|ostatnie posty|czytaj także|zobacz także|podobne artykuły|недавние посты|читайте также
    похожие записи|останні пости|читайте також|son yazılar|ilgili yazılar|ilgili haberler
    senaste inlägg|relaterade artiklar|läs också|seneste blogindlæg|læs også|siste innlegg|les også
    viimeisimmät päivitykset|lue myös|nejnovější příspěvky|čtěte také|friss bejegyzések
    kapcsolódó cikkek|postări recente|citește și|πρόσφατες αναρτήσεις|διαβάστε επίσης
    свързани статии|povezani članci|最新記事|関連記事|최근 게시물|관련 기사|最新文章|相關文章
    相关文章
    相关推荐|推荐阅读|פוסטים אחרונים|المنشورات الأخيرة|مقالات ذات صلة|bài đăng gần đây
    โพสต์ล่าสุด|posting terakhir
    """
)
"""Headings behind which nothing but cards follows, once the last sentence is behind."""

MINUTES = _words(
    """
    min mins minute minutes minuten minuti minuto minutos minut minuty minuta minutter
    minuttia minuut minuutti minuuttia мин минут минуты минута хв хвилин хвилини dakika
    dakikada dk dakikalık perc λεπτά λεπτό λ דקות דקה دقيقة دقائق मिनट phút นาที menit minūtes
    minučių minutit минути
    """
)
READING = _words(
    """
    read reading lesezeit lesedauer lecture lectura lettura leitura leestijd lezen leestid
    czytania czytanie чтения чтение читання читати okuma okunur läsning lästid læsning læsetid
    lesing lesetid lukuaika lukemiseen luettu čtení čítania olvasás olvasási citit citire
    ανάγνωσης διαβάστηκε ανάγνωση קריאה زمن قراءة القراءة पठन đọc ยาว membaca baca skaitymo
    lugemist четене čitanja branja lasīšana lasīšanai
    """
)
AMONG = _words(
    """
    time temps tiempo tempo tempi de di da om te to ca approx about estimated durée zeit ca.
    czas время час süresi süre tid käytetty tím timp χρόνος idő זמן وقت ~ of en a o la uur en
    """
)
"""Words that stand among those of a reading time."""

COUNTED = _words(
    """
    view views comment comments like likes share shares reply replies response responses
    aufruf aufrufe ansichten kommentar kommentare antworten vue vues commentaire commentaires
    j’aime partages visualización visualizaciones vista vistas comentario comentarios
    visualizzazione visualizzazioni commento commenti visualização visualizações comentário
    comentários weergave weergaven opmerking opmerkingen reactie reacties wyświetlenie
    wyświetlenia wyświetleń komentarz komentarze komentarzy просмотр просмотра просмотров
    комментарий комментария комментариев перегляд перегляди переглядів коментар коментарі
    коментарів görüntüleme görüntülenme yorum beğeni visning visningar visninger kommentarer
    kommenttia kommentti katselukertaa zobrazení zhlédnutí komentář komentáře komentářů
    megtekintés hozzászólás vizualizare vizualizări comentariu comentarii προβολή προβολές
    σχόλιο σχόλια צפייה צפיות תגובה תגובות مشاهدة مشاهدات تعليق تعليقات коментара прегледа
    komentara pregleda bình_luận lượt_xem ความคิดเห็น komentar
    """
)
"""Nouns that are chrome with nothing but a number before or behind them."""

EASTERN_COUNTERS = re.compile(
    r"読了時間[:：]?\s*\d+\s*分|閲覧数[:：]?\s*\d+回?|コメント\s*[:：]?\s*\d+\s*件|\d+\s*件のコメント"
    r"|\d+\s*분\s*(?:분량|읽기)|조회수?\s*[:：]?\s*\d+\s*회?|댓글\s*[:：]?\s*\d+\s*개?"
    r"|(?:讀畢需時|閱讀時間|阅读时间|预计阅读)[:：]?\s*(?:约|約)?\s*\d+\s*分(?:鐘|钟)"
    r"|\d+\s*(?:次瀏覽|次浏览|則留言|条评论|條評論|个赞|個讚)|(?:瀏覽|浏览|阅读|评论|點讚)[:：(（]?\s*\d+[)）次]?"
)

BACK = (
    "back", "go back", "back to", "retour", "zurück", "volver", "atrás", "regresar", "voltar",
    "indietro", "torna indietro", "terug", "назад", "geri", "înapoi", "wstecz", "powrót", "zpět",
    "späť", "vissza", "tillbaka", "tilbage", "tilbake", "takaisin", "πίσω", "natrag", "nazaj",
    "nazad", "atpakaļ", "atgal", "tagasi", "mbrapa", "kthehu", "geriyə", "հետ", "უკან", "enrere",
    "tornar", "戻る", "뒤로", "返回", "חזרה", "رجوع",
)  # fmt: skip
"""What the link says that leads from an item back to its list (Liferay puts the title behind)."""

LANGUAGES = _words(
    """
    ar az be bg bs ca cs cz da de dk el en es et eu fa fi fr ga gl gr he hr hu hy is it ja ka
    kk ko lt lv mk mo mt nb nl nn no pl pt ro ru se sk sl sq sr sv tr ua uk zh cn gb us br me
    cnr rom
    """
)
"""Codes, of languages or of the countries that sites take for them."""
