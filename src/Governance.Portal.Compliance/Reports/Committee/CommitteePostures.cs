using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting.Committee;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>Reads how what runs stands to the policies now.</summary>
internal static class CommitteePostures
{
    private const int Most = 10;
    private const int MostRules = 3;

    public static async Task<(CommitteePosture Counts, CommitteeRows<CommitteeDeployment> Out)> ReadAsync(
        GovernanceDbContext db,
        CancellationToken ct
    )
    {
        var counts = await PosturesNow.CountAsync(db, ct);
        var found = await PosturesNow.OutAsync(db, Most, ct);
        return (
            new(counts.In, counts.Warning, counts.Out, counts.Waiting),
            new(
                [
                    .. found.Select(o => new CommitteeDeployment(
                        o.Posture.Id.ToString(),
                        ModelName.Of(o.Posture.Model, o.Posture.Version),
                        o.Posture.Environment,
                        o.Posture.Since,
                        Rules(o.Blocking),
                        o.Posture.GraceUntil,
                        o.Posture.PermitsEndAt
                    )),
                ],
                counts.Out
            )
        );
    }

    private static List<string> Rules(IReadOnlyList<PostureFinding> blocking) =>
        blocking.Count > MostRules
            ? [.. blocking.Take(MostRules - 1).Select(Rule), $"{blocking.Count - MostRules + 1} more rules fail."]
            : [.. blocking.Select(Rule)];

    private static string Rule(PostureFinding finding) => $"{finding.Rule}: {GateSentences.Say(finding.Message)}";
}
