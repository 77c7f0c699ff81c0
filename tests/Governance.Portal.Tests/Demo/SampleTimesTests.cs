using Governance.Portal.Demo;

namespace Governance.Portal.Tests.Demo;

public sealed class SampleTimesTests
{
    private static readonly DateTimeOffset s_newest = new(2026, 11, 13, 23, 54, 42, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-21T07:00:00Z", 0)]
    [InlineData("2026-11-22T00:00:00Z", 7)]
    [InlineData("2027-05-30T12:00:00Z", 196)]
    [InlineData("2026-11-14T23:59:59Z", -7)]
    [InlineData("2025-01-01T00:00:00Z", -686)]
    public void ShiftTo_AnyDay_IsWholeWeeksAndEndsInThePast(string now, int days)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        var shift = SampleTimes.ShiftTo(at);

        Assert.Equal(days, shift.TotalDays);
        Assert.InRange(at - (s_newest + shift), TimeSpan.Zero, TimeSpan.FromDays(9));
    }

    [Fact]
    public void Move_EveryTimeInTheText_AndNothingElse()
    {
        var moved = SampleTimes.Move(
            "crd-1,2026-02-25T23:59:59Z,w8,2026-02-31T00:00:00Z,\"2026-12-31T10:00:00Z\",2026-12-31",
            TimeSpan.FromDays(7)
        );

        Assert.Equal("crd-1,2026-03-04T23:59:59Z,w8,2026-02-31T00:00:00Z,\"2027-01-07T10:00:00Z\",2026-12-31", moved);
    }
}
