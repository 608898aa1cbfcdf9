"""Headings people give to their columns, in several languages."""

FIELD_HEADINGS: dict[str, tuple[str, ...]] = {
    "ref": ("Junto reference",),
    "external_id": (
        "ID", "External ID", "Person ID", "Employee ID", "Employee number", "Employee no", "Emp ID",
        "Staff ID", "Staff number", "Personnel number", "Worker ID", "Member ID", "HR ID",
        "Participant ID", "Personalnummer", "Mitarbeiternummer", "Mitarbeiter-ID", "Matricule",
        "Numéro d'employé", "Número de empleado", "ID empleado", "Matricola", "Personeelsnummer",
        "Numer pracownika", "Anställningsnummer", "Medarbejdernummer", "社員番号", "工号",
        "员工编号",
    ),
    "full_name": (
        "Full name", "Name", "Person", "Employee name", "Employee", "Participant", "Leader",
        "Display name", "Participant name", "Vollständiger Name", "Vor- und Nachname",
        "Name, Vorname", "Nom complet", "Nom et prénom", "Nombre completo", "Nombre y apellidos",
        "Nome completo", "Nome e cognome", "Volledige naam", "Naam", "Imię i nazwisko", "Navn",
        "Namn", "Nimi", "氏名", "名前", "姓名", "이름",
    ),
    "first_name": (
        "First name", "Given name", "Forename", "Vorname", "Prénom", "Nombre", "Nome", "Voornaam",
        "Imię", "Förnamn", "Fornavn", "Etunimi", "名",
    ),
    "last_name": (
        "Last name", "Surname", "Family name", "Nachname", "Familienname", "Zuname", "Nom",
        "Nom de famille", "Apellido", "Apellidos", "Cognome", "Sobrenome", "Apelido", "Achternaam",
        "Nazwisko", "Efternamn", "Efternavn", "Etternavn", "Sukunimi", "姓",
    ),
    "known_as": (
        "Known as", "Call name", "Preferred name", "What to call them", "Nickname", "Goes by",
        "Rufname", "Spitzname", "Prénom usuel", "Nombre preferido", "Roepnaam", "Tilltalsnamn",
    ),
    "email": (
        "E-mail", "Email", "Mail", "E-mail address", "Email address", "Work email", "Work e-mail",
        "Business email", "Company email", "E-Mail-Adresse", "Mailadresse", "Adresse e-mail",
        "Adresse mail", "Courriel", "Adresse électronique", "Correo", "Correo electrónico",
        "Indirizzo e-mail", "Posta elettronica", "E-mailadres", "Adres e-mail", "E-post",
        "E-postadress", "Sähköposti", "メールアドレス", "メール", "邮箱", "电子邮件", "이메일",
    ),
    "employer": (
        "Employer", "Company", "Organization", "Organisation", "Company name", "Firma",
        "Unternehmen", "Arbeitgeber", "Entreprise", "Société", "Employeur", "Empresa", "Azienda",
        "Bedrijf", "Werkgever", "Företag", "Virksomhed", "Yritys", "会社", "公司",
    ),
    "unit": (
        "Unit", "Department", "Dept", "Function", "Division", "Business unit", "Team", "BU",
        "Business area", "Org unit", "Abteilung", "Bereich", "Funktion", "Service", "Département",
        "Direction", "Fonction", "Departamento", "Área", "Dipartimento", "Reparto", "Funzione",
        "Afdeling", "Dział", "Avdelning", "Osasto", "部署", "部门",
    ),
    "level": (
        "Level", "Grade", "Job level", "Management level", "Seniority", "Band", "Stufe", "Ebene",
        "Führungsebene", "Niveau", "Nivel", "Livello", "Nível", "Poziom", "Nivå", "职级",
    ),
    "site": (
        "Site", "Office", "Location", "Work location", "Office location", "Workplace", "Standort",
        "Arbeitsort", "Büro", "Lieu", "Lieu de travail", "Bureau", "Sede", "Oficina", "Ubicación",
        "Ufficio", "Locatie", "Kantoor", "Lokalizacja", "Biuro", "Kontor", "Toimipiste", "勤務地",
        "办公地点",
    ),
    "country": (
        "Country", "Country code", "Work country", "Land", "Pays", "País", "Paese", "Kraj", "Maa",
        "国", "国家",
    ),
    "time_zone": (
        "Time zone", "Timezone", "TZ", "Zone", "Zeitzone", "Fuseau horaire", "Zona horaria",
        "Huso horario", "Fuso orario", "Fuso horário", "Tijdzone", "Strefa czasowa", "Tidszon",
        "Tidszone", "Aikavyöhyke", "タイムゾーン", "时区",
    ),
    "hours": (
        "Hours", "Working hours", "Work hours", "Office hours", "Arbeitszeit", "Arbeitszeiten",
        "Horaires", "Heures de travail", "Horario", "Horario laboral", "Orario", "Orario di lavoro",
        "Werktijden", "Godziny pracy", "Arbetstid",
    ),
    "hours_start": (
        "Hours start", "Start time", "Work start", "Day starts", "Available from",
        "Working hours start", "Arbeitsbeginn", "Heure de début", "Hora de inicio",
    ),
    "hours_end": (
        "Hours end", "End time", "Work end", "Day ends", "Available until", "Working hours end",
        "Arbeitsende", "Heure de fin", "Hora de fin",
    ),
    "languages": (
        "Languages", "Language", "Spoken languages", "Languages spoken", "Sprachen", "Sprache",
        "Langues", "Langue", "Idiomas", "Idioma", "Lingue", "Lingua", "Línguas", "Talen", "Taal",
        "Języki", "Språk", "Kielet", "言語", "语言",
    ),
    "manager": (
        "Manager", "Boss", "Line manager", "Reports to", "Supervisor", "Manager email",
        "Manager e-mail", "Manager ID", "Manager name", "Reporting manager", "Direct manager",
        "People leader", "Vorgesetzter", "Vorgesetzte", "Führungskraft", "Supérieur", "N+1",
        "Responsable", "Supérieur hiérarchique", "Jefe", "Superior", "Gerente", "Capo",
        "Responsabile", "Gestor", "Leidinggevende", "Przełożony", "Chef", "Närmaste chef", "Leder",
        "Esimies", "上司", "经理",
    ),
}  # fmt: skip

