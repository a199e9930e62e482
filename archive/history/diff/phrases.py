"""The words of noise in the languages of the sources: data for ``archive.history.diff.noise``.

Each line is one language; ``#`` stands for a figure. Words are compared without case.
"""

from __future__ import annotations

COUNTED = (
    (
        "view|views|comment|comments|share|shares|like|likes|read|reads|reply|replies|reaction|"
        "reactions|follower|followers|subscriber|subscribers|retweets|reposts|downloads"
    ),
    (
        "vue|vues|commentaire|commentaires|partage|partages|lectures|abonnés|"
        "réaction|réactions|j'aime|téléchargements"
    ),
    (
        "aufruf|aufrufe|kommentar|kommentare|mal geteilt|mal gelesen|reaktionen|"
        "gefällt mir|likes|follower|abonnenten|ansichten|downloads"
    ),
    (
        "vista|vistas|comentario|comentarios|compartidos|veces compartido|lecturas|"
        "seguidores|me gusta|reacciones|descargas"
    ),
    "visualizzazione|visualizzazioni|commento|commenti|condivisioni|letture|mi piace",
    (
        "visualização|visualizações|comentário|comentários|compartilhamentos|partilhas|leituras|"
        "curtidas|gostos"
    ),
    (
        "weergave|weergaven|reactie|reacties|keer gedeeld|keer gelezen|keer bekeken|"
        "volgers|vind-ik-leuks"
    ),
    (
        "wyświetlenie|wyświetlenia|wyświetleń|komentarz|komentarze|komentarzy|udostępnień|polubień|"
        "odsłon"
    ),
    "zobrazení|komentář|komentáře|komentářů|sdílení|přečtení|zhlédnutí",
    (
        "vizualizare|vizualizări|vizualizari|comentariu|comentarii|distribuiri|afișări|aprecieri|"
        "citiri"
    ),
    "visning|visningar|visninger|kommentarer|delningar|delinger|gillar|läsningar",
    "katselua|katselukertaa|kommenttia|kommentti|jakoa|tykkäystä",
    "megtekintés|hozzászólás|komment|megosztás|kedvelés|olvasás",
    "προβολή|προβολές|σχόλιο|σχόλια|κοινοποιήσεις|αναγνώσεις",
    "görüntülenme|görüntüleme|okunma|yorum|paylaşım|beğeni|izlenme",
    "baxış|şərh|paylaşım|bəyənmə|oxunub|dəfə oxunub",
    (
        "просмотр|просмотра|просмотров|просмотры|комментарий|комментария|комментариев|комментарии|"
        "репостов|репоста|лайков|лайка|прочтений|поделились"
    ),
    "перегляд|перегляди|переглядів|коментар|коментарі|коментарів|поширень|вподобань|прочитань",
    "преглед|прегледа|преглеждания|коментара|коментари|споделяния|харесвания|прегледи",
    "pregled|pregleda|komentar|komentara|komentari|dijeljenja",
    "ნახვა|კომენტარი|გაზიარება",
    "դիտում|մեկնաբանություն|կիսվել",
    "مشاهدة|مشاهدات|تعليق|تعليقات|مشاركة|مشاركات|إعجاب",
    (
        "次浏览|条评论|次阅读|次查看|评论|阅读|次觀看|則留言|回の表示|件のコメント|閲覧|"
        "コメント|조회|댓글|조회수"
    ),
)
"""What sites count beside an article. Votes, members and the dead are not among it: such a figure
is what an article may say."""

COMMENTS = (
    "comment|comments", "commentaire|commentaires", "kommentar|kommentare|kommentarer",
    "comentario|comentarios", "commento|commenti", "comentário|comentários", "reactie|reacties",
    "komentarz|komentarze|komentarzy", "komentář|komentáře|komentářů", "comentariu|comentarii",
    "kommentti|kommenttia", "hozzászólás|komment", "σχόλιο|σχόλια", "yorum", "şərh",
    "комментарий|комментария|комментариев|комментарии", "коментар|коментарі|коментарів",
    "коментара|коментари", "komentar|komentara|komentari",
)  # fmt: skip
"""Of these the ones that count comments: they may stand at the end of a line that says more."""
IN_COMPANY = (
    (
        "recommendation|recommendations|recommandations|empfehlung|empfehlungen|recomendaciones|"
        "raccomandazioni|recomendações|aanbevelingen|рекомендаций|tavsiye|votes|stimmen"
    ),
)
"""What is counted beside an article only where one of the others stands in the same line: alone it
is what a report may say ("Recommendations: 12")."""

