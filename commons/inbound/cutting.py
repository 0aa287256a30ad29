"""Finds in an answer what its writer wrote: without the mail that they answered, and without their signature.

Rules go by whole lines, each looked at once, so no text takes long. mail-parser-reply was tried: it has no Portuguese,
loses what follows a list with hyphens, and misses a French line that the program broke in two.
"""

import re

LONGEST_OPENING = 4
"""Lines over which mail programs break "On …, … wrote:"."""
_OPENINGS = (
    re.compile(r"^On\b.{6,300}\bwrote\s?:$", re.IGNORECASE),
    re.compile(r"^Le\b.{6,300}\ba\s+écrit\s?:$", re.IGNORECASE),
    re.compile(r"^(Em|No dia|A|Na|Às)\b.{6,300}\b(escreveu|escreveram)(\s+o seguinte)?\s?:$", re.IGNORECASE),
    re.compile(r"^El\b.{6,300}\bescribió\s?:$", re.IGNORECASE),
    re.compile(r"^Op\b.{6,300}\bschreef\b.{0,200}:$", re.IGNORECASE),
    re.compile(r"^\d{4}[-/.]\d\d?[-/.]\d\d?\b.{6,300}[<@>].{0,200}:$"),
    re.compile(
        r"^(.{2,200}<\S+@\S+>\s+(wrote|a écrit|escreveu)|(Quoting|Citando) .{0,200}<\S+@\S+>)\s?:$", re.IGNORECASE
    ),
)
_BEGINS = re.compile(r"^(On|Le|Em|No dia|A|Na|Às|El|Op|\d{4}[-/.]|.{2,200}<\S+@)", re.IGNORECASE)
_ENDS = re.compile(r":$")
_DATED = re.compile(r"\d")
_BANNER = re.compile(
    r"^\s*[-_*]{2,}\s*(Original Message|Forwarded message|Message d['’]origine|Message transféré|Message original"
    r"|Mail original|Original Appointment|Rendez-vous d['’]origine|Compromisso original"
    r"|Mensagem original|Mensagem encaminhada|Original-Nachricht)\s*[-_*]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(From|De|Expéditeur|Van)\s?:\*?\s*\S", re.IGNORECASE)
_FIELD = re.compile(
    r"^\s*\*?(From|Sent|Date|To|Cc|Subject|Reply-To|De|Envoyé|Envoyée|À|A|Pour|Objet|Répondre à|Enviado|Enviada"
    r"|Enviado em|Enviada em|Data|Para|Assunto|Asunto|Fecha|Van|Verzonden|Aan|Onderwerp"
    r"|Importance|Importância)\s?:\*?(\s|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[_-]{10,}\s*$")
_PHONE = re.compile(
    r"^\s*[\[(<]?\s*("
    r"(sent|send) (from|with|via|using)\b.{1,80}|get (outlook|bluemail) for\b.{1,80}|sent by my\b.{1,40}"
    r"|(envoyé|envoyée|envoyer) (de(puis)?|à partir de|avec|via|par) .{1,80}"
    r"|(obtenez|obtenir|télécharge[rz]) outlook (pour|sur)\b.{1,80}|provenance\s?: .{1,60}"
    r"|(enviad[oa]|envie) (d[oae]|a partir d[oae]|pel[oa]|por|com|via|desde) .{1,80}"
    r"|(obter|obtenha|baixe|baixar) o outlook para\b.{1,80}"
    r"|yahoo mail\s?: .{1,120}"
    r")\s*[\])>]?\s*(<\S+>)?\s*$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|android|samsung|galaxy|huawei|xiaomi|redmi|tecno|infinix|itel|nokia|blackberry|motorola|outlook|mail"
    r"|yahoo|gmail|orange|t[ée]l[ée]phone|telefone|telem[óo]vel|celular|smartphone|mobile|phone|proton|windows|tablet",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*((best|kind|warm|with best|with kind)\s+)?(regards|wishes)\s*[,.]?\s*$"
    r"|^\s*(yours\s+)?(sincerely|faithfully|truly)(\s+yours)?\s*[,.]?\s*$"
    r"|^\s*(bien\s+|très\s+)?cordialement\s*[,.]?\s*$|^\s*bien à (vous|toi)\s*[,.]?\s*$"
    r"|^\s*(meilleures|cordiales|sincères) salutations\s*[,.]?\s*$|^\s*salutations distinguées\s*[,.]?\s*$"
    r"|^\s*(com os )?(melhores |meus )?(cordiais )?cumprimentos\s*[,.]?\s*$|^\s*atenciosamente\s*[,.]?\s*$"
    r"|^\s*(atentamente|cordialmente|respeitosamente)\s*[,.]?\s*$",
    re.IGNORECASE,
)
_MOST_UNDER_CLOSING = 9
_LONGEST_UNDER_CLOSING = 90
_KEPT_BEFORE_ANSWER = 6
"""Lines of a quotation that stay above an answer which was written between its lines."""


