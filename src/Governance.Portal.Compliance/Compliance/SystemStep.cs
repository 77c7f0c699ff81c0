using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>The first AI system is registered, and its classification signed.</summary>
internal sealed class SystemStep : ISetupStep
{
    private static readonly AssessmentState[] s_counts = [AssessmentState.Signed, AssessmentState.NeedsReview];

    public int Number => 4;

    public Permission Permission => Permission.WriteCompliance;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var first = await db.KeptAsync(
            "first-system",
            null,
            FigureBasis.Records,
            () =>
                db
                    .AiSystems.AsNoTracking()
                    .Select(s => new
                    {
                        s.Id,
                        SignedAt = db
                            .Assessments.Where(a => a.System == s.Id && s_counts.Contains(a.State))
                            .OrderBy(a => a.SignedAt)
                            .Select(a => a.SignedAt)
                            .FirstOrDefault(),
                    })
                    .OrderBy(s => s.SignedAt == null)
                    .ThenBy(s => s.Id)
                    .FirstOrDefaultAsync(ct),
            ct
        );
        return new(
            "Register and classify the first AI system",
            "Its class under the AI Act determines which obligations apply, from when, and what evidence they require.",
            "Open AI systems",
            ComplianceAddresses.Systems,
            first?.SignedAt is not null
        )
        {
            DoneAt = first?.SignedAt,
            Missing = first switch
            {
                null => [],
                { SignedAt: null } => ["a signed classification"],
                _ => [],
            },
        };
    }
}
