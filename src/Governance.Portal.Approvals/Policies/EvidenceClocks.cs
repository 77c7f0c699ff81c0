using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// When evidence of versions in production becomes too old for a rule that blocks: the newest of each kind. The policies are those that are
/// about the model by its registered class and its tier.
/// </summary>
internal sealed class EvidenceClocks : IClockSource
{
    private static readonly string s_stage = WireName.Of(Stage.Production);

    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(question.Of is null ? Permission.ReadRegistry : Permission.AddEvidence))
        {
            return [];
        }

        var policies = await ActivePolicies.ShownAsync(db, ct);
        var kinds = policies
            .SelectMany(EvidenceAgeLimit.Of)
            .Select(l => WireName.TryParse<EvidenceKind>(l.Kind, out var kind) ? kind : (EvidenceKind?)null)
            .OfType<EvidenceKind>()
            .Distinct()
            .ToList();
        if (kinds.Count == 0)
        {
            return [];
        }

        var models = db.Models.AsNoTracking();
        if (question.Of is { } of)
        {
            models = models.Where(m => m.Owner == of);
        }

        var counted = db.Evidence.AsNoTracking().Where(e => e.WithdrawnAt == null && kinds.Contains(e.Kind));
        var found = await (
            from evidence in counted
            join model in models on evidence.Model equals model.Name
            where
                db.Deployments.Any(d =>
                    d.Model == evidence.Model && d.Version == evidence.Version && d.Until == null && d.Stage == Stage.Production
                )
                && !counted.Any(newer =>
                    newer.Model == evidence.Model
                    && newer.Version == evidence.Version
                    && newer.Kind == evidence.Kind
                    && (
                        newer.ProducedAt > evidence.ProducedAt
                        || (newer.ProducedAt == evidence.ProducedAt && (int)(object)newer.Id > (int)(object)evidence.Id)
                    )
                )
            orderby evidence.ProducedAt, evidence.Id
            select new
            {
                Model = model,
                evidence.Id,
                evidence.Version,
                evidence.Kind,
                evidence.ProducedAt,
                IsAgent = db.Agents.Any(a => a.Model == model.Name),
                Tier = db
                    .TierAssessments.Where(t => t.Model == model.Name && t.State == TierState.InForce)
                    .OrderByDescending(t => t.Id)
                    .Select(t => (ModelTier?)t.Tier)
                    .FirstOrDefault(),
            }
        )
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. found
                .Select(e => (Evidence: e, Limit: LimitOf(policies, e.Model, e.IsAgent, e.Tier, e.Kind, now)))
                .Where(e => e.Limit is not null)
                .Select(e => new RunningClock(
                    "attach_file",
                    $"Evidence {e.Evidence.Id} becomes too old",
                    $"{e.Evidence.Model.Name} {e.Evidence.Version}, {e.Limit!.Policy} {e.Limit.Rule}",
                    e.Evidence.ProducedAt.AddDays(e.Limit.Days),
                    $"/models/{Uri.EscapeDataString(e.Evidence.Model.Name)}/versions/{Uri.EscapeDataString(e.Evidence.Version)}",
                    IsDuty: true
                )
                {
                    Kind = "Evidence record",
                    Person = e.Evidence.Model.Owner,
                    Task = new ClockTask(
                        e.Evidence.Id.ToString(),
                        Wording.Verbatim($"{e.Evidence.Model.DisplayName} {e.Evidence.Version}"),
                        Wording.Text($"Soon too old for {e.Limit!.Policy}"),
                        Wording.Text($"Renew the evidence"),
                        e.Evidence.ProducedAt
                    )
                    {
                        Severity = QueueSeverity.Of(e.Evidence.Model.RiskClass),
                        IsAskedInTime = true,
                    },
                    Model = e.Evidence.Model.Name,
                })
                .OrderBy(c => c.At),
        ];
    }

    private static EvidenceAgeLimit? LimitOf(
        IReadOnlyList<PolicyDocument> policies,
        Model model,
        bool isAgent,
        ModelTier? tier,
        EvidenceKind kind,
        DateTimeOffset now
    )
    {
        var judged = new GateModel(model.Name, model.RiskClass is { } known ? WireName.Of(known) : null, model.Tags)
        {
            Tier = tier is { } assessed ? WireName.Of(assessed) : null,
            Kind = isAgent ? "agent" : "model",
        };
        return EvidenceAgeLimit.Of(policies, judged, s_stage, now).FirstOrDefault(l => l.Kind == WireName.Of(kind));
    }
}
