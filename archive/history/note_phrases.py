"""The words of notes on changes in the languages of the sources: data for ``disclosure``.

Each line is one language, in the order of ``archive.history.diff.phrases``. Words are compared
without case. They are wide on purpose: who tells of a change in any words has told of it.
"""

from __future__ import annotations

LABELS = (
    (
        "corrections?|corrected|clarifications?|clarified|editor['’]?s['’]? notes?|editors['’]? "
        "notes?|note (?:from|by) the editors?|updates?|updated|amendments?|amended|erratum|errata|"
        "corrigendum|corrigenda|addendum|retraction|retracted|note to readers|revised|revision|"
        "correction and clarification|corrections and clarifications|edit|edited"
    ),
    (
        "corrections?|corrigé|rectificatifs?|rectifications?|précisions?|note de la rédaction|ndlr|"
        "n\\.d\\.l\\.r\\.|mises? à jour|mis à jour|mise à jour|actualisation|actualisé|"
        "errat(?:um|a)|"
        "droit de réponse|ajout|modification"
    ),
    (
        "korrektur(?:en|hinweis)?|korrigiert|berichtigung(?:en)?|berichtigt|richtigstellung|"
        "klarstellung|anmerkung der redaktion|anm\\.? ?d\\.? ?(?:red|r|redaktion)\\.?|hinweis der "
        "redaktion|hinweis|transparenzhinweis|update|aktualisierung|aktualisiert|nachtrag|"
        "ergänzung|ergänzt|gegendarstellung|änderungshinweis"
    ),
    (
        "corrección|correcciones|corregido|rectificación|fe de erratas|fe de errores|aclaración|"
        "nota de (?:la redacción|redacción|los editores|la editora)|nota del editor|"
        "n\\. de la r\\.|"
        "actualización|actualizado|actualizada|precisión|modificación"
    ),
    (
        "correzione|correzioni|corretto|rettifica|precisazione|errata corrige|nota della "
        "redazione|ndr|n\\.d\\.r\\.|aggiornamento|aggiornato|aggiornata|chiarimento|modifica"
    ),
    (
        "correção|correções|corrigido|errata|retificação|rectificação|esclarecimento|nota da "
        "redação|nota da redacção|nota do editor|nota de redação|atualização|actualização|"
        "atualizado|actualizado|erramos"
    ),
    (
        "correctie|correcties|gecorrigeerd|rectificatie|rectificaties|verduidelijking|noot van de "
        "redactie|n\\.v\\.d\\.r\\.|nvdr|red\\.|update|bijgewerkt|aanvulling|aangepast|aanpassing"
    ),
    (
        "korekta|poprawka|poprawiono|sprostowanie|wyjaśnienie|od redakcji|przyp\\. red\\.|"
        "aktualizacja|zaktualizowano|uzupełnienie|erratum|errata"
    ),
    (
        "oprava|opraveno|opravujeme|upřesnění|pozn\\.? red\\.?|poznámka redakce|aktualizace|"
        "aktualizováno|doplněno|doplnění|omluva"
    ),
    (
        "corectare|corecție|corectură|rectificare|erată|precizare|precizări|nota redacției|"
        "n\\.r\\.|"
        "actualizare|actualizat|drept la replică|clarificare"
    ),
    (
        "rättelse|rättat|korrigering|korrigerad|förtydligande|redaktionens kommentar|red\\. anm\\.|"
        "uppdatering|uppdaterad|uppdaterat|rettelse|rettet|korreksjon|presisering|presisert|"
        "redaktionel note|præcisering|oppdatering|oppdatert|opdatering|opdateret"
    ),
    "oikaisu|korjaus|korjattu|täsmennys|täsmennetty|päivitys|päivitetty|toimituksen huomautus",
    (
        "helyesbítés|helyreigazítás|javítás|javítva|pontosítás|szerkesztői megjegyzés|a szerk\\.|"
        "frissítés|frissítve|frissült|kiegészítés"
    ),
    (
        "διόρθωση|διορθώσεις|διευκρίνιση|σημείωση (?:της )?σύνταξης|σ\\.σ\\.|ενημέρωση|ενημερώθηκε|"
        "επανόρθωση|προσθήκη"
    ),
    (
        "düzeltme|düzeltildi|tashih|tekzip|editörün notu|editör notu|güncelleme|güncellendi|"
        "açıklama|"
        "ek bilgi"
    ),
    "düzəliş|düzəldildi|dəqiqləşdirmə|redaksiyadan|redaktorun qeydi|yenilənmə|yeniləndi|əlavə",
    (
        "исправление|исправления|исправлено|поправка|уточнение|уточнено|опровержение|от редакции|"
        "прим(?:ечание|\\.) ред(?:акции|\\.)|обновление|обновлено|дополнение|дополнено|апдейт|upd"
    ),
    (
        "виправлення|виправлено|поправка|уточнення|уточнено|спростування|від редакції|"
        "прим(?:ітка|\\.) ред(?:акції|\\.)|оновлення|оновлено|доповнення|доповнено"
    ),
    (
        "поправка|корекция|коригирано|уточнение|опровержение|бележка на редактора|бел\\. ред\\.|"
        "от редакцията|обновяване|обновена|обновено|допълнение|допълнена"
    ),
    (
        "ispravak|ispravka|ispravci|ispravljeno|korekcija|pojašnjenje|demanti|"
        "napomena (?:redakcije|"
        "uredništva)|op\\. ur\\.|ažuriranje|ažurirano|dopuna|dopunjeno|исправка|исправљено|"
        "појашњење|напомена редакције|ажурирано|допуна|popravek|dopolnjeno"
    ),
    "შესწორება|დაზუსტება|რედაქციისგან|რედაქტორის შენიშვნა|განახლება|განახლდა|განახლებულია",
    "ուղղում|ճշտում|հերքում|խմբագրության կողմից|խմբ\\.|թարմացում|թարմացվել է|լրացում",
    ("تصحيح|تصويب|توضيح|استدراك|ملاحظة المحرر|ملاحظة من المحرر|تحديث|تم التحديث|تنويه|اعتذار"),
    (
        "更正|勘误|勘誤|澄清|编者按|編者按|编辑注|更新|修订|修訂|訂正|お詫びと訂正|追記|編集部注|"
        "정정|바로잡습니다|바로잡음|수정|편집자 주|업데이트|알려드립니다"
    ),
)
"""Words that head a note: at the beginning of a sentence, before a colon, a dash or a bracket."""