NONE_YET = (
    (
        "no comments|no comments yet|be the first to comment|leave a comment|add a comment|"
        "aucun commentaire|soyez le premier à commenter|keine kommentare|noch keine kommentare|"
        "sin comentarios|nessun commento|sem comentários|nenhum comentário|geen reacties|"
        "brak komentarzy|žádné komentáře|niciun comentariu|inga kommentarer|ingen kommentarer|"
        "ei kommentteja|nincs hozzászólás|κανένα σχόλιο|yorum yok|şərh yoxdur|нет комментариев|"
        "комментариев нет|немає коментарів|няма коментари|nema komentara|لا توجد تعليقات|暂无评论"
    ),
)

AGO = (
    (
        "# (seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[smhdwy]) ago|"
        "just now|moments? ago"
    ),
    (
        "il y a # (secondes?|minutes?|min|heures?|h|jours?|semaines?|mois|ans?)|à l'instant|"
        "il y a quelques (secondes|minutes|instants)"
    ),
    (
        "vor # (sekunden?|minuten?|min\\.?|stunden?|std\\.?|tag(?:en)?|wochen?|monat(?:en)?|"
        "jahr(?:en)?)|gerade eben|soeben"
    ),
    "hace # (segundos?|minutos?|min|horas?|h|días?|semanas?|mes(?:es)?|años?)|ahora mismo",
    "# (secondi?o?|minut[oi]|min|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa|adesso",
    (
        "há # (segundos?|minutos?|min|horas?|h|dias?|semanas?|mês|meses|anos?)( atrás)?|"
        "# (minutos?|horas?|dias?) atrás"
    ),
    (
        "# (seconden?|minuten|minuut|min|uur|uren|dag(?:en)?|we?eke?n?|maand(?:en)?|jaar) geleden|"
        "zojuist|zonet"
    ),
    (
        "# (sekund[ęy]?|minut[ęy]?|min|godzin[ęy]?|godz\\.?|dzień|dni|tydzień|tygodnie|tygodni|"
        "miesiąc|miesiące|miesięcy|rok|lata|lat) temu|przed chwilą"
    ),
    (
        "před # (sekund(?:ami|ou)|minut(?:ami|ou)|min|hodin(?:ami|ou)|h|dnem|dny|týdnem|týdny|"
        "měsícem|měsíci|rokem|lety)|právě teď"
    ),
    "acum # (secunde?ă?|minute?|min|or[eă]|zile?|săptămân[iă]|luni|lună|ani?)|chiar acum",
    (
        "för # (sekunder|minuter|minut|min|timmar|timme|dagar|dag|veckor|vecka|månader|månad|år) "
        "sedan|for # (minutter|minutt?|timer?|dager?|dage?|uker?|uger?|måneder|år) "
        "siden|nyss|lige nu|akkurat nå"
    ),
    (
        "# (sekuntia|minuuttia|minuutti|min|tuntia|tunti|päivää|päivä|viikkoa|kuukautta|vuotta) "
        "sitten|juuri nyt"
    ),
    "# (másodperce|perce|órája|napja|hete|hónapja|éve)|az imént",
    (
        "πριν( από)? # (δευτερόλεπτα|λεπτά|λεπτό|ώρες|ώρα|ημέρες|μέρες|ημέρα|μέρα|εβδομάδες|"
        "μήνες|χρόνια)|μόλις τώρα"
    ),
    "# (saniye|dakika|dk|saat|gün|hafta|ay|yıl) önce|az önce|şimdi",
    "# (saniyə|dəqiqə|saat|gün|həftə|ay|il) (əvvəl|öncə)|indicə",
    (
        "# (секунд[уы]?|минут[уы]?|мин\\.?|часа?|часов|ч\\.?|день|дня|дней|недел[юиь]|месяца?|"
        "месяцев|год|года|лет) назад|только что"
    ),
    (
        "# (секунд[уи]?|хвилин[уи]?|хв\\.?|годин[уи]?|год\\.?|день|дні|днів|тижні?в?|тиждень|"
        "місяць|місяці|місяців|рік|роки|років) тому|щойно"
    ),
    "преди # (секунд[аи]|минут[аи]|мин\\.?|час|часа|ден|дни|седмиц[аи]|месеца?|годин[аи])",
    "pr(?:ij)?e # (sekund[eia]|minut[ae]?|min|sat[ia]?|h|dana?|tjed[an]+a|mjeseci?|godin[ae])",
    "# (წამის|წუთის|საათის|დღის|კვირის|თვის) წინ",
    "# (վայրկյան|րոպե|ժամ|օր|շաբաթ|ամիս) առաջ",
    "(منذ|قبل) # (ثانية|ثوان|دقيقة|دقائق|ساعة|ساعات|يوم|أيام|أسبوع|أسابيع|شهر|أشهر)|الآن",
    (
        "# ?(秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週間|个月|個月|か月|年)(之?前)|刚刚|剛剛|"
        "# ?(초|분|시간|일|주|개월|년) ?전|방금"
    ),
)

