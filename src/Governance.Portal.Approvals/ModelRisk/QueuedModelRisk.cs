using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>
/// What of a model's risk waits for a second person: later days for findings, overlays, lower tiers. And models whose class
/// changed, so that their owner has to assess the tier again.
/// </summary>
internal sealed class QueuedModelRisk : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is not { } person)
        {
            return [];
        }

        return
        [
            .. access.Has(Permission.ValidateModels) ? await ToConfirmAsync(db, new(person, access.PrintedName, access.Role), ct) : [],
            .. access.Has(Permission.ManageModelRisk) ? await ToAssessAsync(db, person, ct) : [],
        ];
    }

    private static async Task<IReadOnlyList<QueueItem>> ToConfirmAsync(GovernanceDbContext db, Signer signer, CancellationToken ct)
    {
        var findings = await db
            .ValidationFindings.AsNoTracking()
            .Where(f => f.State == FindingState.Open && f.Extensions.Any(e => e.State == ExtensionState.Asked))
            .OrderBy(f => f.Id)
            .Take(Most)
            .ToListAsync(ct);
        var overlays = await db
            .ModelOverlays.AsNoTracking()
            .Where(o => o.State == OverlayState.Proposed)
            .OrderBy(o => o.Id)
            .Take(Most)
            .ToListAsync(ct);
        var tiers = await db
            .TierAssessments.AsNoTracking()
            .Where(t => t.State == TierState.Proposed)
            .OrderBy(t => t.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. findings
                .Where(f => f.IsExtensionAskedOf(signer))
                .Select(f =>
                    Of(f.Id.ToString(), f.Model, "A later date has been requested", "Confirm or decline the date", f.Waiting!.At) with
                    {
                        Severity = QueueSeverity.Of(f.Severity),
                    }
                ),
            .. overlays
                .Where(o => o.IsAskedOf(signer))
                .Select(o =>
                    Of(o.Id.ToString(), o.Model, "Overlay or limitation proposed", "Approve or end the overlay or limitation", o.ProposedAt)
                ),
            .. tiers
                .Where(t => t.IsAskedOf(signer))
                .Select(t => Of(t.Id.ToString(), t.Model, "A lower tier has been proposed", "Confirm or decline the tier", t.At)),
        ];
    }

    // Tiers whose time is over stand in the queue by their clock.
    private static async Task<IReadOnlyList<QueueItem>> ToAssessAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        var reclassified = await db.TiersInForceNow()
            .Where(t => t.Model.Owner == person && t.Tier.RiskClass != t.Model.RiskClass)
            .OrderBy(t => t.Tier.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. reclassified.Select(t =>
                Of(t.Tier.Id.ToString(), t.Model.Name, "Its risk class changed", "Assess the tier again", t.Tier.At) with
                {
                    Title = Wording.Verbatim(t.Model.DisplayName),
                    Severity = QueueSeverity.Of(t.Model.RiskClass),
                    DueAt = null,
                }
            ),
        ];
    }

    private static QueueItem Of(string id, string model, string about, string asked, DateTimeOffset since) =>
        new(
            id,
            ModelRiskAddresses.Of(model),
            "Model risk",
            "rule",
            Wording.Verbatim(model),
            Wording.Sentence(about),
            Wording.Sentence(asked)
        )
        {
            Since = since,
            DueAt = since + s_within,
        };
}