PHRASES = (
    (
        "this (?:article|story|post|piece|page|report|column|headline|item|document|statement|"
        "text|press release|version|copy)(?: and headline)? (?:was|were|has been|have been|is|had "
        "been) (?:subsequently |also |further |since |first )?(?:updated|corrected|amended|"
        "clarified|edited|changed|revised|modified|altered|republished)|"
        "(?:earlier|previous|original|prior|initial|first) versions? of (?:this|the|our) |"
        "has been (?:corrected|amended|updated|clarified|edited) to (?:reflect|clarify|correct|"
        "show|say|include|remove|add|make|state|note)|was (?:corrected|amended|updated|clarified) "
        "(?:on|to|after|at)|we (?:have|had) (?:corrected|amended|updated|removed|clarified)|"
        "(?:we|the editors) (?:regret|apologi[sz]e for) (?:the|this|any|these) error|"
        "updates? (?:with|to (?:add|include|reflect|correct))|adds? (?:details?|comments?|"
        "background|context|quotes?)|corrects? (?:the )?(?:spelling|name|date|figure|number|"
        "typo|headline|paragraph)|misstated|incorrectly (?:stated|said|identified|reported|named)"
    ),
    (
        "(?:cet|l['’]) ?article a été (?:mis à jour|modifié|corrigé|actualisé|complété|amendé)|"
        "ce (?:texte|papier|billet|communiqué) a été (?:mis à jour|modifié|corrigé|complété)|"
        "cette (?:page|version|dépêche) a été (?:mise à jour|modifiée|corrigée|complétée)|une "
        "(?:première|précédente) version de (?:cet|ce|cette)|version (?:initiale|précédente) de"
    ),
    (
        "(?:dieser|der) (?:artikel|beitrag|text|bericht) (?:wurde|ist) .{0,80}?(?:aktualisiert|"
        "korrigiert|ergänzt|geändert|überarbeitet|angepasst|berichtigt|präzisiert)|diese (?:seite|"
        "meldung|fassung) wurde .{0,80}?(?:aktualisiert|korrigiert|ergänzt|geändert)|in einer "
        "(?:früheren|ersten|vorherigen|älteren) (?:version|fassung)|(?:frühere|erste|vorherige|"
        "ältere) (?:version|fassung) (?:dieses|des|dieser)|wir haben (?:das|dies|den fehler|die "
        "stelle|die angabe)[^.]{0,60}(?:korrigiert|berichtigt|geändert)|bitten .{0,30}fehler zu "
        "entschuldigen|ursprünglich (?:hieß|stand) (?:es )?(?:hier|an dieser stelle)"
    ),
    (
        "est[ea] (?:artículo|noticia|nota|texto|información|página) (?:ha sido|fue|se ha) "
        "(?:actualizad|corregid|modificad|editad|rectificad)|una versión (?:anterior|previa) de|"
        "en una (?:primera|anterior) versión"
    ),
    (
        "quest[oa] (?:articolo|notizia|testo|pagina) è stat[oa] (?:aggiornat|corrett|modificat|"
        "rettificat)|una (?:precedente|prima) versione (?:di|dell)|versione precedente"
    ),
    (
        "est[ea] (?:artigo|texto|notícia|reportagem|página|matéria|conteúdo) foi (?:atualizad|"
        "actualizad|corrigid|alterad|modificad|editad)|(?:uma )?versão anterior d"
    ),
    (
        "dit (?:artikel|bericht|stuk) (?:is|werd) .{0,60}?(?:bijgewerkt|aangepast|gecorrigeerd|"
        "gewijzigd|aangevuld)|in een eerdere versie|eerdere versie van dit"
    ),
    (
        "(?:ten |ta )?(?:artykuł|tekst|materiał|informacja) (?:został|została|"
        "był) (?:zaktualizowan|"
        "poprawion|uzupełnion|zmienion)|we wcześniejszej wersji|w pierwotnej wersji|"
        "wcześniejsza wersja"
    ),
    (
        "(?:článek|text|zpráva) (?:byl|byla|jsme) .{0,40}?(?:aktualizován|opraven|doplněn|upraven|"
        "doplnili|opravili|aktualizovali)|v (?:původní|předchozí|dřívější) verzi"
    ),
    (
        "(?:acest )?(?:articol|text|articolul|textul) a fost (?:actualizat|corectat|modificat|"
        "completat)|(?:într-o )?versiune anterioară|versiunea inițială"
    ),
    (
        "(?:artikeln|texten|saken|artikkelen|artiklen|teksten) (?:har|er|ble|blev|är) .{0,40}?"
        "(?:uppdaterats|uppdaterad|korrigerats|rättats|ändrats|oppdatert|rettet|endret|opdateret|"
        "korrigert|korrigeret)|i en tidigare version|i en tidligere (?:version|versjon|utgave)"
    ),
    (
        "(?:juttua|artikkelia|tekstiä|uutista) on (?:päivitetty|korjattu|täydennetty|muokattu)|"
        "(?:juttu|artikkeli) on päivitetty|aiemmassa versiossa|alun perin jutussa"
    ),
    (
        "(?:a )?(?:cikket|cikkünket|írást|szöveget) .{0,40}?(?:frissítettük|javítottuk|"
        "módosítottuk|kiegészítettük|pontosítottuk)|korábbi (?:változatában|verziójában)|"
        "cikkünk (?:frissült|első változatában)"
    ),
    (
        "(?:το )?(?:άρθρο|κείμενο|δημοσίευμα) (?:ενημερώθηκε|διορθώθηκε|επικαιροποιήθηκε|"
        "τροποποιήθηκε)|(?:σε )?προηγούμενη (?:έκδοση|εκδοχή)|αρχική (?:έκδοση|εκδοχή)"
    ),
    (
        "(?:bu )?(?:haber|yazı|makale|içerik|metin) .{0,40}?(?:güncellenmiştir|güncellendi|"
        "düzeltilmiştir|düzeltildi|değiştirilmiştir)|(?:haberin|yazının|metnin) (?:önceki|ilk) "
        "(?:versiyonunda|halinde)"
    ),
    "(?:bu )?(?:xəbər|məqalə|yazı) .{0,30}?(?:yenilənib|yeniləndi|düzəldilib)|əvvəlki versiya",
    (
        "(?:статья|текст|материал|новость|заметка|публикация) (?:был[аои]? )?(?:обновл[её]н|"
        "исправлен|дополнен|измен[её]н|скорректирован|отредактирован)|в (?:ранней|предыдущей|"
        "первоначальной|изначальной|прежней|первой) (?:версии|редакции)|(?:ранее|изначально|"
        "первоначально) в (?:тексте|статье|материале|заметке)"
    ),
    (
        "(?:стаття|текст|матеріал|новина|публікація) (?:бу(?:ла|в|ло) )?(?:оновлен|виправлен|"
        "доповнен|змінен|відредагован)|(?:статтю|новину|текст|матеріал) (?:було )?(?:оновлено|"
        "виправлено|доповнено|змінено)|у (?:попередній|початковій|ранішій|першій) "
        "(?:версії|редакції)"
    ),
    (
        "(?:статията|текстът|материалът|новината) (?:е|беше|бе) (?:обновен|коригиран|поправен|"
        "допълнен|променен|актуализиран)|в (?:предишна|първоначална|по-ранна)(?:та)? версия"
    ),
    (
        "(?:članak|tekst|vijest|vest) je (?:ažuriran|ispravljen|dopunjen|izmijenjen|izmenjen)|u "
        "(?:prethodnoj|ranijoj|prvobitnoj) (?:verziji|inačici)|(?:чланак|текст|вест) је "
        "(?:ажуриран|исправљен|допуњен|измењен)"
    ),
    "(?:სტატია|მასალა|ტექსტი) (?:განახლდა|შესწორდა|განახლებულია)|წინა ვერსიაში",
    "(?:հոդվածը|նյութը|տեքստը) (?:թարմացվել|ուղղվել|խմբագրվել|լրացվել)|նախորդ տարբերակում",
    ("(?:تم|جرى) (?:تحديث|تعديل|تصحيح|تصويب) (?:هذا|هذه|ال)|(?:نسخة|صيغة) (?:سابقة|سابقه|أولى) من"),
    (
        "本文(?:已|于|於)?(?:更新|更正|修改|修订|修訂)|此前版本|先前版本|早前版本|"
        "(?:記事|本文)を(?:訂正|修正|更新)|当初の記事|이 기사는.{0,30}(?:수정|정정|업데이트)"
    ),
)
"""Words of a note wherever they stand in a sentence."""

IN_TITLES = (
    "updated?|update \\d+|corrected|korrigiert|aktualisiert|mis à jour|actualizado|aggiornato|"
    "atualizado|zaktualizowano|aktualizováno|actualizat|uppdaterad|oppdatert|opdateret|päivitetty|"
    "frissítve|güncellendi|yenilənib|обновлено|исправлено|оновлено|виправлено|обновена|ažurirano|"
    "更新|更正|訂正|업데이트|정정|upd"
)
"""Words that headlines are marked by, in brackets, before a colon or a dash, or at their end."""
