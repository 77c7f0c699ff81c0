using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Decisions;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// When versions were allowed to decide, read for some of them at once: approvals, deployments, retirements, incidents, stops of agents and
/// experiments.
/// Read of everything there is, whoever asks: what another system's incident holds is held here, too.
/// </summary>
public static class TrafficAuthorities
{
    // Of an experiment that has not started.
    private static readonly TrafficSpan s_notYet = new(DateTimeOffset.MaxValue, null);

    /// <summary>Of one version, kept on this node while the log shows that it holds: intake asks for every batch.</summary>
    public static Task<TrafficAuthority> OfAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.KeptAsync(
            "traffic-authority",
            (model, version),
            FigureBasis.Records,
            async () => (await ReadAsync(db, [(model, version)], ct)).GetValueOrDefault((model, version), TrafficAuthority.None),
            ct
        );
    }

    /// <summary>Of some versions, in four statements, however many they are.</summary>
    public static async Task<IReadOnlyDictionary<(string Model, string Version), TrafficAuthority>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<(string Model, string Version)> versions,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(versions);
        if (versions.Count == 0)
        {
            return new Dictionary<(string, string), TrafficAuthority>();
        }

        var (models, names) = (versions.Select(v => v.Model).Distinct().ToList(), versions.Select(v => v.Version).Distinct().ToList());
        var known = await db
            .Versions.IgnoreQueryFilters()
            .Where(v => models.Contains(v.Model) && names.Contains(v.Version))
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.Stage,
                Deployed = db
                    .Deployments.Where(d => d.Model == v.Model && d.Version == v.Version && d.Stage == Stage.Production)
                    .Min(d => (DateTimeOffset?)d.Since),
                Retired = db
                    .StageChanges.Where(s => s.Model == v.Model && s.Version == v.Version && s.To == Stage.Retired)
                    .Max(s => (DateTimeOffset?)s.At),
                Stopped = db.Agents.Where(a => a.Model == v.Model).Max(a => a.StoppedAt),
                Resumed = db.Agents.Where(a => a.Model == v.Model && !a.IsStopped).Max(a => a.ResumedAt),
            })
            .ToListAsync(ct);
        var approved = await db
            .Promotions.IgnoreQueryFilters()
            .Where(p =>
                models.Contains(p.Model)
                && names.Contains(p.Version)
                && p.To == Stage.Production
                && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .Select(p => new
            {
                p.Model,
                p.Version,
                p.Experiment,
                p.RequestedAt,
                Signed = db.SignOffs.Where(s => s.Promotion == p.Id && s.Live).Max(s => (DateTimeOffset?)s.Attestation.At),
            })
            .ToListAsync(ct);
        var held = await db
            .IncidentVersions.IgnoreQueryFilters()
            .Where(v =>
                models.Contains(v.Model)
                && names.Contains(v.Version)
                && v.HeldAt != null
                && db.Incidents.Any(i => i.Id == v.Incident && !i.IsDrill)
            )
            .OrderBy(v => v.Incident)
            .Select(v => new
            {
                v.Incident,
                v.Model,
                v.Version,
                v.HeldAt,
                v.ReleasedAt,
            })
            .ToListAsync(ct);
        var tried = await db
            .Experiments.IgnoreQueryFilters()
            .Where(e => models.Contains(e.Model) && names.Contains(e.Challenger) && e.StartedAt != null)
            .Select(e => new
            {
                e.Id,
                e.Model,
                Version = e.Challenger,
                e.Kind,
                e.StartedAt,
                e.StoppedAt,
            })
            .ToListAsync(ct);
        return known.ToDictionary(
            v => (v.Model, v.Version),
            v => new TrafficAuthority
            {
                ApprovedSince = approved
                    .Where(p => p.Model == v.Model && p.Version == v.Version && p.Experiment is null)
                    .Select(p => (DateTimeOffset?)(p.Signed ?? p.RequestedAt))
                    .Append(v.Deployed)
                    .Min(),
                RetiredAt = v.Stage is Stage.Retired ? v.Retired : null,
                Holds =
                [
                    .. held.Where(h => h.Model == v.Model && h.Version == v.Version)
                        .Select(h => (h.Incident, new TrafficSpan(h.HeldAt!.Value, h.ReleasedAt))),
                ],
                Stops = v.Stopped is { } stopped ? [new TrafficSpan(stopped, v.Resumed)] : [],
                Tried =
                [
                    .. tried
                        .Where(e => e.Model == v.Model && e.Version == v.Version && e.Kind is ExperimentKind.Shadow)
                        .Select(e => (true, new TrafficSpan(e.StartedAt!.Value, e.StoppedAt))),
                    // What was signed for an experiment carries its run and nothing else: no other time, and no other experiment.
                    .. approved
                        .Where(p => p.Model == v.Model && p.Version == v.Version && p.Experiment is not null)
                        .Select(p =>
                            tried.Find(e => e.Id == p.Experiment) is { } run
                                ? (false, new TrafficSpan(Later(run.StartedAt!.Value, p.Signed ?? p.RequestedAt), run.StoppedAt))
                                : (false, s_notYet)
                        ),
                ],
            }
        );
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
