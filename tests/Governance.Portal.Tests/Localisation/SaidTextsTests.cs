using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// Sentences that pages make of parts, and texts they hand to components, are there in German too: what is not found whole, or by the text
/// with values that it was made from, is shown in English within a German page.
/// </summary>
public sealed partial class SaidTextsTests
{
    // Names, addresses, provisions, examples of what to enter, shapes of dates, and "{0} alert", which is there whole for each of its
    // words.
    private static readonly HashSet<string> s_same = new(StringComparer.Ordinal)
    {
        "API",
        "STARTTLS",
        "acr {}",
        "{} UTC",
        "{} alert",
        "newCategoryShare",
        "/?scope=mine",
        "{}?model={}",
        "{}?mine=true&model={}",
        "{}?tab=model-card",
        "user:{}",
        "Art. 14",
        "Art. 26(2)",
        "d MMM yyyy",
        "MMMM yyyy",
        "yyyy-MM-dd",
        "model:credit outcome:declined override:yes score:>0.42",
        "https://host/path, syslogs://host:port or syslog://host:port. Only its host is shown again.",
    };

    private static readonly string[] s_sources =
    [
        ": IClockSource",
        ": IQueueSource",
        ": IStorySource",
        ": ITimelineSource",
        "ReadStory(",
        "<HealthLine> ReadAsync(",
    ];

