using System.Text.RegularExpressions;
using Bunit;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Values;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Admin;

/// <summary>A newcomer finds what a word means, in their language, where they meet it.</summary>
public sealed partial class GlossaryTests : ComponentTest
{
    // What drift_limit can name: the statistics of a drift report.
    private static readonly string[] s_statistics =
    [
        "psi",
        "ks",
        "jensenShannon",
        "hellinger",
        "totalVariation",
        "lInfinity",
        "wasserstein",
        "wassersteinNormalised",
        "cramersV",
        "newCategoryShare",
    ];

    [Fact]
    public void Entry_Each_SaysWhatItIsInBothLanguages()
    {
        Assert.True(Glossary.All.Count > 80);
        Assert.Equal(Glossary.All.Count, Glossary.All.Select(e => e.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            Glossary.All,
            entry =>
            {
                Assert.EndsWith(".", entry.Means.In("en"), StringComparison.Ordinal);
                Assert.EndsWith(".", entry.Means.In("de"), StringComparison.Ordinal);
                Assert.NotEqual(entry.Means.In("en"), entry.Means.In("de"));
                Assert.All(entry.See, key => Assert.NotNull(Glossary.Find(key)));
            }
        );
    }

    [Fact]
    public void Metric_ThatAPolicyCanName_IsThereWithFormulaRangeAndDirection()
    {
        string[] depths = ["recallAt5", "precisionAt10", "hitRateAt1", "ndcgAt100"];

        Assert.All(
            PolicyLint.Metrics.Concat(depths).Concat(s_statistics),
            name =>
            {
                var metric = Glossary.Find(name);
                Assert.True(metric is { Kind: GlossaryKind.Metric }, name);
                Assert.NotNull(metric.Formula);
                Assert.NotNull(metric.Range);
                Assert.NotNull(metric.Source);
                Assert.NotNull(metric.Direction);
            }
        );
    }

    [Fact]
    public void Name_OfAMetric_IsTheOneOfPages()
    {
        Assert.Equal("False positive rate", Glossary.Find("fpr")!.Name);
        using var german = Languages.Use("de");
        Assert.Equal("Falsch-positiv-Rate", Glossary.Find("fpr")!.Name);
        Assert.Equal("Restrisiko", Glossary.Find("residual")!.Name);
    }

    [Theory]
    [InlineData("en", "four eyes", "four-eyes")]
    [InlineData("en", "jailbreak", "attackSuccessRate")]
    [InlineData("de", "Fehlalarm", "fpr")]
    [InlineData("de", "Toleranz", "appetite")]
    public void Search_ByOtherWords_FindsTheEntry(string language, string typed, string key)
    {
        using var use = Languages.Use(language);

        Assert.Contains(Glossary.Search(typed), e => e.Key == key);
    }

    [Fact]
    public void Explanation_OnEveryPage_NamesAnEntry()
    {
        var named = Directory
            .EnumerateFiles(Sources, "*.razor", SearchOption.AllDirectories)
            .SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(named.Count > 20, string.Join(", ", named));
        Assert.All(named, key => Assert.True(Glossary.Find(key) is not null, $"The glossary has no {key}."));
    }

    [Fact]
    public void Word_InAHeadCell_IsAButtonOfItsOwnNameThatOpensTheMeaning()
    {
        var cut = Render<Term>(p => p.Add(t => t.Of, "psi").AddChildContent("PSI"));

        var button = cut.Find("button");
        Assert.Equal("PSI", button.TextContent.Trim());
        Assert.Null(button.GetAttribute("aria-label"));
        var meaning = cut.Find("[popover]");
        Assert.Equal(meaning.Id, button.GetAttribute("popovertarget"));
        Assert.Contains("Below 0.10 is stable", meaning.TextContent, StringComparison.Ordinal);
        Assert.Equal("/glossary#psi", cut.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Word_ThatTheGlossaryDoesNotHave_StaysAsItIs()
    {
        var cut = Render<Term>(p => p.Add(t => t.Of, "chargebackRate").AddChildContent("Chargeback rate"));

        Assert.Equal("Chargeback rate", cut.Markup.Trim());
    }

    private static string Sources
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in the repository.");
            }

            return Path.Combine(folder.FullName, "src");
        }
    }

    [GeneratedRegex("""(?:<Term Of|Explains)="([a-z][A-Za-z0-9-]*)\b""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Named();
}
