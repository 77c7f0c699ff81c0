using System.Text;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("Exact", "12345678901234567890", "12345678901234567890")]
    [InlineData("Exact", "-1.50", "-1.50")]
    [InlineData("Floating", "0.1", "0.1")]
    [InlineData("Floating", "1.0", "1")]
    [InlineData("Floating", "1.5E-5", "1.5E-05")]
    [InlineData("Floating", "0.30000000000000004", "0.30000000000000004")]
    [InlineData("Floating", "NaN", "NaN")]
    [InlineData("Floating", "inf", "Infinity")]
    [InlineData("Floating", "-Infinity", "-Infinity")]
    [InlineData("Boolean", "TRUE", "true")]
    [InlineData("Boolean", "0", "false")]
    [InlineData("Instant", "2026-03-29T01:30:00.123Z", "2026-03-29T01:30:00.123Z")]
    [InlineData("Instant", "2026-03-29 03:30:00+02:00", "2026-03-29T01:30:00Z")]
    [InlineData("Instant", "2026-03-29T01:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("Date", "2026-02-28", "2026-02-28")]
    [InlineData("EpochDays", "18262", "2020-01-01")]
    [InlineData("EpochDays", "-1", "1969-12-31")]
    [InlineData("EpochSeconds", "1774747800.123456700", "2026-03-29T01:30:00.1234567Z")]
    [InlineData("EpochSeconds", "1774747800.000000000 1560", "2026-03-29T01:30:00Z")]
    [InlineData("EpochSeconds", "-0.500000000", "1969-12-31T23:59:59.5Z")]
    [InlineData("EpochMicroseconds", "1774747800123456", "2026-03-29T01:30:00.123456Z")]
    [InlineData("SecondsOfDay", "82919.500000000", "23:01:59.5")]
    public void Value_OfAService_IsWrittenAsAnUploadHasIt(string kind, string raw, string expected) =>
        Assert.Equal(expected, Write(kind, raw));

    [Theory]
    [InlineData("Exact", "twelve")]
    [InlineData("Exact", "1 2")]
    [InlineData("Floating", "")]
    [InlineData("Floating", "1,5")]
    [InlineData("Boolean", "yes")]
    [InlineData("Instant", "next monday")]
    [InlineData("Instant", "March 3")]
    [InlineData("EpochDays", "9999999999999")]
    [InlineData("EpochDays", "3000000")]
    [InlineData("EpochSeconds", "999999999999999.0")]
    [InlineData("EpochSeconds", "12.x")]
    [InlineData("EpochMicroseconds", "9223372036854775807")]
    [InlineData("SecondsOfDay", "86400")]
    public void Value_ThatIsNotWhatItsColumnSays_IsNotTaken(string kind, string raw) => Assert.Null(Write(kind, raw));

    private static string? Write(string kind, string raw)
    {
        Span<byte> to = stackalloc byte[CellText.Longest];
        return CellText.TryWrite(Enum.Parse<CellKind>(kind), Encoding.UTF8.GetBytes(raw), to, out var written)
            ? Encoding.UTF8.GetString(to[..written])
            : null;
    }
}