# Headings of attributes that have a settled key, so that two files agree.
ATTRIBUTES: dict[str, str] = {
    "city": "city", "stadt": "city", "ort": "city", "ville": "city", "ciudad": "city",
    "citta": "city", "cidade": "city", "town": "city", "stad": "city",
    "state": "state", "province": "state", "region": "region", "bundesland": "state",
    "role": "role", "job title": "role", "title": "role", "position": "role", "rolle": "role",
    "job": "role", "poste": "role", "cargo": "role", "puesto": "role", "ruolo": "role",
    "start date": "start_date", "start": "start_date", "hire date": "start_date",
    "date of hire": "start_date", "joined": "start_date", "leading people since": "start_date",
    "eintrittsdatum": "start_date", "eintritt": "start_date", "date d entree": "start_date",
    "date d embauche": "start_date", "fecha de ingreso": "start_date",
    "data di assunzione": "start_date", "startdatum": "start_date",
    "cohort": "cohort",
}  # fmt: skip

# Kept, but never shown on a card, in a reason or in an export.
SENSITIVE = frozenset({
    "gender", "sex", "geschlecht", "genre", "sexe", "genero", "sexo", "genere", "geslacht", "plec",
    "kon", "pronouns", "age", "alter", "edad", "eta", "birth year", "year of birth", "birthday",
    "birthdate", "birth date", "date of birth", "dob", "geburtsdatum", "geburtsjahr",
    "date de naissance", "fecha de nacimiento", "data di nascita", "party", "political party",
    "partei", "parti", "partido", "partito", "union", "trade union", "gewerkschaft", "syndicat",
    "sindicato", "religion", "religious", "faith", "konfession", "ethnicity", "ethnic", "race",
    "nationality", "citizenship", "nationalitat", "nationalite", "nacionalidad", "health",
    "disability", "disabled", "behinderung", "handicap", "orientation", "sexual orientation",
    "lgbt", "lgbtq", "salary", "pay", "compensation", "wage", "gehalt", "salaire", "salario",
    "stipendio", "marital status", "marital", "children", "veteran", "performance rating",
})  # fmt: skip

# Never needed, so not asked for.
SKIPPED = frozenset({
    "phone", "mobile", "cell", "telephone", "telefon", "telefono", "telephone number", "handy",
    "fax", "notes", "note", "comments", "comment", "bemerkung", "bemerkungen", "notizen",
    "remarques", "notas", "street", "postal code", "zip", "zip code", "plz", "password", "ssn",
    "social security number", "iban", "photo", "linkedin",
})  # fmt: skip

NOISE = frozenset(
    [
        "your",
        "the",
        "of",
        "work",
        "business",
        "official",
        "current",
        "employee",
        "employees",
        "participant",
        "participants",
        "person",
        "persons",
        "staff",
        "member",
        "leader",
        "leaders",
        "primary",
        "main",
        "user",
    ]
)

PAST_GROUPS = frozenset({
    "past groups", "past group", "previous groups", "earlier groups", "history", "who met",
    "fruhere gruppen", "bisherige gruppen", "groupes passes", "grupos anteriores",
    "gruppi precedenti",
})  # fmt: skip
