using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Risks;

/// <summary>Open risks above the appetite they are judged by that no one has accepted.</summary>
internal sealed class RiskStory(IOptions<RisksOptions> options) : IStorySource
{
    private const int Most = 10;

    public string Watches => "risk appetite";

    public Permission Reads => Permission.ReadRisks;

    public async Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var above = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && !r.Acceptances.Any(a => a.State == AcceptanceState.InForce && a.ExpiresAt > now))
            .Judged(db, options.Value.Appetite)
            .Where(j => (j.Risk.ResidualScore ?? j.Risk.InherentScore) > j.Appetite)
            .OrderByDescending(j => j.Risk.ResidualScore ?? j.Risk.InherentScore)
            .ThenBy(j => j.Risk.Id)
            .Take(Most)
            .ToListAsync(ct);
        return [.. above.Select(j => Of(j.Risk, j.Appetite))];
    }

    private static FormattableString Sentence(TextLink link, Risk risk, int appetite) =>
        risk.ResidualScore is { } residual
            ? $"{link} is above appetite: residual score {residual}, appetite {appetite}"
            : (FormattableString)
                $"{link} is not assessed and counts as above appetite: inherent score {risk.InherentScore}, appetite {appetite}";

    private static StorySentence Of(Risk risk, int appetite)
    {
        var link = new TextLink(risk.Id.ToString(), $"/risks/{risk.Id}");
        var raised = risk.IsRaised ? risk.SignalAlert : null;
        // One that people assessed above the appetite was there before its signal spoke.
        FormattableString effect = (risk.Assessed?.Score <= appetite) switch
        {
            true => $"{link} is above appetite because of it",
            false => $"it raised {link}, which was already above appetite",
        };
        return new(
            risk.Band is RiskBand.Critical ? StorySeverity.Critical : StorySeverity.Warning,
            Sentence(link, risk, appetite),
            risk.RaisedAt
        )
        {
            Subjects = [risk.Id.ToString()],
            Causes = raised is { } alert ? [alert.ToString()] : [],
            AsEffect = effect,
        };
    }
}
