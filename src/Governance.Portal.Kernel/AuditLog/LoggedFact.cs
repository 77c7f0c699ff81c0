using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.AuditLog;

/// <summary>One entry as the records check reads it.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">To which thing.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="ActorName">Printed name, or null.</param>
/// <param name="Time">When, as the leaf writes it.</param>
/// <param name="Data">Ids and digests.</param>
public sealed record LoggedFact(long Index, string Action, string Subject, string Actor, string? ActorName, string Time, JsonElement Data)
{
    private const int SubjectsAtOnce = 500;

    /// <summary>False for an attempt that was refused.</summary>
    public bool IsDone { get; init; } = true;

    /// <summary>A member of the data as text; null when it is not there or null.</summary>
    public string? Text(string member) =>
        Data.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null;

    /// <summary>True when the data do not have this member, or have it with this value: entries may grow members.</summary>
    public bool Agrees(string member, string? value) => !Data.TryGetProperty(member, out _) || Text(member) == value;

    /// <summary>Entries of some actions that were done, in the order of the log.</summary>
    public static async IAsyncEnumerable<LoggedFact> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyList<string> actions,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var leaves = db
            .AuditEntries.AsNoTracking()
            .Where(e => actions.Contains(e.Action) && !e.Refused)
            .OrderBy(e => e.Index)
            .Select(e => new { e.Index, e.Leaf });
        await foreach (var entry in leaves.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (Parse(entry.Index, entry.Leaf) is { } fact)
            {
                yield return fact;
            }
        }
    }

    /// <summary>
    /// Entries about some things that were done, in the order of the log, as their leaves say. Null when a row of the log does not agree
    /// with its own leaf: then nothing may rest on it before the log was verified.
    /// </summary>
    public static async Task<IReadOnlyList<LoggedFact>?> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> subjects,
        IReadOnlyList<string> actions,
        CancellationToken ct
    )
    {
        var facts = new List<LoggedFact>();
        foreach (var some in subjects.Distinct(StringComparer.Ordinal).Chunk(SubjectsAtOnce))
        {
            var rows = db
                .AuditEntries.AsNoTracking()
                .IgnoreQueryFilters()
                .Where(e => some.Contains(e.Subject) && actions.Contains(e.Action) && !e.Refused);
            if (await ListAsync(rows, ct) is not { } read)
            {
                return null;
            }

            facts.AddRange(read);
        }

        facts.Sort((a, b) => a.Index.CompareTo(b.Index));
        return facts;
    }

    /// <summary>The last entry of an action that was done, as its leaf says; null when there is none that its leaf agrees with.</summary>
    public static async Task<LoggedFact?> LastAsync(GovernanceDbContext db, string action, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var last = db.AuditEntries.AsNoTracking().Where(e => e.Action == action && !e.Refused).OrderByDescending(e => e.Index).Take(1);
        return (await ListAsync(last, ct))?.SingleOrDefault();
    }

    /// <summary>Entries at some places of the log that were done, as their leaves say, in the order of the log. Null as above.</summary>
    public static Task<IReadOnlyList<LoggedFact>?> AtAsync(GovernanceDbContext db, IReadOnlyCollection<long> places, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return ListAsync(db.AuditEntries.AsNoTracking().Where(e => places.Contains(e.Index) && !e.Refused), ct);
    }

    /// <summary>When it was done.</summary>
    public DateTimeOffset At => DateTimeOffset.Parse(Time, CultureInfo.InvariantCulture);

    /// <summary>The texts of a list in the data; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string member) =>
        Data.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.ToString())]
            : [];

    private static async Task<IReadOnlyList<LoggedFact>?> ListAsync(IQueryable<AuditEntry> entries, CancellationToken ct)
    {
        var rows = await entries
            .OrderBy(e => e.Index)
            .Select(e => new
            {
                e.Index,
                e.Action,
                e.Subject,
                e.Leaf,
                e.LeafHash,
            })
            .ToListAsync(ct);
        var facts = new List<LoggedFact>();
        foreach (var row in rows)
        {
            if (
                Parse(row.Index, row.Leaf) is not { } fact
                || !fact.IsDone
                || fact.Action != row.Action
                || fact.Subject != row.Subject
                || !MerkleHash.Leaf(row.Leaf).AsSpan().SequenceEqual(row.LeafHash)
            )
            {
                return null;
            }

            facts.Add(fact);
        }

        return facts;
    }

    // A leaf that is none is the log check's finding.
    private static LoggedFact? Parse(long index, byte[] leaf)
    {
        try
        {
            using var document = JsonDocument.Parse(leaf);
            var root = document.RootElement;
            return new LoggedFact(
                index,
                root.GetProperty("action").GetString()!,
                root.GetProperty("subject").GetString()!,
                root.GetProperty("actor").GetString()!,
                root.GetProperty("actorName").GetString(),
                root.GetProperty("time").GetString()!,
                root.GetProperty("data").Clone()
            )
            {
                IsDone = root.GetProperty("outcome").GetString() == "done",
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
