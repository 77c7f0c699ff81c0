using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Nodes;

/// <summary>
/// Lets the pages and jobs of this node hear what others commit. Each message says its place in the log. Where one is missing, as after a
/// broken connection or from a program that tells nothing, this reads the log on from where it was, and says that more may have changed:
/// what an entry covers besides its subject is told and not kept.
/// </summary>
internal sealed class LogOfNodes(IDbContextFactory<GovernanceDbContext> dbFactory, ChangeFeed feed, LogTip tip, NodeSignals? signals = null)
    : INodeTopic
{
    private const int Batch = 500;

    // Of a node that was away for long all pages read again anyway.
    private const int MaxBehind = 20_000;

    // Place of the next entry; null before the first connection.
    private long? _next;

    // Up to here the log itself was read, and pages were told that more may have changed: what is still to be heard of it is known.
    private long _read;

    public string Name => NodeSignals.Log;

    public async Task ListeningAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await ReadOnAsync(db, await LogFollowers.EndAsync(db, ct), ct);
        tip.Heard(_read);
        feed.PublishMissed();
    }

    public async Task HearAsync(string text, CancellationToken ct)
    {
        if (LogNews.Parse(text) is not { } news || news.First < _read)
        {
            return;
        }

        if (news.First > _next)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await ReadOnAsync(db, news.First, ct);
            feed.PublishMissed();
        }

        // Before anyone is woken by it.
        _next = Math.Max(_next ?? 0, news.First + news.Count);
        tip.Heard(_next.Value);
        // What this node does it says itself, with the answer.
        if (news.Node != signals?.Node)
        {
            feed.Publish(news.Changes);
        }
    }

    private async Task ReadOnAsync(GovernanceDbContext db, long end, CancellationToken ct)
    {
        while (_next is { } next && next < end && end - next <= MaxBehind)
        {
            var entries = await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Index >= next && e.Index < end)
                .OrderBy(e => e.Index)
                .Take(Batch)
                .Select(e => new
                {
                    e.Index,
                    e.Action,
                    e.Subject,
                    e.Refused,
                })
                .ToListAsync(ct);
            if (entries.Count == 0)
            {
                break;
            }

            feed.Publish([.. entries.Where(e => !e.Refused).Select(e => new Change(e.Action, e.Subject))]);
            _next = entries[^1].Index + 1;
        }

        (_next, _read) = (end, end);
    }
}
