"""What the words of a lead look like: addresses, what companies and jobs are called, how mails begin and end, labels of fields.

Only the shapes stand here, in the languages of Europe; what they mean together is decided in `quick_lead`.
"""

from __future__ import annotations

import re
from typing import Final

EMAIL = re.compile(r"(?:mailto:)?([\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24})\b")
TOP_LEVEL = (
    "com|org|net|io|co|eu|de|at|ch|fr|es|it|pt|nl|be|lu|uk|ie|pl|cz|sk|hu|ro|bg|gr|se|no|dk|fi|ee|lv|lt|si|hr|us|ca|mx|br|ar|"
    "au|nz|jp|kr|cn|in|za|il|tr|ua|dev|app|studio|agency|design|shop|store|online|biz|info|tech|digital|example|test"
)
SITE = re.compile(
    rf"\b(?:https?://[^\s,;|<>\"')]+|www\.[^\s,;|<>\"')]+|(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{TOP_LEVEL})(?:/[^\s,;|<>\"')]*)?)(?![\w@])",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w.,+])(\+?\(?\d[\d\s()/.\u2011\u2013-]{5,24}\d)(?![\w%])")
FREE_MAIL: Final = frozenset(
    """gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac aol gmx web t-online freenet mail proton protonmail pm
    orange wanadoo free laposte libero tiscali virgilio telefonica uol bol terra wp o2 onet interia seznam centrum yandex mail
    bluewin hispeed telenet ziggo kpnmail posteo mailbox fastmail hey zoho qq naver""".split()  # noqa: SIM905
)
COMPANY = re.compile(
    r"(?<!\w)(?:GmbH|mbH|AG|KG|OHG|UG|e\.?\s?K\.?|e\.?\s?V\.?|GbR|SE|Ltd\.?|Limited|LLC|LLP|Inc\.?|Corp\.?|Co\.|PLC|plc|S\.?A\.?S?|SARL|SASU|EURL|"
    r"S\.?[Rr]\.?[Ll]\.?|S\.?[Pp]\.?A\.?|S\.?L\.?U?\.?|Lda\.?|Ltda\.?|ME|EIRELI|B\.?V\.?|N\.?V\.?|VOF|BVBA|A/S|ApS|AB|HB|AS|ASA|Oy|Oyj|"
    r"sp\.\s?z\s?o\.?\s?o\.?|S\.A\.|s\.r\.o\.|a\.s\.|Kft\.?|Zrt\.?|d\.o\.o\.|ООО|ТОВ|株式会社|Pty|& Co\.?|& Sons|& Söhne|et Fils|"
    r"Studios?|Group|Holding|Agency|Agentur|Agence|Verlag|Hotels?|Museum|Bakery|Bäckerei|University|Universität|Foundation|Stiftung|"
    r"Consulting|Partners|Solutions|Labs?|Media|Brewery|Clinic|Klinik|Press|Books|Foods|Energy)(?!\w)"
)
HONORIFIC = re.compile(
    r"^(?:Mrs?|Ms|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|M|Sr|Sra|Dott|Dott\.ssa|Sig|Sig\.ra|Pan|Pani|Hr|Dhr|Mevr|Señora?|Senhora?|Monsieur|Madame)\.?\s+(?=\S)",
    re.IGNORECASE,
)
JOB = re.compile(
    r"(?i)\b(?:ceo|cto|cfo|coo|cmo|founder|co-founder|owner|director|manager|head of|lead|president|partner|assistant|officer|buyer|sales|"
    r"marketing|engineer|designer|consultant|geschäftsführ\w*|inhaber\w*|leiter\w*|leitung|prokurist\w*|vertrieb\w*|einkauf\w*|assistenz|"
    r"directeur|directrice|gérante?|responsable|chef|chargée?|directora?|gerente|responsabile|titolare|amministrat\w*|direttor\w*|"
    r"kierowni\w*|dyrektor\w*|prezes\w*|eigenaar|directeur|verkoopleider|vd|ägare|jednatel\w*|ředitel\w*)\b"
)
CLOSING = re.compile(
    r"(?i)^\W*(?:best(?: regards| wishes)?|kind regards|warm regards|regards|cheers|thanks|thank you|many thanks|sincerely|yours \w+|all the best|"
    r"mit (?:freundlichen|besten|herzlichen) grüßen?|freundliche grüße|viele grüße|beste grüße|liebe grüße|herzliche grüße|lg|vg|mfg|danke|"
    r"cordialement|bien cordialement|salutations\b.*|merci|saludos(?: cordiales)?|un saludo|atentamente|gracias|cordiali saluti|distinti saluti|saluti|"
    r"grazie|atenciosamente|cumprimentos|com os melhores cumprimentos|obrigad[oa]|met vriendelijke groet(?:en)?|groeten|pozdrawiam|"
    r"z poważaniem|s pozdravem|med vänliga hälsningar|vänliga hälsningar|med venlig hilsen|hilsen|ystävällisin terveisin|"
    r"(?:hi|hello|hey|dear|hallo|guten tag|sehr geehrte\w*|bonjour|hola|ciao|buongiorno|olá|beste|hej)\b[^.?!]{0,40}|sent from my .*|von meinem .*|envoyé de .*|--+)\W*$"
)
LABELS: Final = {
    "client": "company|client|customer|organi[sz]ation|firma|kunde|unternehmen|société|entreprise|client|empresa|cliente|azienda|ditta|bedrijf|klant|klient",
    "contact": "contact|name|person|ansprechpartner(?:in)?|kontakt|nom|interlocuteur|nombre|contacto|nome|contatto|referente|contato|naam|imię i nazwisko",
    "email": r"e-?mail|mail|courriel|correo|e",
    "phone": r"tel(?:efon|éfono|efone|ephone|\.)?|phone|fon|t|p|m|mob(?:ile|il|\.)?|handy|cell|portable|móvil|cellulare|celular|telemóvel|tél(?:éphone|\.)?|telefoon|gsm",
    "fax": r"fax|f|télécopie",
    "website": r"web(?:site|seite)?|site(?: web)?|url|homepage|w|internet|sito|página",
    "amount": r"amount|budget|value|price|worth|betrag|wert|preis|auftragswert|montant|prix|importe|presupuesto|precio|importo|prezzo|valor|orçamento|bedrag|kwota|budżet",
    "closes": r"close[sd]?|expected close|deadline|due|by|date|start|bis|termin|abschluss|fällig|échéance|date limite|pour|fecha|plazo|cierre|scadenza|entro|data|prazo|termijn|datum|termin",
    "title": r"title|deal|project|subject|re|needs?|about|titel|projekt|betreff|thema|bedarf|titre|projet|objet|sujet|título|proyecto|asunto|titolo|progetto|oggetto|projeto|assunto|onderwerp|temat",
}
LABEL = re.compile(
    rf"(?i)^\s*(?:{'|'.join(f'(?P<{name}>{words})' for name, words in LABELS.items())})\.?\s*[:=]\s*(?P<said>.+)$"
)
JOINED = re.compile(
    r"^(?P<contact>[^\W\d_][\w.'’ -]{1,60}?)\s*(?:\((?P<client1>[^()]{2,80})\)|\s(?:from|at|@|of|von|bei|vom|chez|de chez|da parte di|presso|bij|van|från|hos|z firmy)\s+(?P<client2>.{2,80}))$"
)
NAMED_MAIL = re.compile(r"[\"“]?([^\W\d_][^<>\"“”,;|\n]{1,60}?)[\"”]?\s*<[^<>\s]+@[^<>\s]+>")
WORK: Final = re.compile(
    r"(?i)\b(?:web|site|website|webseite|webshop|shop|logo|brand(?:ing)?|rebrand\w*|relaunch|design|redesign|app|portal|campaign|kampagne|video|"
    r"photos?|fotos?|workshop|training|schulung|audit|seo|texts?|copy|report|brochure|flyer|packaging|verpackung|migration|support|"
    r"retainer|maintenance|wartung|hosting|consult(?:ing|ation)?|beratung|strategy|strategie|konzept|intranet|newsletter|catalog(?:ue)?|katalog|"
    r"refonte|boutique|formation|página|tienda|sito|negozio|identità|identidad|loja|strona|sklep|webbplats|offer|quote|angebot|devis|project|projekt)\b"
)
ADDRESS = re.compile(
    r"(?i)\b\d{4,5}\b\s+[^\W\d_]{3,}|\b(?:street|st\.|road|rd\.|ave(?:nue)?|lane|straße|strasse|str\.|weg|platz|gasse|allee|rue|boulevard|place|"
    r"calle|plaza|via|viale|piazza|rua|avenida|straat|laan|ulica|ul\.|gatan|vägen|gade|vej|katu|suite|floor|p\.?o\.? box|postfach)\b"
)
SMALL: Final = frozenset("de del della di da dos van von der den le la el al bin zu ter ten y e".split())  # noqa: SIM905
