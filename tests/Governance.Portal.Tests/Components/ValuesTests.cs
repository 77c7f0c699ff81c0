using Bunit;
using Governance.Portal.Kernel.Components.Values;

namespace Governance.Portal.Tests.Components;

public sealed class ValuesTests : ComponentTest
{
    private const string Sha = "4be81d07c2f96a3e5d10b87f42c69ea1730f5bd8926ce41a07d3f8b25c9e614d";

    [Fact]
    public void Digest_InFull_IsReadInGroupsAndCopiedWhole()
    {
        var cut = Render<Digest>(parameters => parameters.Add(digest => digest.Value, Sha));

        Assert.Equal("4be81d07c2f96a3e 5d10b87f42c69ea1 730f5bd8926ce41a 07d3f8b25c9e614d", Roles.TextOf(cut.Find("code")));
        Assert.Equal(Sha, cut.ByRole("button", "Copy digest").GetAttribute("data-copy"));
    }

    [Fact]
    public void Digest_Short_ShowsTwelveCharactersAndCopiesAll()
    {
        var cut = Render<Digest>(parameters =>
            parameters.Add(digest => digest.Value, Sha).Add(digest => digest.Short, true).Add(digest => digest.CopyLabel, "Copy SHA-256")
        );

        Assert.Equal("4be81d07c2f9", Roles.TextOf(cut.Find("code")));
        Assert.Equal(Sha, cut.ByRole("button", "Copy SHA-256").GetAttribute("data-copy"));
    }

    [Fact]
    public void TimeText_Yesterday_SaysHowLongAgoAndCarriesTheInstant()
    {
        var cut = Render<TimeText>(parameters =>
            parameters.Add(time => time.At, new DateTimeOffset(2026, 11, 19, 15, 42, 7, TimeSpan.FromHours(1)))
        );

        var time = cut.Find("time");
        Assert.Equal("17\u00A0h ago", time.TextContent);
        Assert.Equal("2026-11-19T14:42:07Z", time.GetAttribute("datetime"));
        Assert.Equal("2026-11-19 14:42:07 UTC", time.GetAttribute("title"));
    }

    [Fact]
    public void NotAvailable_Reason_IsPartOfWhatIsReadOut() =>
        Assert.Equal(
            "No labels yet",
            Roles.TextOf(Render<NotAvailable>(parameters => parameters.Add(value => value.Reason, "No labels yet")).Find("span"))
        );

    [Theory]
    [InlineData("Validation report EVD-0007, text of Ada", "EVD-0007")]
    [InlineData("CYBR-02, BIAS-03", "CYBR-02|BIAS-03")]
    [InlineData("For: Market surveillance authorities, Art. 73(2)", "Art. 73(2)")]
    [InlineData("Art. 3(49)(c), Annex III(5)(b)", "Art. 3(49)(c)|Annex III(5)(b)")]
    [InlineData("nach Art. 3 Nr. 49 Buchst. c, Anhang IV Nr. 1", "Art. 3 Nr. 49 Buchst. c|Anhang IV Nr. 1")]
    [InlineData("Art. 11(1)-(2), Annexes VI-VII", "Art. 11(1)-(2)|Annexes VI-VII")]
    [InlineData("Art. 10 Abs. 2 Buchst. f bis g", "Art. 10 Abs. 2 Buchst. f bis g")]
    [InlineData("Art. 49(1), Annex VIII Section A", "Art. 49(1)|Annex VIII Section A")]
    [InlineData("Anhang VIII Abschnitt C Nr. 4, vierte Angabe", "Anhang VIII Abschnitt C Nr. 4")]
    [InlineData("since 27 Oct 2026, by chance (95 %)", "27 Oct 2026|(95 %)")]
    [InlineData("nicht vor 22. Mai 2027; 3 March", "22. Mai 2027|3 March")]
    [InlineData("Applies from 2 Dec 2027, in 368 d", "2 Dec 2027|in 368 d")]
    [InlineData("2 Markets, 4 Decisions", "")]
    [InlineData("\u2265 0.750, n \u2265 1,000", "\u2265 0.750,|n \u2265 1,000")]
    [InlineData("sex: 0.131, n = 1,479; none", "n = 1,479")]
    [InlineData("governance-samples 1.0.0 on eu-west-1", "eu-west-1")]
    public void Unbroken_Words_KeepIdsArticlesAndBoundsWhole_AndLoseNothing(string words, string whole)
    {
        var cut = Render<Unbroken>(parameters => parameters.Add(unbroken => unbroken.Text, words));

        Assert.Equal(whole, string.Join('|', cut.FindAll(".nowrap").Select(piece => piece.TextContent)));
        Assert.Equal(words, string.Concat(cut.Nodes.Select(node => node.TextContent)));
    }

