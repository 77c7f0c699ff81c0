using Governance.Data;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Whether this node takes writes, and whether the log is well as far as it knows.</summary>
internal sealed class LogStanding(LogHealth health, INodeReadiness node) : IMeasureNode
{
    public async Task MeasureAsync(PortalMeter meter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        meter.Log.Health(health.Sentence is not null || health.Records is not null, health.KeyAway is not null);
        meter.Log.Writes((await node.ReadAsync(ct)).WritesRefused.Count > 0);
    }
}

/// <summary>How far the log is signed, and how far those outside follow.</summary>
internal sealed class LogState(IOptions<WatchOptions> options) : IMeasureState
{
    public async Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(round);
        var now = round.Now;
        var entries = (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
        var newest = await db
            .Checkpoints.AsNoTracking()
            .OrderByDescending(c => c.Size)
            .Select(c => new { c.Size, c.SignedAt })
            .FirstOrDefaultAsync(ct);
        meter.Log.Signed(entries, newest?.Size ?? 0, now - newest?.SignedAt);
        if (options.Value.Anchors.Length + options.Value.Witnesses.Length == 0)
        {
            return;
        }

        var states = await db.OutsideStates.AsNoTracking().ToDictionaryAsync(s => s.Name, StringComparer.Ordinal, ct);
        for (var i = 0; i < options.Value.Anchors.Length; i++)
        {
            Tell("anchor", i, AnchorTarget.Parse(options.Value.Anchors[i])!.Name);
        }

        for (var i = 0; i < options.Value.Witnesses.Length; i++)
        {
            Tell("witness", i, WitnessTarget.Parse(options.Value.Witnesses[i])!.Name);
        }

        void Tell(string kind, int place, string name)
        {
            var state = states.GetValueOrDefault(name);
            meter.Log.Kept($"{kind} {place + 1}", (newest?.Size ?? 0) - (state?.LastSize ?? 0), now - state?.LastAt, state?.Failures ?? 0);
        }
    }
}