def written_in(text: str) -> str:
    """Returns what the writer wrote; "" when nothing is left."""
    lines = [
        line.replace("\u00a0", " ").replace("\u200b", "").replace("\u2063", "").rstrip() for line in text.split("\n")
    ]
    end = _end_of_own(lines)
    own, rest = lines[: end[0]], lines[end[1] :]
    between = _between(rest) if end[2] else []
    kept = [*_without_signature(own), "", *between] if between else _without_signature(_unquoted_end(own))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _end_of_own(lines: list[str]) -> tuple[int, int, bool]:
    """Returns where the quoted mail's opening begins and ends, and whether answers may stand between its lines."""
    for place, line in enumerate(lines):
        if _BANNER.match(line) or _is_header_block(lines, place):
            return (place - 1 if place and _RULE.match(lines[place - 1]) else place), place, False
        if line and (length := _opening(lines, place)):
            after = next((said for said in lines[place + length :] if said.strip()), "")
            return place, place + length, after.lstrip().startswith(">")
    first = next((place for place, line in enumerate(lines) if line.startswith(">")), len(lines))
    return first, first, True


def _opening(lines: list[str], place: int) -> int:
    """Returns over how many lines "On …, … wrote:" stands here; 0 when it does not."""
    if not _BEGINS.match(lines[place].strip()):
        return 0
    for length in range(1, LONGEST_OPENING + 1):
        some = [line.strip().lstrip("> ") for line in lines[place : place + length]]
        if len(some) < length or not some[-1]:
            return 0
        if _ENDS.search(some[-1]):
            joined = " ".join(some)
            is_one = len(joined) < 400 and _DATED.search(joined) and any(form.match(joined) for form in _OPENINGS)
            return length if is_one or (len(joined) < 400 and _OPENINGS[-1].match(joined)) else 0
    return 0


def _is_header_block(lines: list[str], place: int) -> bool:
    """Returns whether the header that Outlook sets above the mail it answers begins here: From and two fields more."""
    if not _FROM.match(lines[place]):
        return False
    fields = [line for line in lines[place + 1 : place + 8] if _FIELD.match(line)]
    return len(fields) >= 2


def _between(lines: list[str]) -> list[str]:
    """Returns answers that stand between the quoted lines, each below the last of the lines that it answers."""
    kept: list[str] = []
    quoted: list[str] = []
    answers = False
    for line in _without_signature(lines):
        if line.lstrip().startswith(">"):
            quoted.append(line.lstrip())
        elif line.strip():
            if quoted:
                kept += ["", *quoted[-_KEPT_BEFORE_ANSWER:], ""]
                quoted = []
            kept.append(line)
            answers = True
        elif kept and not quoted:
            kept.append("")
    return kept if answers else []


def _unquoted_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    """Cuts below "-- ", lines of phones at the end, and a closing with what stands below it."""
    for place, line in enumerate(lines):
        if line.strip() in {"--", "—"} and len(lines) - place <= 40 and any(said.strip() for said in lines[:place]):
            lines = lines[:place]
            break
    lines = _without_phone(lines)
    for back in range(1, min(len(lines), _MOST_UNDER_CLOSING) + 1):
        if _CLOSING.match(lines[-back]):
            below = [line for line in lines[len(lines) - back + 1 :] if line.strip()]
            if all(len(line) <= _LONGEST_UNDER_CLOSING and not re.search(r"[?!…]$|\w\w\.$", line) for line in below):
                return _without_phone(lines[: len(lines) - back])
    return lines


def _without_phone(lines: list[str]) -> list[str]:
    end = len(lines)
    while end:
        line = lines[end - 1]
        is_phone = _PHONE.match(line) and _DEVICE.search(line)
        if line.strip() and not is_phone and not _RULE.match(line):
            break
        end -= 1
    return lines[:end]
