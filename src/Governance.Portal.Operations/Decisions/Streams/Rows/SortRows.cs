using Governance.Analytics.Io;
using Governance.Domain;
using Governance.Portal.Operations.Monitoring;

namespace Governance.Portal.Operations.Decisions.Streams.Rows;

/// <summary>Messages that are rows, with the lines they make, and those that cannot be.</summary>
/// <param name="Accepted">Messages whose rows fit.</param>
/// <param name="Lines">Their rows as NDJSON.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="First">Time of the earliest.</param>
/// <param name="Last">Time of the latest.</param>
/// <param name="Rejected">The others.</param>
internal sealed record SortedRows(
    IReadOnlyList<StreamMessage> Accepted,
    byte[] Lines,
    long Rows,
    DateTimeOffset First,
    DateTimeOffset Last,
    IReadOnlyList<RejectedMessage> Rejected
);

/// <summary>
/// Tells messages that are rows from those that cannot be, by reading them as their window will be read: into CSV, and that into columns of
/// the reference's types. What does not fit is found by halves, so one message is never rejected because of another.
/// </summary>
internal sealed class SortRows(WindowAnalysis analysis)
{
    private const string NotARow = "monitoring.bad-data";

    private sealed record Item(StreamMessage Message, byte[] Lines);

    private sealed record Doubt(string Code, string Field, string Reason);

    private sealed class Batch
    {
        public List<Item> Accepted { get; } = [];

        public List<RejectedMessage> Rejected { get; } = [];

        public long Rows { get; set; }

        public DateTimeOffset First { get; set; } = DateTimeOffset.MaxValue;

        public DateTimeOffset Last { get; set; } = DateTimeOffset.MinValue;
    }

    /// <summary>Sorts them.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="target">What rows have to fit.</param>
    /// <param name="messages">What came.</param>
    /// <param name="now">The database's clock.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SortedRows> RunAsync(
        StreamSource source,
        RowTarget target,
        IReadOnlyList<StreamMessage> messages,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var batch = new Batch();
        var items = new List<Item>(messages.Count);
        foreach (var message in messages)
        {
            if (MessageRows.Of(message.Body) is { } lines)
            {
                items.Add(new Item(message, lines));
            }
            else
            {
                batch.Rejected.Add(new(message, NotARow, "", "The message is neither a JSON object nor an array of JSON objects."));
            }
        }

        await SortAsync(source, target, items, PastTime.Latest(now), batch, ct);
        return new SortedRows(
            [.. batch.Accepted.Select(i => i.Message)],
            Together(batch.Accepted),
            batch.Rows,
            batch.First,
            batch.Last,
            batch.Rejected
        );
    }

    private async Task SortAsync(
        StreamSource source,
        RowTarget target,
        List<Item> items,
        DateTimeOffset before,
        Batch batch,
        CancellationToken ct
    )
    {
        if (items.Count == 0)
        {
            return;
        }

        var (counts, doubt) = await ReadAsync(source, target, Together(items), before, ct);
        if (counts is not null)
        {
            batch.Accepted.AddRange(items);
            batch.Rows += counts.Rows;
            batch.First = counts.First < batch.First ? counts.First.Value : batch.First;
            batch.Last = counts.Last > batch.Last ? counts.Last.Value : batch.Last;
        }
        else if (items.Count == 1)
        {
            batch.Rejected.Add(new(items[0].Message, doubt!.Code, doubt.Field, doubt.Reason));
        }
        else
        {
            var half = items.Count / 2;
            await SortAsync(source, target, items[..half], before, batch, ct);
            await SortAsync(source, target, items[half..], before, batch, ct);
        }
    }

    private async Task<(PeriodCounts? Counts, Doubt? Doubt)> ReadAsync(
        StreamSource source,
        RowTarget target,
        byte[] lines,
        DateTimeOffset before,
        CancellationToken ct
    )
    {
        try
        {
            using var body = new MemoryStream();
            var rows = new PeriodRows(source.TimeColumn, target.Roles.Ignore, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, body);
            using var text = new MemoryStream(lines, writable: false);
            var counts = await rows.AddAsync(text, analysis.OptionsOf(ColumnRoles.None, null), ct);
            if (counts.Last > before)
            {
                return (
                    null,
                    new Doubt(
                        NotARow,
                        source.TimeColumn,
                        "The time of a row is in the future: correct the time zone or the clock of the sender."
                    )
                );
            }

            await rows.FlushAsync(ct);
            body.Position = 0;
            using var whole = new MemoryStream();
            await rows.FinishAsync(body, whole, ct);
            whole.Position = 0;
            await TableReader.ReadAsync(whole, analysis.OptionsOf(target.Roles.ToRoles(), target.Schema), ct);
            return (counts, null);
        }
        catch (TabularFormatException e)
        {
            // Whatever else a sender calls its members may say something about a person.
            var field = e.Column is { } column && (column == source.TimeColumn || target.Schema.Find(column) is not null) ? column : "";
            return (null, new Doubt(e.IsLimit ? "limit.exceeded" : NotARow, field, WindowAnalysis.InSettings(e)));
        }
    }

    private static byte[] Together(List<Item> items)
    {
        var lines = new byte[items.Sum(i => i.Lines.Length)];
        var at = 0;
        foreach (var item in items)
        {
            item.Lines.CopyTo(lines, at);
            at += item.Lines.Length;
        }

        return lines;
    }
}
