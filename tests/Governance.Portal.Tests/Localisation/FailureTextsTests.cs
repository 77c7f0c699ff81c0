using System.Text.RegularExpressions;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// Why something was refused, failed or was found damaged is written far from the page that shows it: in a rule of the domain, or where a
/// registry, a warehouse or a bucket is read. Each of these sentences is there in German too.
/// </summary>
public sealed partial class FailureTextsTests
{
    // As a value it is a number, so that it stays as it is in every language and can stand in every text.
    private const string Value = "7";

    // The shape of a time; and an answer whose last value is the end of its sentence, ": " with what the service said, or the point.
    private static readonly HashSet<string> s_same = new(StringComparer.Ordinal) { "HH:mm 'UTC'", "{} answered with {}{}" };

    [Fact]
    public void EverySentenceOfARefusalAFailureOrAFinding_IsThereInGerman()
    {
        using var german = Languages.Use("de");
        List<string> missing = [];
        var read = 0;
        foreach (var file in CodeLiterals.Files().Where(IsOfThePortal).Order(StringComparer.Ordinal))
        {
            var texts = Pieces(File.ReadAllText(file), Path.GetFileName(file))
                .SelectMany(CodeLiterals.Of)
                .Select(t => Space().Replace(Place().Replace(t, "{}"), " "))
                .Where(t => IsSentence(t) && !s_same.Contains(t))
                .Distinct(StringComparer.Ordinal)
                .ToList();
            read += texts.Count;
            missing.AddRange(texts.Where(t => !IsGerman(t)).Select(t => $"{Path.GetRelativePath(CodeLiterals.Sources, file)}: {t}"));
        }

        Assert.True(read > 1_200, $"{read} sentences were looked at");
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Theory]
    [InlineData(
        "models.bank.example, GET /api/registered_models: The server answered with 502.",
        "models.bank.example, GET /api/registered_models: Der Server hat mit 502 geantwortet."
    )]
    [InlineData(
        "models.bank.example, ListModels: items[0]: ModelPackageArn is missing.",
        "models.bank.example, ListModels: items[0]: ModelPackageArn fehlt."
    )]
    [InlineData(
        "a.json: [0].version: expected a text, found true or false.",
        "a.json: [0].version: erwartet wird ein Text, gefunden wurde true oder false."
    )]
    [InlineData(
        "The endpoint scoring sends 30 % of its traffic to it. Neither a gate nor a permit allows that here.",
        "Der Endpunkt scoring leitet 30 % seines Datenverkehrs an sie. Hier erlaubt das weder ein Gate noch eine Betriebserlaubnis."
    )]
    [InlineData(
        "lake.example does not accept the credentials in Sources__…__Secret of \"lake\" (401): invalid token",
        "lake.example nimmt die Zugangsdaten in Sources__…__Secret von „lake“ nicht an (401): invalid token"
    )]
    [InlineData(
        "No folder is set for this registry. model.json is missing.",
        "Für dieses Register ist kein Ordner angegeben. model.json fehlt."
    )]
    [InlineData("lake.example received too many requests (429).", "lake.example hat zu viele Anfragen erhalten (429).")]
    [InlineData(
        "No token for the connection \"lake\": lake.example did not answer within 30 seconds.",
        "Kein Token für die Verbindung „lake“: lake.example hat nicht innerhalb von 30 Sekunden geantwortet."
    )]
    [InlineData(
        "Log entries 3 to 8 were altered: they do not match the last stored checkpoint; at least one of them was changed.",
        "Die Protokolleinträge 3 bis 8 wurden verändert: Mindestens einer wurde geändert; "
            + "der letzte gespeicherte Prüfpunkt belegt einen anderen Inhalt."
    )]
    [InlineData(
        "prompts.jsonl, line 4: the line has a temperature that is neither a number from 0 to 2 nor null.",
        "prompts.jsonl, Zeile 4: Die Zeile hat für temperature weder eine Zahl von 0 bis 2 noch null."
    )]
    public void Failure_WithItsPlace_IsGermanThroughout(string english, string expected)
    {
        using var german = Languages.Use("de");

        Assert.Equal(expected, T.Recorded(english));
    }

    // The command line speaks English.
    private static bool IsOfThePortal(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}Governance.Cli{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static bool IsSentence(string text) => Word().IsMatch(text) && text.Trim().Contains(' ', StringComparison.Ordinal);

    private static bool IsGerman(string text)
    {
        var english = text.Replace("{}", Value, StringComparison.Ordinal).Trim();
        var said = T.Recorded(english);
        return (said != english && !Phrase().Matches(english).Any(p => said.Contains(p.Value, StringComparison.Ordinal)))
            || Ends().Split(english).All(s => T.Recorded(s) != s)
            // A limit of the program stands in the source by its name, and in the text as a number.
            || (text.Contains("{}", StringComparison.Ordinal) && IsWithItsNumbers(text.Trim()));
    }

    private static bool IsWithItsNumbers(string text)
    {
        var made = new Regex(
            $"^{string.Join("(.+)", text.Split("{}").Select(Regex.Escape))}$",
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );
        return T.Current!.Keys.Any(k => made.IsMatch(k));
    }

    /// <summary>The pieces of code whose literals are sentences about what went wrong.</summary>
    private static IEnumerable<string> Pieces(string code, string name)
    {
        foreach (Match made in Made().Matches(code))
        {
            yield return code[(made.Index + made.Length)..CodeLiterals.End(code, made.Index + made.Length)];
        }

        // A check of the installation yields its findings.
        if (!name.EndsWith("Check.cs", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (Match found in Found().Matches(code))
        {
            yield return code[(found.Index + found.Length)..code.IndexOf(";\n", found.Index, StringComparison.Ordinal)];
        }
    }

    [GeneratedRegex(
        """
            \b(?:new\ Refusal|Refusal\.Fields?|Refusal\??>?\ \w+(?:\([^;{}]*?\))?(?:\ \{\ get;\ \})?\s*=>?\s*new
            |new\ (?:Registry|Source|Outbound|ContentUnavailable|LogDamaged|TableFile|TabularFormat|RunFailed|PayloadShape|SuiteFormat
            |Scoring|Transport|ReportRendering|ReportsUnavailable)Exception
            |ScoringException\.\w+|Bad|WarehouseLink\.Failure|new\ (?:LogFinding|RecordFinding|ShellAlarm)|HealthLine\.\w+)\(
            """,
        RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Made();

    [GeneratedRegex("""\byield return (?=\$?")""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Found();

    // Part of a sentence may have been taken for a value of another one, and stayed English.
    [GeneratedRegex("[A-Za-z]+(?: [a-z]+){3}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Phrase();

    [GeneratedRegex("[A-Za-z]{3}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Space();

    [GeneratedRegex(@"(?<=[.!?]) ", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ends();
}
