using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;
using Governance.Reporting.Committee;
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
        var found = await PosturesNow.OutAsync(db, Most, ct);
        return (new(counts.In, counts.Warning, counts.Out, counts.Waiting), new([.. found.Select(o => Deployment(o, words))], counts.Out));
    }

    private static CommitteeDeployment Deployment(OutOfPolicy outside, CommitteeWords words)
    {
        var posture = outside.Posture;
        var (english, said) = words.Of(() => Rules(outside.Blocking));
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

    private static List<string> Rules(IReadOnlyList<PostureFinding> blocking) =>
        blocking.Count > MostRules
            ? [.. blocking.Take(MostRules - 1).Select(Rule), T["{0} more rules fail.", blocking.Count - MostRules + 1]]
            : [.. blocking.Select(Rule)];

    private static string Rule(PostureFinding finding) => $"{finding.Rule}: {FindingText.Of(finding)}";
}
