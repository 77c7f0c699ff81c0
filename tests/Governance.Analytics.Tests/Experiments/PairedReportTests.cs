using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Experiments;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Tests.Experiments;

public sealed class PairedReportTests
{
    private const string Champion = """
        decision_id,timestamp,model_version,score,predicted_label,true_label,person
        a,2026-11-01T08:00:00Z,1.4.0,0.9,1,1,p
        b,2026-11-03T09:30:00Z,1.4.0,0.2,0,1,p
        c,2026-11-02T08:00:00Z,1.4.0,0.6,1,0,q
        d,2026-11-02T09:00:00Z,1.4.0,0.3,0,0,q
        d,2026-11-30T09:00:00Z,1.4.0,0.3,0,0,q
        e,2026-11-29T09:00:00Z,1.4.0,0.8,1,,r
        f,2026-11-30T10:00:00Z,1.4.0,0.8,1,1,r

        """;

    private const string Challenger = """
        decision_id,score,predicted_label
        a,0.8,1
        b,0.7,1
        c,0.4,0
        d,0.1,0
        e,0.2,0
        z,0.2,0

        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RowsWithoutACounterpart_AreCounted_AndThePeriodIsThatOfThePairs()
    {
        var found = (await ReportAsync()).Found;

        Assert.Equal((5, 4, 4), (found.Rows, found.Labelled, (int)found.ChampionRight.Trials));
        // The second row of d and the one of f are left out, and of the challenger the one of z.
        Assert.Equal((2, 1), (found.ChampionUnpaired, found.ChallengerUnpaired));
        Assert.Equal((2, 0, 2, 0), (found.BothRight, found.OnlyChampion, found.OnlyChallenger, found.NeitherRight));
        Assert.Equal(
            (new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 29, 9, 0, 0, TimeSpan.Zero)),
            found.Period!.Value
        );
    }

    [Fact]
    public async Task AReport_ReadAgain_HasTheSameFigures()
    {
        var report = await ReportAsync();

        var read = PairedReport.Read(Bytes(report))!;

        Assert.Equal(report, read);
        Assert.Equal(report.Found.McNemarMidP, read.Found.McNemarMidP);
        Assert.Equal(report.Found.Auc!.PValue, read.Found.Auc!.PValue);
        Assert.Equal(0.5, read.Found.Difference);
    }

    [Fact]
    public async Task AReport_WithoutLabelsOrTimes_IsReadAgain()
    {
        var report = await ReportAsync();
        report = report with { Found = PairedComparison.Of(new PairedRows { Champion = [true, false], Challenger = [true, true] }) };

        var read = PairedReport.Read(Bytes(report))!;

        Assert.Equal(report, read);
        Assert.Null(read.Found.Difference);
        Assert.Null(read.Found.McNemarMidP);
    }

    // Anyone who may add evidence can write such a document.
    [Theory]
    [InlineData("format", "\"governance-experiment/1\"")]
    [InlineData("rows", "-1")]
    [InlineData("rows", "3")]
    [InlineData("rows", "\"5\"")]
    [InlineData("rows", "1e300")]
    [InlineData("rows", "9000000000000000000")]
    [InlineData("agree", "6")]
    [InlineData("labelled", "6")]
    [InlineData("bothRight", "3")]
    [InlineData("onlyChampion", "null")]
    public async Task FiguresThatCannotBe_AreNoReport(string member, string value)
    {
        var document = JsonNode.Parse(Bytes(await ReportAsync()))!.AsObject();
        document[member] = JsonNode.Parse(value);

        Assert.Null(PairedReport.Read(Encoding.UTF8.GetBytes(document.ToJsonString())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":\"governance-paired-comparison/1\"}")]
    [InlineData("decision_id,score")]
    public void WhatIsNoReport_IsNone(string text) => Assert.Null(PairedReport.Read(Encoding.UTF8.GetBytes(text)));

    private static async Task<PairedReport> ReportAsync()
    {
        var roles = ColumnRoles.Default;
        var rows = PairedTables.Join(await TableAsync(Champion), await TableAsync(Challenger), roles, new BinaryOptions());
        return new PairedReport(
            new("1.4.0", "champion.csv", new string('a', 64)),
            new("1.5.0", "challenger.csv", new string('b', 64)),
            PairedComparison.Of(rows)
        )
        {
            Model = "fraud-scorer",
        };
    }

    private static Task<Table> TableAsync(string file) =>
        TableReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), new TabularReadOptions { Roles = ColumnRoles.Default }, Ct);

    private static byte[] Bytes(PairedReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            report.Write(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
