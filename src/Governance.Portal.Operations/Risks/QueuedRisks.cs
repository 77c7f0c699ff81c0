using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Risks;

/// <summary>
/// Acceptances of risks that wait for their second signature, and risks above their appetite that are neither accepted nor being treated:
/// they wait for their owner. Reviews and steps stand in the queue by their clocks.
/// </summary>
internal sealed class QueuedRisks(IOptions<RisksOptions> options) : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_signWithin = TimeSpan.FromDays(7);

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
            .. access.Has(Permission.AcceptRisk) ? await ToSignAsync(db, new(person, access.PrintedName, access.Role), ct) : [],
            .. access.Has(Permission.WriteRisks) ? await AboveAppetiteAsync(db, person, now, ct) : [],
        ];
    }

    private static async Task<IReadOnlyList<QueueItem>> ToSignAsync(GovernanceDbContext db, Signer signer, CancellationToken ct)
    {
        var waiting = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && r.Acceptances.Any(a => a.State == AcceptanceState.Waiting))
            .OrderBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(r => r.CanBeAcceptedBy(signer))
                .Select(r => (Risk: r, At: r.Acceptance!.Signatures.Max(s => (DateTimeOffset?)s.Attestation.At)))
                .Select(w =>
                    Of(w.Risk, Wording.Text($"One of two signatures on its acceptance"), Wording.Text($"Sign the acceptance")) with
                    {
                        Since = w.At,
                        DueAt = w.At + s_signWithin,
                    }
                ),
        ];
    }

    private async Task<IReadOnlyList<QueueItem>> AboveAppetiteAsync(
        GovernanceDbContext db,
        UserId person,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var above = await db
            .Risks.AsNoTracking()
            .Where(r =>
                r.State == RiskState.Open
                && r.Owner == person
                && r.DueAt == null
                && !r.Acceptances.Any(a => a.State == AcceptanceState.Waiting || (a.State == AcceptanceState.InForce && a.ExpiresAt > now))
            )
            .AboveAppetite(db, options.Value.Appetite)
            .OrderByDescending(r => r.ResidualScore)
            .ThenBy(r => r.Id)
            .Take(Most)
            .ToListAsync(ct);
        return [.. above.Select(r => Of(r, Wording.Text($"Above the risk appetite"), Wording.Text($"Treat the risk or have it accepted")))];
    }

    private static QueueItem Of(Risk risk, Wording about, Wording asked) =>
        new(risk.Id.ToString(), $"/risks/{risk.Id}", "Risk", "shield", Wording.Verbatim(risk.Title), about, asked)
        {
            Severity = QueueSeverity.Of(risk.Band),
        };
}
