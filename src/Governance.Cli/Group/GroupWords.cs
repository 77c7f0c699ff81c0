using System.Globalization;

namespace Governance.Cli.Group;

/// <summary>The words of the page in its language. English is the key; German stands here, as the portal says it.</summary>
internal sealed class GroupWords
{
    private static readonly Dictionary<string, string> s_german = new(StringComparer.Ordinal)
    {
        ["Group overview"] = "Gruppenübersicht",
        ["As of {0}. Figures of {1} of {2} installations, each verified against its own log and the witness."] =
            "Stand {0}. Kennzahlen von {1} von {2} Installationen, jede gegen ihr eigenes Protokoll und den Zeugen verifiziert.",
        ["Sums cover verified exports only. A figure that an export does not contain is unknown, not 0."] =
            "Summen erfassen nur verifizierte Exporte. Eine Kennzahl, die ein Export nicht enthält, ist unbekannt, nicht 0.",
        ["This proves what each installation logged, not that the logged content is true."] =
            "Bewiesen ist, was jede Installation protokolliert hat, nicht, dass der protokollierte Inhalt stimmt.",
        ["No export was verified, so there are no figures."] = "Kein Export wurde verifiziert, deshalb gibt es keine Kennzahlen.",
        ["An export is valid for {0} days. Witness: {1}."] = "Ein Export gilt {0} Tage lang. Zeuge: {1}.",
        ["An export is valid for 1 day. Witness: {1}."] = "Ein Export gilt 1 Tag lang. Zeuge: {1}.",
        ["Installations"] = "Installationen",
        ["Installation"] = "Installation",
        ["Log"] = "Protokoll",
        ["File"] = "Datei",
        ["Report"] = "Bericht",
        ["Exported"] = "Exportiert",
        ["Cosigned"] = "Mitsigniert",
        ["Age"] = "Alter",
        ["Verification"] = "Verifizierung",
        ["Reason"] = "Grund",
        ["Sum"] = "Summe",
        ["unknown"] = "unbekannt",
        ["{0}: verified exports and their sum"] = "{0}: verifizierte Exporte und ihre Summe",
        ["{0}, {1} unknown"] = "{0}, {1} unbekannt",
        ["{0} days"] = "{0} Tage",
        ["{0} hours"] = "{0} Stunden",
        ["1 hour"] = "1 Stunde",
        ["Not verified"] = "Nicht verifiziert",
        ["Verified"] = "Verifiziert",
        ["Replaced"] = "Ersetzt",
        ["Missing"] = "Fehlt",
        ["The file is not an export for the corporate group."] = "Die Datei ist kein Export für den Konzern.",
        ["It cannot be verified with the keys of the known logs: it was altered or belongs to another log."] =
            "Er passt zu keinem Schlüssel der bekannten Protokolle: Er wurde verändert oder stammt aus einem anderen Protokoll.",
        ["The witness has not cosigned its checkpoint."] = "Der Zeuge hat den Prüfpunkt nicht mitsigniert.",
        ["The log does not name these figures: they were altered, or belong to another export."] =
            "Das Protokoll nennt diese Kennzahlen nicht: Sie wurden verändert oder gehören zu einem anderen Export.",
        ["This version of the program does not know the format of the figures."] =
            "Diese Programmversion kennt das Format der Kennzahlen nicht.",
        ["It is older than allowed."] = "Er ist älter als zugelassen.",
        ["Its time is ahead of the clock of the witness or of this computer."] =
            "Sein Zeitpunkt liegt laut der Uhr des Zeugen oder dieses Rechners in der Zukunft.",
        ["A newer export of the same log is used instead."] = "Stattdessen wird ein neuerer Export desselben Protokolls verwendet.",
        ["There is no export of this log."] = "Es gibt keinen Export dieses Protokolls.",
        ["Models in production"] = "Modelle in Produktion",
        ["Models in staging"] = "Modelle in Erprobung",
        ["Models in development"] = "Modelle in Entwicklung",
        ["Retired models"] = "Modelle außer Betrieb",
        ["Minimal"] = "Minimal",
        ["Limited"] = "Begrenzt",
        ["High"] = "Hoch",
        ["Prohibited"] = "Verboten",
        ["Not classified"] = "Nicht eingestuft",
        ["Approvals"] = "Genehmigungen",
        ["Open"] = "Offen",
        ["Overdue"] = "Überfällig",
        ["Alerts and incidents"] = "Alarme und Vorfälle",
        ["Open alerts"] = "Offene Alarme",
        ["Open alerts at level Alert"] = "Offene Alarme der Stufe Alarm",
        ["Models drifting"] = "Modelle mit Drift",
        ["Incidents not closed"] = "Nicht abgeschlossene Vorfälle",
        ["Risks"] = "Risiken",
        ["Above appetite"] = "Über dem Risikoappetit",
        ["Sum of residual scores"] = "Summe der Restrisikowerte",
        ["Deployments in production"] = "Bereitstellungen in Produktion",
        ["In policy"] = "Richtlinienkonform",
        ["Warning"] = "Warnung",
        ["Out of policy"] = "Nicht richtlinienkonform",
        ["Not evaluated yet"] = "Noch nicht beurteilt",
        ["Obligations"] = "Pflichten",
        ["Met"] = "Erfüllt",
        ["Partial"] = "Teilweise",
        ["Missing and overdue"] = "Fehlt und überfällig",
        ["Needs review"] = "Überprüfung nötig",
        ["Upcoming"] = "Bevorstehend",
        ["Suspended"] = "Ausgesetzt",
    };

    private readonly bool _isGerman;
    private readonly NumberFormatInfo _numbers;

    public GroupWords(string language)
    {
        _isGerman = language == "de";
        Language = _isGerman ? "de" : "en";
        _numbers = new NumberFormatInfo { NumberGroupSeparator = _isGerman ? "." : "," };
    }

    /// <summary>Languages the page can be had in, the usual one first.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    /// <summary>Tag of the language (BCP 47).</summary>
    public string Language { get; }

    /// <summary>A text.</summary>
    /// <exception cref="KeyNotFoundException">It has no German.</exception>
    public string this[string english] => _isGerman ? s_german[english] : english;

    /// <summary>A text with values.</summary>
    public string Of(string english, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, this[english], values);

    public string Count(long number) => number.ToString("#,0", _numbers);

    /// <summary>A time, in the same form in every language.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