ONE = (
    "a|an|one|une?|einer?|einem|un[ao]?|uma?|een|jeden|jedną|jedním|en|ett|et|egy|μία|ένα|bir|"
    "один|одну|одна"
)
"""Words for one: "an hour ago"."""

UPDATED = (
    "last updated?|updated?|last modified|last changed|last edited|edited|modified|last checked",
    "mise? à jour|dernière mise à jour|mise? à jour le|actualisée? le|modifiée? le|actualisé",
    (
        "aktualisiert|zuletzt aktualisiert|letzte aktualisierung|aktualisierung|stand|"
        "zuletzt geändert|zuletzt bearbeitet|update"
    ),
    "actualizado|actualizada|última actualización|actualización|última modificación|modificado",
    "aggiornato|ultimo aggiornamento|aggiornamento|ultima modifica|modificato",
    "atualizado|última atualização|atualização|actualizado|última actualização|modificado",
    "laatst bijgewerkt|bijgewerkt|laatste update|laatst gewijzigd|geüpdatet",
    "aktualizacja|ostatnia aktualizacja|zaktualizowano|akt",
    "aktualizováno|naposledy aktualizováno|poslední aktualizace|upraveno",
    "actualizat|ultima actualizare|actualizare|ultima modificare",
    "uppdaterad|senast uppdaterad|uppdaterat|oppdatert|sist oppdatert|opdateret|sidst opdateret",
    "päivitetty|viimeksi päivitetty",
    "frissítve|utolsó frissítés|frissítés",
    "ενημερώθηκε|τελευταία ενημέρωση|ενημέρωση",
    "güncelleme|son güncelleme|güncellendi|güncellenme tarihi|son güncellenme",
    "yeniləndi|son yenilənmə|yenilənib",
    "обновлено|последнее обновление|обновление|изменено",
    "оновлено|останнє оновлення|оновлення|змінено",
    "обновена|обновено|последна промяна|последно обновяване",
    "ažurirano|posljednje ažuriranje|zadnja izmjena|poslednja izmena|ажурирано",
    "განახლდა|ბოლო განახლება",
    "թարմացվել է|վերջին թարմացումը",
    "آخر تحديث|تم التحديث",
    "更新|最后更新|最後更新|最終更新|更新日時|업데이트|최종수정|수정",
)
"""What stands before the time of the last change."""

PUBLISHED = (
    (
        "published|posted|publiée?|veröffentlicht|erstellt|publicado|publicada|pubblicato|gepubliceerd|"
        "geplaatst|opublikowano|publikováno|publicat|publicerad|publisert|udgivet|julkaistu|"
        "közzétéve|δημοσιεύτηκε|yayınlandı|yayınlanma|dərc olunub|опубликовано|опубліковано|"
        "публикувано|objavljeno|გამოქვეყნდა|نشر|发布|發布|公開"
    ),
)

_SMALL = """
at on the of by in am um den der vom uhr h à a le la les las el los alle ore il dans às em de do
da om op o w dne v ve ora kl klo klokken στις ώρα saat saati в года г у об
pm a.m p.m gmt utc est edt cet cest bst ist msk eet eest pst pdt cdt cst mez mesz
hrs hours time local мск
"""
SMALL = frozenset(_SMALL.split())
"""What stands with a day and a clock: "am 3. März um 14:02 Uhr"."""
