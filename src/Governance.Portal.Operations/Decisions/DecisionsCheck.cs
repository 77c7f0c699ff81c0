using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
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
internal sealed class DecisionsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Run = 1_000;

    public override string Subject => "the decisions";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var sources = await db.DecisionSources.AsNoTracking().ToDictionaryAsync(s => s.Id, ct);
        var erased = await ErasedAsync(db, ct);
        var logged = new HashSet<int>();
        var total = 0L;
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Action == "decisions.stored" && !e.Refused)
                .OrderBy(e => e.Index)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            if (!DisplayId.TryParse<DecisionBatchId>(entry.Subject, out var id) || Fact(entry) is not { } fact)
            {
                continue;
            }

            logged.Add(id.Number);
            total += fact.Count;
            await foreach (var sentence in BatchAsync(id, entry.Index, fact, sources, erased, ct))
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

    private static async IAsyncEnumerable<string> OverridesAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var stored = await db.DecisionOverrides.AsNoTracking().ToDictionaryAsync(o => (o.DecisionId, o.Ordinal), ct);
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Action == "decision.overridden" && !e.Refused)
                .OrderBy(e => e.Index)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            using var leaf = JsonDocument.Parse(entry.Leaf);
            var data = leaf.RootElement.GetProperty("data");
            var ordinal = data.GetProperty("ordinal").GetInt32();
            if (!stored.Remove((entry.Subject, ordinal), out var row))
            {
                yield return $"Decision {entry.Subject}: override {ordinal} is missing; log entry {entry.Index} names it.";
            }
            else if (
                row.Outcome != data.GetProperty("outcome").GetString()
                || WireName.Of(row.ReasonCode) != data.GetProperty("reasonCode").GetString()
                || row.Reason?.Sha256 != data.GetProperty("reasonSha256").GetString()
                || $"user:{row.By}" != entry.Actor
                || CanonicalJson.Time(row.At) != CanonicalJson.Time(entry.Time)
                || (row.Reason is { Text: { } text, Salt: { } salt } && SaltedText.Of(text, salt).Sha256 != row.Reason.Sha256)
            )
            {
                yield return $"Decision {entry.Subject}: override {ordinal} was changed: it differs from log entry {entry.Index}.";
            }
        }

        foreach (var row in stored.Values)
        {
            yield return $"Decision {row.DecisionId}: the log has no entry for override {row.Ordinal}.";
        }
    }

    private async IAsyncEnumerable<string> BatchAsync(
        DecisionBatchId id,
        long index,
        BatchFact fact,
        Dictionary<int, DecisionSource> sources,
        Dictionary<string, DateTimeOffset> erased,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var db = await ContextAsync(ct);
        var batch = await db.DecisionBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct);
        if (batch is null)
        {
            yield return $"Batch {id} is missing: log entry {index} names it.";
            yield break;
        }

        if (batch.LogIndex != index || fact != new BatchFact(batch))
        {
            yield return $"Batch {id} was changed: it differs from log entry {index}.";
        }

        var tree = new DecisionTree();
        var hours = new Dictionary<(int Source, DateTimeOffset From), int>();
        var named = 0;
        var (from, to) = (DecisionNumber.Of(id, 0).Value, DecisionNumber.Of(new(id.Number + 1), 0).Value);
        for (var next = from; ; )
        {
            var rows = await db
                .Decisions.AsNoTracking()
                .Where(d => d.Number >= next && d.Number < to)
                .OrderBy(d => d.Number)
                .Take(Run)
                .ToListAsync(ct);
            var numbers = rows.Select(r => r.Number).ToList();
            var texts = rows.Select(r => r.Id).ToList();
            var keys = await db
                .DecisionIds.AsNoTracking()
                .Where(k => texts.Contains(k.Id))
                .ToDictionaryAsync(k => k.Id, StringComparer.Ordinal, ct);
            foreach (var row in rows)
            {
                if (tree.Count < new DecisionNumber(row.Number).Position)
                {
                    named++;
                    yield return $"Batch {id}: the decision at position {tree.Count} is missing.";
                    while (tree.Count < new DecisionNumber(row.Number).Position)
                    {
                        tree.Append(new byte[MerkleHash.Size]);
                    }
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

            if (rows.Count < Run)
            {
                break;
            }

            next = rows[^1].Number + 1;
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
            yield return await FirstAlteredAsync(db, batch, tree, ct);
        }
        else if (!tree.Runs().AsSpan().SequenceEqual(batch.Runs) && named == 0)
        {
            yield return $"Batch {id} was changed: the hashes stored with it are not those of its decisions.";
        }

        var counted = await db.DecisionHours.AsNoTracking().Where(h => h.Batch == id).ToListAsync(ct);
        // None is a batch of a node of the release before; the job that erases decisions counts it.
        if (counted.Count > 0 && !counted.ToDictionary(h => (h.Source, h.From), h => h.Count).ToHashSet().SetEquals(hours))
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
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Action == "decisions.erased" && !e.Refused)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            using var leaf = JsonDocument.Parse(entry.Leaf);
            if (
                leaf.RootElement.GetProperty("data").TryGetProperty("before", out var before)
                && before.TryGetDateTimeOffset(out var time)
                && (!latest.TryGetValue(entry.Subject, out var known) || time > known)
            )
            {
                latest[entry.Subject] = time;
            }
        }

        return latest;
    }

    private static BatchFact? Fact(AuditEntry entry)
    {
        try
        {
            using var leaf = JsonDocument.Parse(entry.Leaf);
            var data = leaf.RootElement.GetProperty("data");
            return new BatchFact(
                data.GetProperty("count").GetInt32(),
                data.GetProperty("root").GetString()!,
                data.GetProperty("firstTime").GetString()!,
                data.GetProperty("lastTime").GetString()!,
                leaf.RootElement.GetProperty("time").GetString()!,
                leaf.RootElement.GetProperty("actor").GetString()!
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // the check of the log's rows names it
        }
    }

    // What a batch and its entry both say.
    private sealed record BatchFact(int Count, string Root, string FirstTime, string LastTime, string StoredAt, string StoredBy)
    {
        public BatchFact(DecisionBatch batch)
            : this(
                batch.Count,
                Convert.ToHexStringLower(batch.Root),
                CanonicalJson.Time(batch.FirstTime),
                CanonicalJson.Time(batch.LastTime),
                CanonicalJson.Time(batch.StoredAt),
                batch.StoredBy
            ) { }
    }
}
