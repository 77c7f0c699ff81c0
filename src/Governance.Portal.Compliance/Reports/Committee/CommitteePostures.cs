using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting.Committee;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>Reads how what runs stands to the policies now.</summary>
internal static class CommitteePostures
{
    private const int Most = 10;
    private const int MostRules = 3;

    public static async Task<(CommitteePosture Counts, CommitteeRows<CommitteeDeployment> Out)> ReadAsync(
        GovernanceDbContext db,
        CommitteeWords words,
        CancellationToken ct
    )
    {
        var counts = await PosturesNow.CountAsync(db, ct);
        var found = await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null && p.State == PostureState.Out)
            .OrderBy(p => p.GraceUntil == null)
            .ThenBy(p => p.GraceUntil)
            .ThenBy(p => p.Id)
            .Take(Most)
            .ToListAsync(ct);
        return (new(counts.In, counts.Warning, counts.Out, counts.Waiting), new([.. found.Select(p => Deployment(p, words))], counts.Out));
    }

    private static CommitteeDeployment Deployment(Posture posture, CommitteeWords words)
    {
        var (english, said) = words.Of(() => Rules(posture));
        return new CommitteeDeployment(
            posture.Id.ToString(),
            ModelName.Of(posture.Model, posture.Version),
            posture.Environment,
            posture.Since,
            english,
            posture.GraceUntil,
            posture.PermitsEndAt
        )
        {
            Said = said,
        };
    }

    private static List<string> Rules(Posture posture)
    {
        var blocking = posture.Findings.Where(f => f.Blocks).OrderBy(f => f.Number).ToList();
        return blocking.Count > MostRules
            ? [.. blocking.Take(MostRules - 1).Select(Rule), T["{0} more rules fail.", blocking.Count - MostRules + 1]]
            : blocking.ConvertAll(Rule);
    }

    private static string Rule(PostureFinding finding) => $"{finding.Rule}: {GateSentences.Say(finding.Message)}";
}
