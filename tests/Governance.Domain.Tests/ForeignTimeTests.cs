using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Domain.Lineage;

namespace Governance.Domain.Tests;

/// <summary>One rule for the times of other tools: without a zone they are UTC, and whoever shows them can know that.</summary>
public sealed class ForeignTimeTests
{
    [Theory]
    // Airflow's provider up to 1.9.1 (OpenLineage #2858), Python's datetime.utcnow().isoformat().
    [InlineData("2024-07-02T12:23:22.829392", "2024-07-02T12:23:22.8293920Z", false)]
    [InlineData("2024-07-02T12:20:27.571842+00:00", "2024-07-02T12:20:27.5718420Z", true)]
    // Java's ZonedDateTime (Marquez #1757): the offset counts, the name only explains it.
    [InlineData("2021-12-03T10:15:30+01:00[Europe/Paris]", "2021-12-03T09:15:30.0000000Z", true)]
    [InlineData("2021-12-03T10:15:30Z[Europe/London]", "2021-12-03T10:15:30.0000000Z", true)]
    [InlineData("2026-11-20 09:42", "2026-11-20T09:42:00.0000000Z", false)]
    [InlineData("2026-11-20t09:42:00z", "2026-11-20T09:42:00.0000000Z", true)]
    [InlineData("2026-11-20T09:42:00,5-0130", "2026-11-20T11:12:00.5000000Z", true)]
    [InlineData("2026-11-20T09:42:00+02", "2026-11-20T07:42:00.0000000Z", true)]
    // Go and Java write nanoseconds.
    [InlineData("2026-11-20T09:42:00.123456789Z", "2026-11-20T09:42:00.1234567Z", true)]
    [InlineData("2026-11-20", "2026-11-20T00:00:00.0000000Z", false)]
    public void IsoTime_IsReadAsUtc_AndSaysWhetherItNamedItsZone(string text, string expected, bool namesZone)
    {
        Assert.True(ForeignTime.TryReadIso(text, out var time, out var named));
        Assert.Equal(
            (expected, namesZone),
            (time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture), named)
        );
        Assert.True(ForeignTime.TryRead(text, out var same));
        Assert.Equal(time, same);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-11-20T09:421")]
    [InlineData("2026-11-20T09:42:00+24:00")]
    [InlineData("2026-11-20T09:42:00Z[Europe/London")]
    // A zone by its name alone: an hour that it has twice would be either of two.
    [InlineData("2026-11-20T09:42:00[Europe/London]")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    public void WhatIsNoTime_IsNotRead(string? text) => Assert.False(ForeignTime.TryReadIso(text, out _, out _));

    [Theory]
    [InlineData("31.12.2026", "2026-12-31T00:00:00")]
    [InlineData("1.2.2026 09:42", "2026-02-01T09:42:00")]
    [InlineData("2026/12/31", "2026-12-31T00:00:00")]
    [InlineData("2026-12-31 09:42:00 GMT", "2026-12-31T09:42:00")]
    [InlineData("2026-12-31 09:42:00 +02:00", "2026-12-31T07:42:00")]
    [InlineData("2026-12-31 09:42 PM", "2026-12-31T21:42:00")]
    [InlineData("Thu, 31 Dec 2026 09:42:00 GMT", "2026-12-31T09:42:00")]
    [InlineData("December 31, 2026", "2026-12-31T00:00:00")]
    public void OtherForm_ThatSaysYearMonthAndDay_IsRead(string text, string expected)
    {
        Assert.True(ForeignTime.TryRead(text, out var time));
        Assert.Equal(expected, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
    }

    // 3 April or 4 March; of which day; of which year.
    [Theory]
    [InlineData("03/04/2026")]
    [InlineData("12/31/2026 9:42 PM")]
    [InlineData("10:30")]
    [InlineData("31 Dec")]
    [InlineData("2026")]
    [InlineData("31.02.2026")]
    [InlineData("Q3 2026")]
    public void OtherForm_ThatLeavesSomethingInDoubt_IsNotRead(string text) => Assert.False(ForeignTime.TryRead(text, out _));

    [Theory]
    [InlineData("FAIL")]
    [InlineData("COMPLETE")]
    [InlineData("ABORT")]
    public void EndOfARun_WithoutAZone_IsHeard_AndTheRunKeepsThatItWas(string end)
    {
        var start = Event("START", "2024-07-02T12:20:27.571842+00:00");
        var ended = Event(end, "2024-07-02T12:23:22.829392");
        var run = LineageRun.Of(start.Run!, 1, start.At);
        run.Hear(start, 1);
        Assert.False(ZoneFacet.IsIn(run));

        run.Hear(ended, 1);

        Assert.Equal(end, run.State.ToString().ToUpperInvariant());
        Assert.Equal(new DateTimeOffset(2024, 7, 2, 12, 23, 22, TimeSpan.Zero).AddTicks(8_293_920), run.EndedAt);
        Assert.True(ZoneFacet.IsIn(run));
        // The event itself stays as it came.
        Assert.DoesNotContain(ZoneFacet.Name, Encoding.UTF8.GetString(ended.Bytes), StringComparison.Ordinal);
        Assert.Equal((true, false), (start.NamesZone, ended.NamesZone));
    }

    [Fact]
    public void EndOfARun_WhoseClockIsHoursBehind_StillEndsIt()
    {
        var start = Event("START", "2024-07-02T12:20:27Z");
        var run = LineageRun.Of(start.Run!, 1, start.At);
        run.Hear(start, 1);

        run.Hear(Event("FAIL", "2024-07-02T07:23:22"), 1);

        Assert.Equal(RunState.Fail, run.State);
    }

    [Fact]
    public void Sender_DoesNotSayOfItself_ThatItsZoneWasAssumed() =>
        Assert.False(
            Event("START", "2024-07-02T12:20:27Z", $$$"""{"{{{ZoneFacet.Name}}}":{"zone":"Mars"}}""")
                .RunFacets.TryGetProperty(ZoneFacet.Name, out _)
        );

    [Fact]
    public void Day_IsNoTimeOfAnEvent()
    {
        using var json = JsonDocument.Parse(Json("START", "2024-07-02", "{}"));

        var refused = LineageEventReader.Read(json.RootElement, 10).Refusal;

        Assert.Contains("Without a time zone it is taken as UTC", refused!.Errors["eventTime"][0], StringComparison.Ordinal);
    }

    private static LineageEvent Event(string state, string time, string facets = "{}")
    {
        using var json = JsonDocument.Parse(Json(state, time, facets));
        return LineageEventReader.Read(json.RootElement, 10).Value;
    }

    private static string Json(string state, string time, string facets) =>
        $$"""
            {"eventTime":"{{time}}","eventType":"{{state}}",
             "producer":"https://github.com/apache/airflow/tree/providers-openlineage/1.9.1",
             "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
             "run":{"runId":"59525715-ff42-4a9e-bc35-278f11494a9b","facets":{{facets}}},
             "job":{"namespace":"wild","name":"dag.task"},"inputs":[],"outputs":[]}
            """;
}
