using System.Resources;
using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Findings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

public sealed partial class TextsTests
{
    [Fact]
    public void EveryTextOfAPage_IsThereInGerman()
    {
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

        var missing = Directory
            .EnumerateDirectories(Sources(), "Governance.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.razor", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            // A long text is put together with plus signs.
            .SelectMany(f => Text().Matches(Plus().Replace(File.ReadAllText(f), "")).Select(m => Regex.Unescape(m.Groups[1].Value)))
            .Where(t => !known.Contains(t))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.Empty(missing);
    }

    // Who steers a page by voice says what stands on the button (WCAG 2.2, 2.5.3): in each language. A list that is empty in every browser
    // test shows none of its buttons there.
    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void ANameOfAControl_HoldsTheWordsThatAreSeen(string language)
    {
        using var said = Languages.Use(language);
        var named = Directory
            .EnumerateDirectories(Sources(), "Governance.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.razor", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(f => NamedControl().Matches(File.ReadAllText(f)))
            .Select(m => (Name: T[m.Groups["name"].Value], Seen: T[m.Groups["seen"].Value]))
            .ToList();

        Assert.True(named.Count > 20, $"{named.Count} controls");
        Assert.All(named, c => Assert.Contains(c.Seen, c.Name, StringComparison.OrdinalIgnoreCase));
    }

    // A sentence that is finished in English can only be taken apart again, and then nobody knows which of its words are a name. In the
    // markup of a page every one keeps its values: T["Change {0}", name].
    [Fact]
    public void ASentenceInMarkup_KeepsItsValues()
    {
        HashSet<string> ours;
        using (Languages.Use("de"))
        {
            ours = [.. T.Current!.Keys.Where(k => Place().IsMatch(k)).Select(k => Place().Replace(k, "{}"))];
        }

        var finished = Directory
            .EnumerateDirectories(Sources(), "Governance.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.razor", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(f =>
                Interpolated().Matches(Markup(File.ReadAllText(f))).Select(m => (File: Path.GetFileName(f), Text: m.Groups["text"].Value))
            )
            .Where(t => ours.Contains(Hole().Replace(t.Text, "{}")) && Hole().Replace(t.Text, "").Any(char.IsLetter));

        Assert.Empty(finished);
    }

    // What a text within a sentence is, only the one who makes the sentence knows: a word is found whole, and what stands in a place stays.
    [Fact]
    public void ANameThatIsAWordOfOurs_StaysInASentence()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Sicherheit", T.Word("Security"));
        Assert.Equal("Signed by Security", T.Word("Signed by Security"));
        Assert.Equal("Unterzeichnet von Security", T["Signed by {0}", "Security"]);
        Assert.Equal("Unterzeichnet von Security", T.Say($"Signed by {"Security"}"));
    }

    // It is copied from the page into a shell, which does not take a no-break space for a space.
    [Fact]
    public void ACommand_InGerman_HasTheSpaceThatIsTyped()
    {
        const string command = "admin confirm-access";
        using var german = Languages.Use("de");
        var catalog = T.Current!;
        var naming = catalog.Keys.Where(english => english.Contains(command, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(naming);
        Assert.All(naming, english => Assert.Contains(command, catalog.Find(english), StringComparison.Ordinal));
    }

    // One word for one thing. That of a loan is another, and has its own.
    [Fact]
    public void AnApproval_IsTheSameWord_WhereverGermanSaysIt()
    {
        using var german = Languages.Use("de");
        var catalog = T.Current!;
        var approvals = catalog.Keys.Where(english => Approval().IsMatch(english)).ToList();

        Assert.True(approvals.Count > 80, $"{approvals.Count} texts");
        Assert.All(approvals, english => Assert.Matches("[Gg]enehmig|Bewilligung", catalog.Find(english)));
        Assert.Equal(T["Approval"], FindingTemplates.Find("de", "bounded.approval-days")!.Split(' ')[^2]);
    }

    [Fact]
    public void EveryTextOfAScript_IsThereInGerman()
    {
        var folder = Path.Combine(Sources(), "..", "wwwroot-assets", "src");
        var known = ScriptKey()
            .Matches(File.ReadAllText(Path.Combine(folder, "lib", "texts.ts")))
            .Select(m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);

        var said = Directory
            .EnumerateFiles(folder, "*.ts", SearchOption.AllDirectories)
            .SelectMany(f => ScriptText().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.NotEmpty(said);
        Assert.Empty(said.Except(known));
    }

    [Fact]
    public void EveryTranslation_HasTheValuesOfItsText()
    {
        using var german = Languages.Use("de");

        var wrong = T.Current!.Keys.Where(k => !Places(k).SequenceEqual(Places(T[k]))).ToList();

        Assert.Empty(wrong);
    }

    [Fact]
    public void Text_InEnglish_IsItself()
    {
        Assert.Equal("Sign in", T["Sign in"]);
        Assert.Equal("3 of 5", T["{0} of {1}", 3, 5]);
        Assert.Equal("Whatever was said.", T.Recorded("Whatever was said."));
    }

    [Theory]
    [InlineData("Sign in", "Anmelden")]
    [InlineData("1 to 25 of 31", "1 bis 25 von 31")]
    [InlineData("Your account does not hold the role no-such-model. Choose another, or ask an administrator.", null)]
    [InlineData("Nobody ever wrote this sentence before", "Nobody ever wrote this sentence before")]
    [InlineData("Tea of Anna", "Tea of Anna")]
    [InlineData("Open INC-0001", "INC-0001 öffnen")]
    [InlineData(
        "APR-0001 does not allow this deployment. " + "The stored artifact no longer hashes to c0ffee: it was altered after upload.",
        "APR-0001 erlaubt diese Bereitstellung nicht. "
            + "Die SHA-256-Prüfsumme des gespeicherten Artefakts ist nicht mehr c0ffee: Es wurde nach dem Hochladen verändert."
    )]
    [InlineData("Confirm access for Ann Lee?", "Zugang von Ann Lee bestätigen?")]
    [InlineData("Open Sesame", "Open Sesame")]
    [InlineData(
        "EVD-0072 (validation, 8 days old), EVD-0073 (fairness, 8 days old)",
        "EVD-0072 (Validierung, 8\u00A0Tage alt), EVD-0073 (Fairness, 8\u00A0Tage alt)"
    )]
    [InlineData("Art. 113(c)(i)", "Art. 113 Buchst. c Ziff. i")]
    [InlineData(
        "Traffic stopped: permits of 2 versions ended, deployments blocked.",
        "Stopp des Datenverkehrs angeordnet: Betriebserlaubnisse für 2 Versionen beendet, Bereitstellungen gesperrt."
    )]
    [InlineData("Waiting for Legal", "Wartet auf Recht")]
    [InlineData("Waiting for Legal and Model owner", "Wartet auf Recht und Modellverantwortung")]
    [InlineData("Waiting for Legal, Security and Model owner", "Wartet auf Recht, Sicherheit und Modellverantwortung")]
    [InlineData("", "")]
    public void Say_InGerman_FindsWholeTextsAndThoseWithValues(string english, string? expected)
    {
        using var german = Languages.Use("de");

        var said = T.Recorded(english);

        if (expected is null)
        {
            Assert.NotEqual(english, said);
            Assert.Contains("no-such-model", said, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, said);
        }
    }

    [Fact]
    public void Provision_AsTheValueOfAText_IsCitedAsTheLanguageDoes()
    {
        using var german = Languages.Use("de");

        Assert.Equal(
            "Die Frist von 2 Tagen nach Art. 73 Abs. 3 endet in weniger als 72 Stunden.",
            T["The {0}-day deadline under {1} ends in less than {2} hours.", 2, "Art. 73(3)", 72]
        );
    }

    [Fact]
    public void Use_Ends_WithTheLanguageBefore()
    {
        using (Languages.Use("de"))
        {
            Assert.Equal("de", Languages.Current);
            using (Languages.Use("fr"))
            {
                Assert.Equal("en", Languages.Current);
            }

            Assert.Equal("de", Languages.Current);
        }

        Assert.Equal("en", Languages.Current);
    }

    [Fact]
    public void NameThatPeopleGave_StaysAsItIs_ThoughItIsAWordOfPages()
    {
        using var german = Languages.Use("de");

        Assert.NotEqual("Models", T["Models"]);
        Assert.Contains("Models", T["Revoke {0}", "Models"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Language_WhoseTextsAreMissing_IsNamedWhenTheHostStarts_AndNeverTakenForEnglish()
    {
        var broken = new Translator(typeof(PortalHost).Assembly);
        using (Languages.Use("de"))
        {
            Assert.Throws<MissingSatelliteAssemblyException>(() => broken["Sign in"]);
            Assert.Throws<MissingSatelliteAssemblyException>(() => broken["Sign in"]);
        }

        var folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(folder, "governance.db")}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(broken);
        await using var portal = builder.Build();

        var missing = await Assert.ThrowsAsync<MissingSatelliteAssemblyException>(() =>
            Startup.PrepareAsync(portal.Services, TestContext.Current.CancellationToken)
        );

        Assert.Contains("de/Governance.Portal.resources.dll", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
        T.Check();
    }

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in the repository.");
        }

        return Path.Combine(folder.FullName, "src");
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(
        """<(?<tag>button|a)\b[^<]*?\baria-label="@T\["(?<name>[^"]*)"[^<]*?>\s*@T\["(?<seen>[^"]*)"\]\s*</\k<tag>>""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex NamedControl();

    private static string Markup(string razor) =>
        razor.IndexOf("@code {", StringComparison.Ordinal) is >= 0 and var at ? razor[..at] : razor;

    [GeneratedRegex(
        "(?<!\\(Sentence\\))\\$\"(?<text>(?:[^\"{}]|\\{[^{}\"]*\\})*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\bapprovals?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Approval();

    [GeneratedRegex(@"""\s*\+\s*""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Plus();

    [GeneratedRegex("""\bT\["((?:[^"\\]|\\.)*)"[],]""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\bt\('((?:[^'\\]|\\.)*)'", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScriptText();

    [GeneratedRegex(@"^  '((?:[^'\\]|\\.)*)':", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScriptKey();

    [GeneratedRegex(@"\{[0-9]+\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Place();
}