    [Fact]
    public void EverySentenceThatAPageSays_IsThereInGerman()
    {
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.Select(k => Place().Replace(k, "{}")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var root = CodeLiterals.Sources;
        List<string> missing = [];
        var said = 0;
        foreach (var file in CodeLiterals.Files().Order(StringComparer.Ordinal))
        {
            foreach (
                var text in Pieces(File.ReadAllText(file), file.EndsWith(".razor", StringComparison.Ordinal))
                    .SelectMany(CodeLiterals.Of)
                    .Select(t => Place().Replace(t, "{}"))
                    .Where(IsText)
                    .Distinct(StringComparer.Ordinal)
            )
            {
                said++;
                if (!known.Contains(text) && !known.Contains(text.Trim()) && !s_same.Contains(text))
                {
                    missing.Add($"{Path.GetRelativePath(root, file)}: {text}");
                }
            }
        }

        Assert.True(said > 1_000, $"{said} texts were looked at");
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void WhatAPermissionAllows_IsThereInGerman()
    {
        using var german = Languages.Use("de");

        // Found whole: the shape of another text ("Approve {0}") would leave half of it in English.
        Assert.All(Permission.List, permission => Assert.NotNull(T.Current!.Find(permission.Words)));
    }

    [Fact]
    public void TextWithTwoValuesSideBySide_IsNotSaid()
    {
        // Where one value ends and the next begins cannot be told from a sentence: such a text is only found by the page that has the
        // values.
        using var german = Languages.Use("de");
        var code = string.Concat(CodeLiterals.Files().Select(File.ReadAllText));
        // A long call has its text on a line of its own.
        code = Opening().Replace(code, "[");

        var sideBySide = T.Current!.Keys.Where(k => SideBySide().IsMatch(k) && !Provision().IsMatch(k)).ToList();

        Assert.NotEmpty(sideBySide);
        Assert.DoesNotContain(
            sideBySide,
            k => !code.Contains($"[\"{k.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Sign as Model owner", "Abzeichnen in der Rolle Modellverantwortung")]
    [InlineData("Sign as Legal for Ravi Menon", "Abzeichnen in der Rolle Recht, in Vertretung von Ravi Menon")]
    [InlineData(
        "As Ravi Menon, Legal. Your name and role, the method, the time and this digest are recorded.",
        "Als Ravi Menon, Recht. Ihr Name, Ihre Rolle, das Verfahren, der Zeitpunkt und diese Prüfsumme werden festgehalten."
    )]
    [InlineData("Message 3 sent to the authority, 2 recipients.", "Mitteilung 3 an die Behörde gesendet, 2 Empfänger.")]
    public void SentenceWithAndWithoutItsLastPart_IsGerman(string english, string expected)
    {
        using var german = Languages.Use("de");

        Assert.Equal(expected, T.Recorded(english));
    }

    [Fact]
    public void Provisions_InGerman_AreCitedAsTheGermanTextDoes()
    {
        using var german = Languages.Use("de");

        Assert.DoesNotContain(T.Current!.Keys.Select(k => T[k]), v => EnglishCitation().IsMatch(v));
        Assert.Equal(
            [
                "Art. 73 Abs. 3",
                "Art. 5 Abs. 1 Buchst. ba",
                "Art. 3 Nr. 49 Buchst. c",
                "Art. 113 Buchst. a",
                "Anhang III Nr. 5 Buchst. b",
                "Anhang IV Nr. 3",
                "Art. 10 Abs. 2 Buchst. f bis g",
                "Art. 3 Nr. 3 bis 7",
                "Art. 11 Abs. 1 bis 2, Anhang IV",
                "Art. 20, Art. 26 Abs. 5",
                "Art. 73 Abs. 6, Art. 20",
                "Art. 73 Abs. 2 und 4",
            ],
            new[]
            {
                "Art. 73(3)",
                "Art. 5(1)(ba)",
                "Art. 3(49)(c)",
                "Art. 113(a)",
                "Annex III(5)(b)",
                "Annex IV(3)",
                "Art. 10(2)(f)-(g)",
                "Art. 3(3)-(7)",
                "Art. 11(1)-(2), Annex IV",
                "Art. 20, Art. 26(5)",
                "Art. 73(6), Art. 20",
                "Art. 73(2), (4)",
            }.Select(c => T.Recorded(c))
        );
    }

    [Theory]
    [InlineData(
        "Proposed by Ravi Menon: serious, Art. 3(49)(c). Legal or compliance must confirm it.",
        "Vorgeschlagen von Ravi Menon: schwerwiegend, Art. 3 Nr. 49 Buchst. c. Recht oder Compliance muss dies bestätigen."
    )]
    [InlineData("16 notifications are unread.", "16 Benachrichtigungen sind ungelesen.")]
    [InlineData("3 major", "3 erheblich")]
    [InlineData(
        "Policy status of a deployment changed: out of policy",
        "Richtlinienstatus einer Bereitstellung geändert: nicht richtlinienkonform"
    )]
    [InlineData("Policy status of a deployment changed: Ann", "Policy status of a deployment changed: Ann")]
    [InlineData("Art. 6(3), third subparagraph", "Art. 6 Abs. 3, Unterabs. 3")]
    [InlineData("internal control (Annex VI)", "interne Kontrolle (Anhang VI)")]
    [InlineData("The report under Art. 73(3) is due:", "Die Meldung nach Art. 73 Abs. 3 ist fällig:")]
    [InlineData("4 above limit", "4 über dem Grenzwert")]
    [InlineData("RSK-0001 remediation", "Behebung von RSK-0001")]
    [InlineData("Above 14.1 %", "Über 14.1 %")]
    public void Sentence_ThatWasMixed_IsGermanThroughout(string english, string expected)
    {
        using var german = Languages.Use("de");

        Assert.Equal(expected, T.Recorded(english));
    }

    [Fact]
    public void Button_InGerman_IsAVerb()
    {
        using var german = Languages.Use("de");

        Assert.Equal(("Ändern", "Änderung"), (T.Verb("Change"), T["Change"]));
        Assert.Equal(T["Save"], T.Verb("Save"));
    }

    // Words, and not a name of the API, an address or a class of a style.
    private static bool IsText(string text) =>
        Word().IsMatch(text) && (text.Contains("{}", StringComparison.Ordinal) ? text[0] != '/' : !Name().IsMatch(text));

    /// <summary>The pieces of code whose literals are shown: what is said, and what is handed to a component as a text.</summary>
    private static IEnumerable<string> Pieces(string code, bool isPage)
    {
        foreach (Match said in Said().Matches(code))
        {
            yield return code[(said.Index + said.Length)..CodeLiterals.End(code, said.Index + said.Length)];
        }

        // What is due, and what waits for a person, is said by the pages and calendars that show it.
        foreach (var source in s_sources.Where(s => code.Contains(s, StringComparison.Ordinal)))
        {
            yield return code[code.IndexOf(source, StringComparison.Ordinal)..];
        }

        if (!isPage)
        {
            yield break;
        }

        foreach (Match given in Given().Matches(code))
        {
            var from = given.Index + given.Length;
            if (given.Groups[2].Success)
            {
                yield return code[from..CodeLiterals.End(code, from)];
            }
            else if (code[from] != '@')
            {
                yield return $"\"{code[from..code.IndexOf('"', from)]}\"";
            }
        }
    }

    [GeneratedRegex("""\[\s+(?=")""")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\bT\.Say\(", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Said();

    [GeneratedRegex(
        @"\b(Title|Text|Label|Subtitle|Note|Hint|Description|Field|SearchLabel|Empty|Term|MissingReason|Reason|Prefix|Shows|Why)=""(@\()?",
        RegexOptions.None,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Given();

    [GeneratedRegex("[A-Za-z]{3}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z0-9_./:;#=-]*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\d\}\{\d\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SideBySide();

    // Keys of the templates that Citation fills.
    [GeneratedRegex(@"^(Art\.|Annex) \{0\}\{1\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Provision();

    [GeneratedRegex(@"(Art\.|Anhang) ?[0-9IVX]+[a-z]?\(", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EnglishCitation();
}
