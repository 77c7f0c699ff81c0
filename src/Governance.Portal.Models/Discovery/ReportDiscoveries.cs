using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Discovery;

/// <summary>
/// Files a scan: what is new waits for a decision, what is known keeps its own, what a complete scan misses is gone. The same scan twice
/// changes nothing.
/// </summary>
public sealed class ReportDiscoveries(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
    : IFileDiscoveries
{
    /// <summary>What lists of discoveries listen to.</summary>
    public const string List = "discoveries";

    /// <summary>Stores a scan and answers about each finding.</summary>
    public Task<Result<DiscoveryReport>> RunAsync(Actor actor, Scan scan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return runner.RunAsync<DiscoveryReport>(
            actor,
            new Attempt("discoveries.reported", DiscoverySource.SubjectOf(scan.Source), Permission.WriteDiscoveries),
            (context, token) => StoreAsync(context, scan, token),
            ct
        );
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> LastAsync(string source, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.DiscoverySources.Where(s => s.Name == source).Select(s => (DateTimeOffset?)s.ScannedAt).SingleOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    public async Task<Result<int>> FileAsync(
        Actor actor,
        string source,
        bool isComplete,
        IReadOnlyList<FoundThing> found,
        CancellationToken ct
    )
    {
        var report = await RunAsync(actor, new Scan(source, clock.GetUtcNow(), null, isComplete, found), ct);
        return report.IsDone ? report.Value.Added : report.Refusal;
    }

    /// <summary>Answers about each finding and stores nothing.</summary>
    public async Task<DiscoveryReport> MatchAsync(Scan scan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scan);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var known = await db.Discoveries.AsNoTracking().Where(d => d.Source == scan.Source).ToDictionaryAsync(d => d.Key, ct);
        var registered = await KnownThings.ReadAsync(db, scan.Findings, ct);
        List<DiscoveryAnswer> answers = [.. scan.Findings.Select(f => Answer(f, known.GetValueOrDefault(f.Key), registered))];
        var keys = scan.Findings.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        return new DiscoveryReport(
            scan.Source,
            keys.Count(k => !known.ContainsKey(k)),
            keys.Count(known.ContainsKey),
            scan.IsComplete ? known.Values.Count(d => d.GoneAt is null && !keys.Contains(d.Key)) : 0,
            answers
        );
    }

    private static async Task<Result<DiscoveryReport>> StoreAsync(ActionContext context, Scan scan, CancellationToken ct)
    {
        var db = context.Db;
        if (await db.DiscoverySources.SingleOrDefaultAsync(s => s.Name == scan.Source, ct) is not { } source)
        {
            source = DiscoverySource.First(scan.Source);
            db.DiscoverySources.Add(source);
        }

        if (source.Scan(scan.At, scan.Commit, context.Access.Actor.Id) is { } refusal)
        {
            return refusal;
        }

        var known = await db.Discoveries.Where(d => d.Source == scan.Source).ToDictionaryAsync(d => d.Key, ct);
        var registered = await KnownThings.ReadAsync(db, scan.Findings, ct);
        var found = scan.Findings.DistinctBy(f => f.Key).ToList();
        var added = await AddAsync(db, scan, [.. found.Where(f => !known.ContainsKey(f.Key))], context.Now, ct);
        foreach (var finding in found)
        {
            if (known.TryGetValue(finding.Key, out var before))
            {
                before.FindAgain(finding);
            }

            if (registered(finding) is { } model)
            {
                (before ?? added[finding.Key]).Recognise(model, context.Now);
            }
        }

        var gone = scan.IsComplete ? known.Values.Where(d => d.GoneAt is null).ExceptBy(found.Select(f => f.Key), d => d.Key).ToList() : [];
        gone.ForEach(d => d.Vanish(context.Now));
        context.Append(
            new AuditEvent(
                "discoveries.reported",
                source.AuditSubject,
                new JsonObject
                {
                    ["source"] = scan.Source,
                    ["scannedAt"] = CanonicalJson.Time(scan.At),
                    ["commit"] = scan.Commit,
                    ["findings"] = found.Count,
                    ["added"] = added.Count,
                    ["gone"] = gone.Count,
                }
            )
            {
                Covers = [List],
            }
        );
        return new DiscoveryReport(
            scan.Source,
            added.Count,
            found.Count - added.Count,
            gone.Count,
            [.. scan.Findings.Select(f => Answer(f, known.GetValueOrDefault(f.Key) ?? added[f.Key], registered))]
        );
    }

    private static async Task<Dictionary<string, DiscoveryItem>> AddAsync(
        GovernanceDbContext db,
        Scan scan,
        IReadOnlyList<FoundThing> fresh,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (fresh.Count == 0)
        {
            return [];
        }

        var first = await db.NextIdsAsync<DiscoveryId>(fresh.Count, ct);
        var items = fresh
            .Select((f, i) => DiscoveryItem.File(new DiscoveryId(first.Number + i), scan.Source, f, scan.Commit, now))
            .ToDictionary(d => d.Key, StringComparer.Ordinal);
        db.Discoveries.AddRange(items.Values);
        return items;
    }

    private static DiscoveryAnswer Answer(FoundThing found, DiscoveryItem? item, Func<FoundThing, string?> registered)
    {
        var isOpen = item is null or { State: DiscoveryState.ToTriage };
        var model = isOpen ? registered(found) : item!.RegisteredAs;
        return new DiscoveryAnswer(
            item?.Id,
            found.Kind,
            found.Name,
            found.Path,
            found.Sha256,
            isOpen && model is not null ? DiscoveryState.Registered : item?.State ?? DiscoveryState.ToTriage,
            model,
            item?.Reason?.Text
        );
    }
}
