using System.Globalization;
using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>Times in columns of data: by the same rule as the times that other tools send in messages (ForeignTimeTests of the
/// domain).</summary>
public sealed class IsoInstantTests
{
    [Theory]
    [InlineData("2024-07-02T12:23:22.829392", "2024-07-02T12:23:22.8293920Z")]
    [InlineData("2024-07-02T12:20:27.571842+00:00", "2024-07-02T12:20:27.5718420Z")]
    [InlineData("2021-12-03T10:15:30+01:00[Europe/Paris]", "2021-12-03T09:15:30.0000000Z")]
    [InlineData("2021-12-03T10:15:30Z[Europe/London]", "2021-12-03T10:15:30.0000000Z")]
    [InlineData("2026-11-20 09:42", "2026-11-20T09:42:00.0000000Z")]
    [InlineData("2026-11-20T09:42:00+02", "2026-11-20T07:42:00.0000000Z")]
    [InlineData("2026-11-20T09:42:00.123456789Z", "2026-11-20T09:42:00.1234567Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00.0000000Z")]
    // Germany and its neighbours, Japan, pandas with %z, BigQuery, ISO's basic form.
    [InlineData("20.11.2026", "2026-11-20T00:00:00.0000000Z")]
    [InlineData("20.11.2026 09:42:07", "2026-11-20T09:42:07.0000000Z")]
    [InlineData("20.11.2026, 09:42:07", "2026-11-20T09:42:07.0000000Z")]
    [InlineData("2026/11/20 09:42", "2026-11-20T09:42:00.0000000Z")]
    [InlineData("2026-11-20 09:42:00 +0200", "2026-11-20T07:42:00.0000000Z")]
    [InlineData("2026-11-20 09:42:00 UTC", "2026-11-20T09:42:00.0000000Z")]
    [InlineData("20261120T094207Z", "2026-11-20T09:42:07.0000000Z")]
    [InlineData("20261120T0942+0100", "2026-11-20T08:42:00.0000000Z")]
    public void Time_IsReadAsUtc(string text, string expected)
    {
        Assert.True(IsoInstant.TryParse(Encoding.UTF8.GetBytes(text), out var ticks));
        Assert.Equal(
            expected,
            new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("2026-11-20T09:42:00[Europe/London]")]
    [InlineData("2026-11-20T09:42:00Z[Europe/London")]
    [InlineData("2026-11-20T09:42:00Z[]")]
    [InlineData("2026-11-20T09:42:00Zx")]
    // Of these the day may be the month.
    [InlineData("03/04/2026")]
    [InlineData("04/03/2026 01:00 PM")]
    [InlineData("2026-11-20 01:00 PM")]
    [InlineData("2026-11-20 09:42:00 EST")]
    [InlineData("31.02.2026")]
    [InlineData("20.11.26 09:42")]
    [InlineData("2026/11-20")]
    [InlineData("2026-11-20, 09:42")]
    [InlineData("20261120T9")]
    public void WhatIsNoTime_IsNotRead(string text) => Assert.False(IsoInstant.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
