using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Every decision hashes to its commitment, says in its columns what it says in its content, and stands at its place under the root that
/// the log holds. Content that was erased is fine where the log says so, and only there.
/// </summary>
internal sealed partial class DecisionsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Run = 1_000;

    public override string Subject => "the decisions";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var known = await db.DecisionSources.AsNoTracking().OrderBy(s => s.Id).Select(s => s.Id).ToListAsync(ct);
        var (read, unreadable) = await ReadAsync(known, ids => db.DecisionSources.AsNoTracking().Where(s => ids.Contains(s.Id)), ct);
        foreach (var id in unreadable)
        {
            yield return $"The source {id} of decisions was changed: it holds a value that cannot be read.";
        }

        var sources = read.ToDictionary(s => s.Id);
        var erased = await ErasedAsync(db, ct);
        var logged = new HashSet<int>();
        var total = 0L;
        await foreach (var entry in EntriesAsync(db, "decisions.stored", ct))
        {
            if (!DisplayId.TryParse<DecisionBatchId>(entry.Subject, out var id) || Fact(entry) is not { } fact)
            {
                continue;
            }

            logged.Add(id.Number);
            total += fact.Count;
            await foreach (var sentence in BatchAsync(db, id, entry.Index, fact, sources, erased, ct))
            {
                yield return sentence;
            }
        }

        foreach (var batch in await db.DecisionBatches.AsNoTracking().Select(b => b.Id).ToListAsync(ct))
        {
            if (!logged.Contains(batch.Number))
            {
                yield return $"Batch {batch}: the log has no entry for it.";
            }
        }

        await foreach (var sentence in OverridesAsync(db, ct))
        {
            yield return sentence;
        }

        var rows = await db.Decisions.LongCountAsync(ct);
        var ids = await db.DecisionIds.LongCountAsync(ct);
        if (rows != total || ids != total)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Number of decisions: {total} according to the log, but {rows} by rows and {ids} by IDs."
            );
        }
    }

    // Of the log only what cannot fail to be read; entries that are damaged are named by the check of the log. Some at a time, so that what
    // each states can be read between them.
    private static async IAsyncEnumerable<Entry> EntriesAsync(
        GovernanceDbContext db,
        string action,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        for (var last = -1L; ; )
        {
            var some = await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Action == action && !e.Refused && e.Index > last)
                .OrderBy(e => e.Index)
                .Take(Run)
                .Select(e => new Entry(e.Index, e.Subject, e.Leaf))
                .ToListAsync(ct);
            foreach (var entry in some)
            {
                yield return entry;
            }

            if (some.Count < Run)
            {
                yield break;
            }

            last = some[^1].Index;
        }
    }

    private static async IAsyncEnumerable<string> OverridesAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var decisions = await db.DecisionOverrides.AsNoTracking().Select(o => o.DecisionId).Distinct().OrderBy(d => d).ToListAsync(ct);
        var stored = new Dictionary<(string DecisionId, int Ordinal), DecisionOverride>();
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in decisions.Chunk(Run))
        {
            var (rows, unreadable) = await ReadAsync(
                some,
                ids => db.DecisionOverrides.AsNoTracking().Where(o => ids.Contains(o.DecisionId)),
                ct
            );
            foreach (var row in rows)
            {
                stored[(row.DecisionId, row.Ordinal)] = row;
            }

            foreach (var id in unreadable)
            {
                hidden.Add(id);
                yield return $"Decision {id}: an override was changed: it holds a value that cannot be read.";
            }
        }

        await foreach (var entry in EntriesAsync(db, "decision.overridden", ct))
        {
            if (OverrideFact.Of(entry) is not { } fact || hidden.Contains(entry.Subject))
            {
                continue;
            }

            if (!stored.Remove((entry.Subject, fact.Ordinal), out var row))
            {
                yield return $"Decision {entry.Subject}: override {fact.Ordinal} is missing; log entry {entry.Index} names it.";
            }
            else if (
                fact
                    != new OverrideFact(
                        row.Ordinal,
                        row.Outcome,
                        WireName.Of(row.ReasonCode),
                        row.Reason?.Sha256,
                        $"user:{row.By}",
                        CanonicalJson.Time(row.At)
                    )
                || (row.Reason is { Text: { } text, Salt: { } salt } && SaltedText.Of(text, salt).Sha256 != row.Reason.Sha256)
            )
            {
                yield return $"Decision {entry.Subject}: override {fact.Ordinal} was changed: it differs from log entry {entry.Index}.";
            }
        }

        foreach (var row in stored.Values)
        {
            yield return $"Decision {row.DecisionId}: the log has no entry for override {row.Ordinal}.";
        }
    }

    private static async IAsyncEnumerable<string> BatchAsync(
        GovernanceDbContext db,
        DecisionBatchId id,
        long index,
        BatchFact fact,
        Dictionary<int, DecisionSource> sources,
        Dictionary<string, DateTimeOffset> erased,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var (batches, unreadable) = await ReadAsync([id], ids => db.DecisionBatches.AsNoTracking().Where(b => ids.Contains(b.Id)), ct);
        var batch = batches.SingleOrDefault();
        if (unreadable.Count > 0)
        {
            yield return $"Batch {id} was changed: it holds a value that cannot be read.";
        }
        else if (batch is null)
        {
            yield return $"Batch {id} is missing: log entry {index} names it.";
            yield break;
        }
        else if (batch.LogIndex != index || fact != new BatchFact(batch))
        {
            yield return $"Batch {id} was changed: it differs from log entry {index}.";
        }

        var tree = new DecisionTree();
        var hours = new Dictionary<(int Source, DateTimeOffset From), int>();
        var named = 0;
        var (from, to) = (DecisionNumber.Of(id, 0).Value, DecisionNumber.Of(new(id.Number + 1), 0).Value);
        for (var next = from; ; )
        {
            var numbers = await db
                .Decisions.AsNoTracking()
                .Where(d => d.Number >= next && d.Number < to)
                .OrderBy(d => d.Number)
                .Take(Run)
                .Select(d => d.Number)
                .ToListAsync(ct);
            var (found, _) = await ReadAsync(numbers, some => db.Decisions.AsNoTracking().Where(d => some.Contains(d.Number)), ct);
            var rows = found.ToDictionary(d => d.Number);
            var (byText, _) = await ReadAsync(
                [.. found.Select(d => d.Id)],
                texts => db.DecisionIds.AsNoTracking().Where(k => texts.Contains(k.Id)),
                ct
            );
            // One that cannot be read finds nothing.
            var keys = byText.ToDictionary(k => k.Id, StringComparer.Ordinal);
            foreach (var number in numbers)
            {
                var position = new DecisionNumber(number).Position;
                if (tree.Count < position)
                {
                    named++;
                    yield return $"Batch {id}: the decision at position {tree.Count} is missing.";
                    while (tree.Count < position)
                    {
                        tree.Append(new byte[MerkleHash.Size]);
                    }
                }

                if (!rows.TryGetValue(number, out var row))
                {
                    named++;
                    yield return $"Batch {id}: the decision at position {position} was changed: it holds a value that cannot be read.";
                    tree.Append(new byte[MerkleHash.Size]);
                    continue;
                }

                if (Wrong(row, sources, erased, keys) is { } problem)
                {
                    named++;
                    yield return $"Batch {id}, decision {row.Id}: {problem}";
                }

                tree.Append(row.Commitment.Length == MerkleHash.Size ? row.Commitment : new byte[MerkleHash.Size]);
                var hour = (row.Source, new DateTimeOffset(row.Time.UtcTicks - (row.Time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero));
                hours[hour] = hours.GetValueOrDefault(hour) + 1;
            }

            if (numbers.Count < Run)
            {
                break;
            }

            next = numbers[^1] + 1;
        }

        if (tree.Count != fact.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {id}: the number of its decisions is {tree.Count}, but log entry {index} states {fact.Count}."
            );
        }
        else if (Convert.ToHexStringLower(tree.Root()) != fact.Root && named == 0)
        {
            yield return batch is null
                ? $"Batch {id}: the commitments of its decisions do not hash to the root in the log."
                : await FirstAlteredAsync(db, batch, tree, ct);
        }
        else if (batch is not null && !tree.Runs().AsSpan().SequenceEqual(batch.Runs) && named == 0)
        {
            yield return $"Batch {id} was changed: the hashes stored with it are not those of its decisions.";
        }

        var (counted, uncounted) = await ReadAsync([id], ids => db.DecisionHours.AsNoTracking().Where(h => ids.Contains(h.Batch)), ct);
        // None is a batch of a node of the release before; the job that erases decisions counts it.
        if (uncounted.Count > 0)
        {
            yield return $"Batch {id}: an hour of its decisions was changed: it holds a value that cannot be read.";
        }
        else if (counted.Count > 0 && !counted.ToDictionary(h => (h.Source, h.From), h => h.Count).ToHashSet().SetEquals(hours))
        {
            yield return $"Batch {id}: the number of its decisions by hour is wrong.";
        }
    }

    // Content, seed and commitment were all exchanged to fit each other, or an erased decision's commitment was changed: the stored hashes
    // of the runs tell at least where.
    private static async Task<string> FirstAlteredAsync(
        GovernanceDbContext db,
        DecisionBatch batch,
        DecisionTree tree,
        CancellationToken ct
    )
    {
        var runs = tree.Runs();
        var run = 0;
        while (
            (run + 1) * MerkleHash.Size <= Math.Min(runs.Length, batch.Runs.Length)
            && runs.AsSpan(run * MerkleHash.Size, MerkleHash.Size).SequenceEqual(batch.Runs.AsSpan(run * MerkleHash.Size, MerkleHash.Size))
        )
        {
            run++;
        }

        var (from, to) = (run * DecisionTree.Run, Math.Min((run + 1) * DecisionTree.Run, batch.Count) - 1);
        var (first, last) = (DecisionNumber.Of(batch.Id, from).Value, DecisionNumber.Of(batch.Id, to).Value);
        var ids = await db
            .Decisions.AsNoTracking()
            .Where(d => d.Number == first || d.Number == last)
            .OrderBy(d => d.Number)
            .Select(d => d.Id)
            .ToListAsync(ct);
        return $"Batch {batch.Id}: the commitment of one of the decisions {ids.FirstOrDefault()} to {ids.LastOrDefault()} was changed. The "
            + $"commitments do not hash to the root in the log.";
    }

    private static string? Wrong(
        Decision row,
        Dictionary<int, DecisionSource> sources,
        Dictionary<string, DateTimeOffset> erased,
        Dictionary<string, DecisionKey> keys
    )
    {
        if (!sources.TryGetValue(row.Source, out var source))
        {
            return "it names a version that has never sent decisions.";
        }

        if (!keys.TryGetValue(row.Id, out var key) || key.Number != row.Number || key.Time != row.Time)
        {
            return "it cannot be found by its ID.";
        }

        if (
            row.Content is null
            && row.Seed is null
            && row.Outcome is null
            && row.Confidence is null
            && row.Features is null
            && row.Subject is null
        )
        {
            return erased.TryGetValue(source.Model, out var before) && row.Time < before
                ? null
                : "its content is missing, and the log records no erasure.";
        }

        if (row.Content is not { } content || row.Seed is not { Length: DecisionSeed.Size } seed)
        {
            return "part of its content is missing.";
        }

        Span<byte> salt = stackalloc byte[DecisionSeed.Size];
        DecisionSeed.ContentSalt(seed, salt);
        return !DecisionSeed.Commit(salt, content).AsSpan().SequenceEqual(row.Commitment)
                ? "its content was changed: it does not hash to its commitment."
            : Says(content, row, source) ? null
            : "its columns differ from its content.";
    }

    private static bool Says(byte[] content, Decision row, DecisionSource source)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var names = root.TryGetProperty("topFeatures", out var features)
                ? features.EnumerateArray().Select(f => f.GetProperty("name").GetString()!)
                : [];
            return root.GetProperty("decisionId").GetString() == row.Id
                && root.GetProperty("time").GetDateTimeOffset().Equals(row.Time)
                && ModelName.Of(root.GetProperty("model").GetString()!, root.GetProperty("version").GetString()!)
                    == ModelName.Of(source.Model, source.Version)
                && root.GetProperty("confidence").GetDouble().Equals(row.Confidence)
                && Same(DecisionReading.Text(root, "subject"), row.Subject)
                && root.TryGetProperty("synthetic", out _) == row.Synthetic
                && Same(DecisionContent.OutcomeOf(DecisionReading.Text(root, "action"), root.GetProperty("output")), row.Outcome)
                && Same(DecisionContent.FeaturesOf(names), row.Features);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    // PostgreSQL's text holds no zero character.
    private static bool Same(string? said, string? column) => said?.Replace('\0', '\uFFFD') == column?.Replace('\0', '\uFFFD');

    private static async Task<Dictionary<string, DateTimeOffset>> ErasedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var latest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var entry in EntriesAsync(db, "decisions.erased", ct))
        {
            if (Before(entry) is { } time && (!latest.TryGetValue(entry.Subject, out var known) || time > known))
            {
                latest[entry.Subject] = time;
            }
        }

        return latest;
    }
}
