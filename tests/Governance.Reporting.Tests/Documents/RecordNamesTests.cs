using System.Text;
using Governance.Domain.Documents;
using Governance.Reporting.Documents;

namespace Governance.Reporting.Tests.Documents;

/// <summary>Records go by their ids, and by their titles where the id is a key of programs, which is for the JSON.</summary>
public sealed class RecordNamesTests(Making making)
{
    private const string Key = "reviews:credit@2.0.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeyOfPrograms_IsNotPrinted_AndStaysInTheJson()
    {
        var record = Record(Reviews(), ["measure", "event", "outcome"]);

        var html = await making.Html.RenderAsync(record, Ct);

        Assert.DoesNotContain("reviews:", html, StringComparison.Ordinal);
        Assert.Contains("Source: <bdi>Decisions reviewed by people</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\" colspan=\"2\"><bdi>Decisions reviewed by people</bdi>", html, StringComparison.Ordinal);
        Assert.Contains(Key, Encoding.UTF8.GetString(DocumentTwin.ToJson(record)), StringComparison.Ordinal);
    }

    [Fact]
    public void RecordsOfOneTitle_AreToldApartByWhatTheyAreAbout()
    {
        var one = Reviews();
        var other = one with { Id = "reviews:fraud@1.0.0" };

        Assert.Equal("Decisions reviewed by people", RecordWords.Name(one, [one]));
        Assert.Equal("Decisions reviewed by people, credit@2.0.0", RecordWords.Name(one, [one, other]));
        Assert.Equal("EVD-0001", RecordWords.Name(one with { Id = "EVD-0001" }, [one]));
        Assert.Equal("dms:4711", RecordWords.Name(one with { Id = "dms:4711", IsDocument = true }, [one]));
    }

    [Fact]
    public void RecordThatIsSilent_IsNotNamedByAKey()
    {
        var point = DocumentHtmlTests.Point("AIV-3-3", "Annex IV(3)", "Oversight measures", "human_oversight_record", "stop_procedure");

        string Missing(string id) => Assert.Single(FilledPoint.Of(point, null, [Reviews() with { Id = id }], k => k).Missing);

        Assert.Equal("On record, but does not mention this: human_oversight_record.", Missing(Key));
        Assert.Equal("EVD-0001 (human_oversight_record) does not mention this.", Missing("EVD-0001"));
    }

    [Fact]
    public async Task CountOfReviews_StandsOnce_BesideTheMeasureOnlyWhereItHasNoColumn()
    {
        var whole = await making.Html.RenderAsync(Record(Reviews(), ["measure", "event", "outcome"]), Ct);
        var alone = await making.Html.RenderAsync(Record(Reviews(), ["measure"]), Ct);

        Assert.Contains("A person reviews a decision", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("Decided otherwise", whole, StringComparison.Ordinal);
        Assert.Contains("Decided otherwise", alone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TallRows_AreNotKeptTogether()
    {
        var low = await making.Html.RenderAsync(Record(Reviews(), ["measure", "event"]), Ct);
        var tall = await making.Html.RenderAsync(Record(Reviews(string.Concat(Enumerable.Repeat("word ", 120))), ["measure", "event"]), Ct);

        Assert.DoesNotContain("<table class=\"tall\">", low, StringComparison.Ordinal);
        Assert.Contains("<table class=\"tall\">", tall, StringComparison.Ordinal);
    }

    private static DocumentRecord Record(FoundRecord found, IReadOnlyList<string> fields)
    {
        var record = DocumentHtmlTests.Record();
        var point = DocumentHtmlTests.Point("AIV-3-3", "Annex IV(3)", "Oversight measures", found.Kind, fields[0]) with
        {
            Records = [new PointRecord(found.Kind, fields)],
        };
        return record with
        {
            Plan = record.Plan with { Groups = [new DocumentGroup(point.Id, point.Ref, point.Title, [point])] },
            Points = [FilledPoint.Of(point, null, [found], k => k)],
        };
    }

    private static FoundRecord Reviews(string? happened = null) =>
        new()
        {
            Kind = "human_oversight_record",
            Id = Key,
            Title = $"Decisions reviewed by people",
            Sha256 = Samples.Sha("reviews"),
            At = Samples.Now,
            Rows =
            [
                Row($"Confirmed as the model made it: {3}", happened ?? "Decision confirmed", "3"),
                Row($"Decided otherwise: {1}", "Decision overridden", "1"),
            ],
        };

    private static Dictionary<string, RecordValue> Row(FormattableString said, string happened, string count) =>
        new(StringComparer.Ordinal)
        {
            ["measure"] = RecordValue.Of(". ", [$"A person reviews a decision", said]),
            ["event"] = RecordValue.Of(happened),
            ["outcome"] = RecordValue.Of([new("reviews", count)]),
        };
}
