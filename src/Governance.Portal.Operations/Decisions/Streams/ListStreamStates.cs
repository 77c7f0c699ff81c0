using System.Text.Json;
using Governance.Data;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>A message that can be no decision, as the log has it.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Position">Its place in the stream.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Field">Member that is wrong; empty for the whole message.</param>
/// <param name="At">When it was put aside.</param>
internal sealed record RejectedView(string Stream, string Position, string Code, string Field, DateTimeOffset At);

/// <summary>The configured streams, as this node knows them, and the messages that were put aside last.</summary>
internal sealed class ListStreamStates(
    IOptions<StreamsOptions> options,
    StreamStates states,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>Most messages listed.</summary>
    public const int MaxRejected = 20;

    /// <summary>How each stream stands. Asks no database.</summary>
    public IReadOnlyList<(StreamSource Source, StreamState State)> States() =>
        [.. options.Value.Sources.Select(s => (s, states.Of(s.Name)))];

    /// <summary>What was put aside last, newest first.</summary>
    public async Task<IReadOnlyList<RejectedView>> RejectedAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Action == RecordRejected.Action && !e.Refused)
            .OrderByDescending(e => e.Index)
            .Take(MaxRejected)
            .Select(e => e.Leaf)
            .ToListAsync(ct);
        return
        [
            .. entries.Select(leaf => LoggedEvent.Parse(leaf)).SelectMany(Views).DistinctBy(v => (v.Stream, v.Position)).Take(MaxRejected),
        ];
    }

    private static IEnumerable<RejectedView> Views(LoggedEvent entry)
    {
        if (entry.Data.ValueKind is not JsonValueKind.Object || !entry.Data.TryGetProperty("messages", out var messages))
        {
            yield break;
        }

        foreach (var message in messages.EnumerateArray())
        {
            yield return new RejectedView(entry.Subject, Text(message, "at"), Text(message, "code"), Text(message, "field"), entry.Time);
        }
    }

    private static string Text(JsonElement message, string member) =>
        message.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
}
