using System.Text.Json;
using Governance.Portal.Kernel.Components.Charts;

namespace Governance.Portal.Tests.Components;

/// <summary>The words at a limit's line stand where no line runs through them.</summary>
public sealed class LimitLabelTests
{
    private static readonly double?[] s_under = [2, 2, 3, 2, 2, 2];
    private static readonly double?[] s_overAtTheLeft = [6, 6, 3, 2, 2, 2];
    private static readonly double?[] s_over = [6, 6, 6, 6, 6, 6];
    private static readonly double?[] s_overAtTheRight = [null, null, null, null, null, 6];

    [Fact]
    public void Label_WithNothingInItsWay_StandsAtTheLeftAboveTheLine() => Assert.Equal(("left", "start", 0), Place(5.5, s_under));

    [Fact]
    public void Label_WhereALineRunsAtTheLeft_StandsAtTheRight() => Assert.Equal(("right", "end", 0), Place(5.5, s_under, s_overAtTheLeft));

    [Fact]
    public void Label_WhereALineRunsAboveTheLimitAllTheWay_StandsBelowIt()
    {
        var (side, _, down) = Place(5.5, s_over);

        Assert.Equal("left", side);
        Assert.True(down > 0, "It stands above the line, where the values are.");
    }

    [Fact]
    public void Label_MindsASinglePointBesideAGap_AndLinesWithoutValues()
    {
        Assert.Equal(("left", "start", 0), Place(5.5, s_overAtTheRight, []));
        var (side, _, down) = Place(5.5, s_overAtTheRight, s_overAtTheLeft);

        Assert.Equal("left", side);
        Assert.True(down > 0, "It stands above the line, where a line runs at the left and a point is at the right.");
    }

    [Fact]
    public void Label_OfALimitAtTheTopOfTheAxis_StaysInThePicture()
    {
        var (_, _, down) = Place(9.9, s_under);

        Assert.True(down > 0, "It stands above the line, outside the axis.");
    }

    private static (string? Side, string? Anchor, int Down) Place(double limit, params double?[][] lines)
    {
        var label = JsonSerializer.SerializeToElement(LimitLabel.Of("Limit", limit, 0, 10, lines));
        return (
            label.GetProperty("position").GetString(),
            label.GetProperty("textAnchor").GetString(),
            label.GetProperty("offsetY").GetInt32()
        );
    }
}
