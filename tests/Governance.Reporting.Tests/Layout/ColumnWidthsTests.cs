using Governance.Reporting.Layout;

namespace Governance.Reporting.Tests.Layout;

public sealed class ColumnWidthsTests
{
    [Fact]
    public void Widths_OfTextsOfEveryLength_AreSharesOfTheStyleSheetThatFitTheLine()
    {
        IReadOnlyList<IReadOnlyList<string>> columns =
        [
            ["Record", "RSK-0001"],
            ["Facts", new string('a', 30) + " " + new string('b', 300)],
            ["n"],
        ];

        var widths = ColumnWidths.Of(columns);

        Assert.All(widths, w => Assert.True(w is >= 8 and <= 70 && w % 2 == 0, $"{w} is no class of the style sheet."));
        Assert.True(widths.Sum() <= 100);
        Assert.Equal(widths.Max(), widths[1]);
    }

    [Fact]
    public void Widths_OfAColumnOfIdsOrDays_HaveRoomForAWholeOne()
    {
        var widths = ColumnWidths.Of([
            ["Record", "RSK-0008"],
            ["Review", "29 Dec 2026"],
            ["Facts", new string('b', 400)],
        ]);

        Assert.True(widths[0] >= 12, $"{widths[0]} % tear an id.");
        Assert.True(widths[1] >= 14, $"{widths[1]} % tear a day.");
    }

    [Fact]
    public void Widths_OfManyColumns_StillFit() =>
        Assert.True(
            ColumnWidths.Of([.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<string>)["Consequences", "word word"])]).Sum() <= 104
        );
}
