"""The board's own words for criteria, levels and types of work, in English terms.

The words are those seen on pages and published lists of the board. A word that is not
here stays as it was read, and its English term is unknown.
"""

from typing import Final


def _index(table: dict[str | None, str]) -> dict[str, str | None]:
    """Each word of a table to the term it stands for."""
    return {word: term for term, words in table.items() for word in words.split("|")}


def plain(text: str) -> str:
    """A label as the tables below write it: lower case, straight apostrophe."""
    return text.replace("İ", "i").lower().replace("’", "'").rstrip(" :")


# Criteria rows are told apart by their label; a row may be missing.
CRITERIA: Final = _index(
    {
        "seniority_level": "seniority level|niveau hiérarchique|niveau d'expérience"
        "|karrierestufe|nivel de antigüedad|nivel de experiencia|nível de experiência"
        "|nível de senioridade|livello di anzianità|senioriteitsniveau"
        "|senioritetsnivå|anciennitetsniveau|ansiennitetsnivå|kıdem düzeyi",
        "employment_type": "employment type|type d'emploi|beschäftigungsverhältnis"
        "|art der beschäftigung|tipo de empleo|tipo de emprego|tipo di impiego"
        "|soort baan|dienstverband|anställningsform|ansættelsestype|ansettelsestype"
        "|forma zatrudnienia|istihdam türü",
        "job_function": "job function|fonction|tätigkeitsbereich|función laboral"
        "|función|função|funzione lavorativa|functie|jobbfunktion|jobfunktion|funkcja"
        "|görev tanımı",
        "industries": "industries|industry|secteurs|secteur|branchen|branche|sectores"
        "|sector|setores|setor|settori|settore|bedrijfstakken|branscher|brancher"
        "|bransjer|branże|sektörler",
    }
)

# None: the board says "no level".
SENIORITY: Final = _index(
    {
        "Internship": "internship|stage|stagiaire|stagiaire / alternant"
        "|stage / alternance|praktikum|prácticas|estágio|estagiário|tirocinio"
        "|stageplek|praktikplats|praktik|staż|staj",
        "Entry level": "entry level|premier emploi|débutant|niveau débutant"
        "|premier échelon|berufseinstieg|sin experiencia|assistente|esperienza minima"
        "|instapniveau|başlangıç seviye|başlangıç seviyesi",
        "Associate": "associate|associé|expérimenté|asociado|algo de responsabilidad"
        "|júnior|livello medio",
        "Mid-Senior level": "mid-senior level|intermédiaire et senior"
        "|intermédiaire/senior|intermédiaire-sénior|confirmé|pleno-sênior|intermedio"
        "|livello medio-alto",
        "Director": "director|directeur|directrice|direktor|direktor/in|diretor"
        "|direttore|direktör|direktør|dyrektor",
        "Executive": "executive|cadre dirigeant|cadre supérieur|exécutif|ejecutivo"
        "|executivo",
        None: "not applicable|non pertinent|non applicable|sans objet|nicht zutreffend"
        "|keine angabe|no corresponde|no aplicable|não aplicável|non applicabile"
        "|niet van toepassing|ej tillämpligt|ikke relevant|nie dotyczy|geçerli değil",
    }
)

EMPLOYMENT: Final = _index(
    {
        "Full-time": "full-time|full_time|temps plein|vollzeit|jornada completa"
        "|tiempo completo|tempo integral|a tempo pieno|tempo pieno|fulltime|voltijd"
        "|heltid|fuldtid|pełny etat|tam zamanlı",
        "Part-time": "part-time|part_time|temps partiel|teilzeit|media jornada"
        "|tiempo parcial|meio período|tempo parcial|parttime|deeltijd|deltid"
        "|niepełny etat|yarı zamanlı",
        "Contract": "contract|contractor|contrat|contractuel|cdd|cdd ou mission"
        "|cdd ou mission ponctuelle|befristet|befristete beschäftigung|vertrag"
        "|contrato|contrato por obra|contratto|kontrakt|zlecenie|sözleşmeli",
        "Temporary": "temporary|temporaire|travail temporaire|intérim|aushilfe"
        "|zeitarbeit|temporal|temporário|temporaneo|tijdelijk|tillfälligt|midlertidig"
        "|praca tymczasowa|geçici",
        "Internship": "internship|intern|stage|stage / alternance"
        "|stagiaire / alternant|praktikum|prácticas|estágio|tirocinio|stageplek"
        "|praktikplats|praktik|staż|staj",
        "Volunteer": "volunteer|bénévolat|bénévole|ehrenamt|voluntario|voluntário"
        "|volontario|vrijwilliger|volontär|frivillig|wolontariusz|gönüllü",
        "Other": "other|autre|sonstiges|otro|outro|altro|anders|overig|övrigt|annat"
        "|andet|annet|inne|diğer",
    }
)