    [Fact]
    public void LineDiff_ReplacedLine_IsRemovedThenAdded()
    {
        var lines = LineDiff.Compare("a\nb\nc\n", "a\nB\nc\nd\n");

        Assert.Equal(
            [
                new(DiffKind.Same, "a", 1, 1),
                new(DiffKind.Removed, "b", 2, null),
                new(DiffKind.Added, "B", null, 2),
                new(DiffKind.Same, "c", 3, 3),
                new(DiffKind.Added, "d", null, 4),
            ],
            lines
        );
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "a\nb")]
    [InlineData("a\nb", "")]
    [InlineData("a\r\nb", "a\nb\n")]
    [InlineData("x\na\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc\nx")]
    public void LineDiff_AnyTwoTexts_RebuildsBothSides(string before, string after) => AssertRebuilds(before, after);

    [Fact]
    public void LineDiff_RandomTexts_RebuildsBothSides()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 300; round++)
        {
            string Text() => string.Join('\n', Enumerable.Range(0, random.Next(0, 30)).Select(_ => "abcde"[random.Next(5)]));
            AssertRebuilds(Text(), Text());
        }
    }

    [Fact]
    public void LineDiff_EverythingDifferent_StaysBounded()
    {
        var before = string.Join('\n', Enumerable.Range(0, 5_000).Select(line => $"old {line}"));
        var after = string.Join('\n', Enumerable.Range(0, 5_000).Select(line => $"new {line}"));

        Assert.Equal(10_000, LineDiff.Compare(before, after).Count);
        AssertRebuilds(before, after);
    }

    [Fact]
    public void LineDiff_LongUnchangedPart_BecomesOneLineThatCounts()
    {
        var text = string.Join('\n', Enumerable.Range(1, 20));

        var lines = LineDiff.WithContext(LineDiff.Compare(text, text + "\n21"), context: 3);

        Assert.Equal("17 unchanged lines", lines[0].Text);
        Assert.Equal(["18", "19", "20", "21"], lines.Skip(1).Select(line => line.Text));
    }

    [Fact]
    public void TextDiff_ChangedLine_CarriesItsSignAsText()
    {
        var cut = Render<TextDiff>(parameters =>
            parameters
                .Add(diff => diff.Old, "Limits: none")
                .Add(diff => diff.New, "Limits: rare classes")
                .Add(diff => diff.Label, "Model card")
        );

        var region = cut.ByRole("group", "Model card");
        Assert.Contains("\u2212 Limits: none", Roles.TextOf(region), StringComparison.Ordinal);
        Assert.Contains("+ Limits: rare classes", Roles.TextOf(region), StringComparison.Ordinal);
    }

    [Fact]
    public void TextDiff_SideBySide_SetsOldBesideNew()
    {
        var cut = Render<TextDiff>(parameters =>
            parameters.Add(diff => diff.Old, "a\nb").Add(diff => diff.New, "a\nc").Add(diff => diff.SideBySide, true)
        );

        Assert.Equal(["2", "\u2212 b", "2", "+ c"], cut.FindAll("tbody tr")[1].Children.Select(cell => cell.TextContent));
    }

    [Fact]
    public void TextDiff_NewText_IsComparedAnew()
    {
        var cut = Render<TextDiff>(parameters => parameters.Add(diff => diff.Old, "a").Add(diff => diff.New, "a"));
        Assert.Contains("No difference.", cut.Markup, StringComparison.Ordinal);

        cut.Render(parameters => parameters.Add(diff => diff.Old, "a").Add(diff => diff.New, "b"));

        Assert.Contains("+ b", cut.Markup, StringComparison.Ordinal);
    }

    private static void AssertRebuilds(string before, string after)
    {
        static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        var lines = LineDiff.Compare(before, after);

        Assert.Equal(Lines(before), lines.Where(line => line.OldNumber is not null).Select(line => line.Text));
        Assert.Equal(Lines(after), lines.Where(line => line.NewNumber is not null).Select(line => line.Text));
        Assert.Equal(Enumerable.Range(1, Lines(before).Length), lines.Select(line => line.OldNumber).OfType<int>());
        Assert.Equal(Enumerable.Range(1, Lines(after).Length), lines.Select(line => line.NewNumber).OfType<int>());
    }
}
