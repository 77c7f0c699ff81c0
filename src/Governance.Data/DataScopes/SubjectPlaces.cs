using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Datasets;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Discovery;
using Governance.Domain.Experiments;
using Governance.Domain.Explanations;
using Governance.Domain.Gates;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Oversight;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Threats;
using Governance.Domain.Training;
using Governance.Domain.Validation;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.DataScopes;

/// <summary>Where a thing belongs.</summary>
/// <param name="IsKnown">False when there is no such thing, or the text names none.</param>
/// <param name="Places">Models by name and systems by id; none for a matter of the whole organisation.</param>
public sealed record Placed(bool IsKnown, IReadOnlyCollection<string> Places)
{
    /// <summary>Nothing of that name.</summary>
    public static Placed Unknown { get; } = new(false, []);
}

/// <summary>
/// Finds to which models and systems a thing belongs, by its readable id. The one place that knows; it sees everything, no matter who asks.
/// </summary>
public static class SubjectPlaces
{
    private delegate Task<Placed> Finder(GovernanceDbContext db, string id, CancellationToken ct);

    private static readonly Dictionary<string, Finder> s_finders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SYS"] = (db, text, ct) =>
            Find<SystemId>(text, id => db.AiSystems.Where(s => s.Id == id).Select(s => new Row(null, null, null)), ct, id => id.ToString()),
        ["ASM"] = async (db, text, ct) =>
            DisplayId.TryParse<AssessmentId>(text, out var id)
                ? Of(
                    (
                        await db
                            .Assessments.IgnoreQueryFilters()
                            .Where(a => a.Id == id)
                            .Select(a => new { a.System })
                            .SingleOrDefaultAsync(ct)
                    )?.System.ToString()
                )
                : Placed.Unknown,
        [Prefix<OverseerId>()] = async (db, text, ct) =>
            DisplayId.TryParse<OverseerId>(text, out var id)
                ? Of(
                    (
                        await db
                            .Overseers.IgnoreQueryFilters()
                            .Where(o => o.Id == id)
                            .Select(o => new { o.System })
                            .SingleOrDefaultAsync(ct)
                    )?.System.ToString()
                )
                : Placed.Unknown,
        [Prefix<SystemTargetsId>()] = async (db, text, ct) =>
            DisplayId.TryParse<SystemTargetsId>(text, out var id)
                ? Of(
                    (
                        await db
                            .SystemTargets.IgnoreQueryFilters()
                            .Where(t => t.Id == id)
                            .Select(t => new { t.System })
                            .SingleOrDefaultAsync(ct)
                    )?.System.ToString()
                )
                : Placed.Unknown,
        [Prefix<StopTestId>()] = async (db, text, ct) =>
            DisplayId.TryParse<StopTestId>(text, out var id)
                ? Of(
                    (
                        await db
                            .StopTests.IgnoreQueryFilters()
                            .Where(t => t.Id == id)
                            .Select(t => new { t.System })
                            .SingleOrDefaultAsync(ct)
                    )?.System.ToString()
                )
                : Placed.Unknown,
        ["APR"] = (db, text, ct) =>
            Find<PromotionId>(text, id => db.Promotions.Where(p => p.Id == id).Select(p => new Row(p.Model, null, null)), ct),
        ["SGN"] = (db, text, ct) =>
            Find<SignOffId>(
                text,
                id =>
                    db.Promotions.Where(p => db.SignOffs.Any(s => s.Id == id && s.Promotion == p.Id))
                        .Select(p => new Row(p.Model, null, null)),
                ct
            ),
        ["OVR"] = (db, text, ct) =>
            Find<OverrideId>(text, id => db.Overrides.Where(o => o.Id == id).Select(o => new Row(o.Model, null, null)), ct),
        ["GATE"] = (db, text, ct) =>
            Find<GateRunId>(text, id => db.GateRuns.Where(g => g.Id == id).Select(g => new Row(g.Model, null, null)), ct),
        ["WVR"] = (db, text, ct) =>
            Find<WaiverId>(text, id => db.Waivers.Where(w => w.Id == id).Select(w => new Row(w.Model, null, null)), ct),
        ["PMT"] = (db, text, ct) =>
            Find<PermitId>(text, id => db.Permits.Where(p => p.Id == id).Select(p => new Row(p.Model, null, null)), ct),
        [Prefix<PostureId>()] = (db, text, ct) =>
            Find<PostureId>(text, id => db.Postures.Where(p => p.Id == id).Select(p => new Row(p.Model, null, null)), ct),
        [Prefix<ModelReviewId>()] = (db, text, ct) =>
            Find<ModelReviewId>(text, id => db.ModelReviews.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)), ct),
        [Prefix<TrainingPermitId>()] = (db, text, ct) =>
            Find<TrainingPermitId>(text, id => db.TrainingPermits.Where(p => p.Id == id).Select(p => new Row(p.Model, null, null)), ct),
        [Prefix<TrainingRunId>()] = (db, text, ct) =>
            Find<TrainingRunId>(
                text,
                id => db.TrainingRuns.Where(r => r.Id == id).Select(r => new Row(r.Model == "" ? null : r.Model, null, null)),
                ct
            ),
        [Prefix<DataTaskId>()] = (db, text, ct) =>
            Find<DataTaskId>(
                text,
                id => db.DataTasks.Where(t => t.Id == id).Select(t => new Row(t.Model == "" ? null : t.Model, null, null)),
                ct
            ),
        [Prefix<ExperimentId>()] = (db, text, ct) =>
            Find<ExperimentId>(text, id => db.Experiments.Where(e => e.Id == id).Select(e => new Row(e.Model, null, null)), ct),
        [Prefix<AgentCallId>()] = (db, text, ct) =>
            Find<AgentCallId>(text, id => db.AgentCalls.Where(c => c.Id == id).Select(c => new Row(c.Model, null, null)), ct),
        [Prefix<AgentCallBatchId>()] = (db, text, ct) =>
            Find<AgentCallBatchId>(text, id => db.AgentCallBatches.Where(b => b.Id == id).Select(b => new Row(b.Model, null, null)), ct),
        [Prefix<AgentObservationId>()] = (db, text, ct) =>
            Find<AgentObservationId>(
                text,
                id => db.AgentToolObservations.Where(o => o.Id == id).Select(o => new Row(o.Model, null, null)),
                ct
            ),
        [Prefix<AgentRunId>()] = (db, text, ct) =>
            Find<AgentRunId>(text, id => db.AgentRuns.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)), ct),
        [Prefix<DatasetId>()] = DatasetAsync,
        ["HKC"] = (db, text, ct) =>
            Find<HookCallId>(text, id => db.HookCalls.Where(h => h.Id == id).Select(h => new Row(h.Model, null, null)), ct),
        [Prefix<SourceReviewId>()] = (db, text, ct) =>
            Find<SourceReviewId>(text, id => db.SourceReviews.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)), ct),
        ["EVD"] = (db, text, ct) =>
            Find<EvidenceId>(text, id => db.Evidence.Where(e => e.Id == id).Select(e => new Row(e.Model, null, null)), ct),
        ["DEP"] = (db, text, ct) =>
            Find<DeploymentId>(text, id => db.Deployments.Where(d => d.Id == id).Select(d => new Row(d.Model, null, null)), ct),
        ["WIN"] = (db, text, ct) =>
            Find<WindowId>(text, id => db.Windows.Where(w => w.Id == id).Select(w => new Row(w.Model, null, null)), ct),
        ["LBL"] = (db, text, ct) => Find(text, id => db.LabelBatches.Where(b => b.Id == id).Select(b => new Row(b.Model, null, null)), ct),
        ["FIG"] = (db, text, ct) =>
            Find(text, id => db.BusinessFigures.Where(f => f.Id == id).Select(f => new Row(f.Model, null, null)), ct),
        ["ALR"] = (db, text, ct) =>
            Find<AlertId>(text, id => db.Alerts.Where(a => a.Id == id).Select(a => new Row(a.Model, null, null)), ct),
        ["MON"] = (db, text, ct) =>
            Find<MonitorId>(text, id => db.Monitors.Where(m => m.Id == id).Select(m => new Row(m.Model, null, null)), ct),
        ["RSK"] = (db, text, ct) =>
            Find<RiskId>(text, id => db.Risks.Where(r => r.Id == id).Select(r => new Row(r.Model, r.SystemId, null)), ct),
        ["CRD"] = (db, text, ct) =>
            About<CardId>(db, text, id => db.Cards.Where(c => c.Id == id).Select(c => new Row(null, null, c.Subject)), ct),
        ["RET"] = (db, text, ct) =>
            About<RetirementId>(db, text, id => db.Retirements.Where(r => r.Id == id).Select(r => new Row(null, null, r.Subject)), ct),
        ["REP"] = (db, text, ct) =>
            About<ReportId>(db, text, id => db.Reports.Where(r => r.Id == id).Select(r => new Row(null, null, r.Subject)), ct),
        [Prefix<DecisionReviewId>()] = (db, text, ct) =>
            Find<DecisionReviewId>(text, id => db.DecisionReviews.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)), ct),
        [Prefix<ExplanationRequestId>()] = (db, text, ct) =>
            Find<ExplanationRequestId>(
                text,
                id => db.ExplanationRequests.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)),
                ct
            ),
        [Prefix<TierAssessmentId>()] = (db, text, ct) =>
            Find<TierAssessmentId>(text, id => db.TierAssessments.Where(t => t.Id == id).Select(t => new Row(t.Model, null, null)), ct),
        [Prefix<ValidationId>()] = (db, text, ct) =>
            Find<ValidationId>(text, id => db.ModelValidations.Where(v => v.Id == id).Select(v => new Row(v.Model, null, null)), ct),
        [Prefix<FindingId>()] = (db, text, ct) =>
            Find<FindingId>(text, id => db.ValidationFindings.Where(f => f.Id == id).Select(f => new Row(f.Model, null, null)), ct),
        [Prefix<ModelChangeId>()] = (db, text, ct) =>
            Find<ModelChangeId>(text, id => db.ModelChanges.Where(c => c.Id == id).Select(c => new Row(c.Model, null, null)), ct),
        [Prefix<OverlayId>()] = (db, text, ct) =>
            Find<OverlayId>(text, id => db.ModelOverlays.Where(o => o.Id == id).Select(o => new Row(o.Model, null, null)), ct),
        // Before it is accepted a proposal belongs to no system: a matter of the whole organisation.
        // What scans found is a matter of the whole organisation.
        [Prefix<DiscoveryId>()] = async (db, text, ct) =>
            DisplayId.TryParse<DiscoveryId>(text, out var id) && await db.Discoveries.IgnoreQueryFilters().AnyAsync(d => d.Id == id, ct)
                ? new Placed(true, [])
                : Placed.Unknown,
        [Prefix<UseCaseId>()] = async (db, text, ct) =>
            DisplayId.TryParse<UseCaseId>(text, out var id)
            && await db.UseCases.IgnoreQueryFilters().Where(u => u.Id == id).Select(u => new { u.System }).SingleOrDefaultAsync(ct)
                is { } useCase
                ? new Placed(true, useCase.System is { } system ? [system.ToString()] : [])
                : Placed.Unknown,
        [Prefix<ThreatModelId>()] = async (db, text, ct) =>
            DisplayId.TryParse<ThreatModelId>(text, out var id)
                ? Of(
                    (
                        await db
                            .ThreatModels.IgnoreQueryFilters()
                            .Where(m => m.Id == id)
                            .Select(m => new { m.System })
                            .SingleOrDefaultAsync(ct)
                    )?.System.ToString()
                )
                : Placed.Unknown,
        [Prefix<ValidationScheduleId>()] = (db, text, ct) =>
            Find<ValidationScheduleId>(
                text,
                id => db.ValidationSchedules.Where(s => s.Id == id).Select(s => new Row(s.Model, null, null)),
                ct
            ),
        [Prefix<ValidationRunId>()] = (db, text, ct) =>
            Find<ValidationRunId>(text, id => db.ValidationRuns.Where(r => r.Id == id).Select(r => new Row(r.Model, null, null)), ct),
        [Prefix<HeldOutSetId>()] = (db, text, ct) =>
            Find<HeldOutSetId>(text, id => db.HeldOutSets.Where(s => s.Id == id).Select(s => new Row(s.Model, null, null)), ct),
        ["INC"] = IncidentAsync,
    };

    /// <summary>Prefixes of ids of things that belong to models or systems.</summary>
    public static IReadOnlyCollection<string> Prefixes => s_finders.Keys;

    /// <summary>Finds where a thing belongs.</summary>
    /// <param name="db">A context.</param>
    /// <param name="subject">A readable id, a model, <c>model@version</c>, or an id with a part of the thing behind a slash.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Placed> FindAsync(GovernanceDbContext db, string? subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (string.IsNullOrEmpty(subject) || subject.Length > 300)
        {
            return Placed.Unknown;
        }

        var whole = subject.Split('/')[0];
        var dash = whole.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && s_finders.TryGetValue(whole[..dash], out var finder) && await finder(db, whole, ct) is { IsKnown: true } found)
        {
            return found;
        }

        var model = whole.Split('@')[0];
        return ModelName.IsModel(model) && await db.Models.IgnoreQueryFilters().AnyAsync(m => m.Name == model, ct)
            ? new Placed(true, [model])
            : Placed.Unknown;
    }

    /// <summary>Finds where an AI decision belongs, by its sender's id.</summary>
    public static async Task<Placed> OfDecisionAsync(GovernanceDbContext db, string? decision, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (
            string.IsNullOrEmpty(decision)
            || await db.DecisionIds.AsNoTracking().Where(k => k.Id == decision).Select(k => new { k.Number }).FirstOrDefaultAsync(ct)
                is not { } key
        )
        {
            return Placed.Unknown;
        }

        var model = await db
            .Decisions.IgnoreQueryFilters()
            .Where(d => d.Number == key.Number)
            .SelectMany(d => db.DecisionSources.Where(s => s.Id == d.Source).Select(s => s.Model))
            .FirstOrDefaultAsync(ct);
        return new Placed(true, model is null ? [] : [model]);
    }

    private static string Prefix<T>()
        where T : struct, IDisplayId<T> => T.Prefix;

    private static Placed Of(params ReadOnlySpan<string?> places)
    {
        var named = new List<string>();
        foreach (var place in places)
        {
            if (!string.IsNullOrEmpty(place))
            {
                named.Add(place);
            }
        }

        return named.Count == 0 ? Placed.Unknown : new Placed(true, named);
    }

    private static async Task<Placed> Find<T>(
        string text,
        Func<T, IQueryable<Row>> query,
        CancellationToken ct,
        Func<T, string>? self = null
    )
        where T : struct, IDisplayId<T> =>
        DisplayId.TryParse<T>(text, out var id) && await query(id).IgnoreQueryFilters().FirstOrDefaultAsync(ct) is { } row
            ? new Placed(
                true,
                self is not null ? [self(id)] : [.. new[] { row.Model, row.System }.OfType<string>().Where(p => p.Length > 0)]
            )
            : Placed.Unknown;

    private static async Task<Placed> Find(string text, Func<long, IQueryable<Row>> query, CancellationToken ct) =>
        MeasurementRef.TryParse(text, out var measured)
        && await query(measured.Number).IgnoreQueryFilters().FirstOrDefaultAsync(ct) is { Model: { } model }
            ? new Placed(true, [model])
            : Placed.Unknown;

    // Names what it is about in words of its own: that thing is looked up in turn.
    private static async Task<Placed> About<T>(GovernanceDbContext db, string text, Func<T, IQueryable<Row>> query, CancellationToken ct)
        where T : struct, IDisplayId<T> =>
        DisplayId.TryParse<T>(text, out var id) && await query(id).IgnoreQueryFilters().FirstOrDefaultAsync(ct) is { } row
            ? (await FindAsync(db, row.About, ct)) with
            {
                IsKnown = true,
            }
            : Placed.Unknown;

    // A dataset belongs to the systems that its record names, and to none because a version names it. A change of it has gates of every
    // model judged again whose versions name it, so these lie within as well, or someone with the whole organisation changes it.
    private static async Task<Placed> DatasetAsync(GovernanceDbContext db, string text, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<DatasetId>(text, out var id)
            || await db
                .Datasets.IgnoreQueryFilters()
                .Where(d => d.Id == id)
                .Select(d => new { d.Name, Systems = EF.Property<List<string>>(d, "_systems") })
                .SingleOrDefaultAsync(ct)
                is not { } dataset
        )
        {
            return Placed.Unknown;
        }

        if (dataset.Systems.Count == 0)
        {
            return new Placed(true, []);
        }

        var models = await db
            .RegisteredDatasets.IgnoreQueryFilters()
            .Where(d => d.Name == dataset.Name)
            .Select(d => d.Model)
            .Distinct()
            .ToListAsync(ct);
        return new Placed(true, [.. dataset.Systems, .. models]);
    }

    private static async Task<Placed> IncidentAsync(GovernanceDbContext db, string text, CancellationToken ct)
    {
        if (
            !DisplayId.TryParse<IncidentId>(text, out var id)
            || await db
                .Incidents.IgnoreQueryFilters()
                .Where(i => i.Id == id)
                .Select(i => new { Systems = EF.Property<List<string>>(i, "_systems") })
                .SingleOrDefaultAsync(ct)
                is not { } incident
        )
        {
            return Placed.Unknown;
        }

        var models = await db
            .IncidentVersions.IgnoreQueryFilters()
            .Where(v => v.Incident == id)
            .Select(v => v.Model)
            .Distinct()
            .ToListAsync(ct);
        return new Placed(true, [.. incident.Systems, .. models]);
    }

    private sealed record Row(string? Model, string? System, string? About);
}
