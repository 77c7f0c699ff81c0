using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Deployments that are out of policy now.</summary>
internal sealed class PostureStory : IStorySource
{
    private const int Most = 10;
    private const int MostRules = 3;

    public string Watches => "posture";

    public Permission Reads => Permission.ReadGates;

    public async Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct) =>
        [.. (await PosturesNow.OutAsync(db, Most, ct)).Select(o => Of(o.Posture, o.Blocking, now))];

    private static StorySentence Of(Posture posture, IReadOnlyList<PostureFinding> blocking, DateTimeOffset now)
    {
        var link = new TextLink($"{posture.Model} {posture.Version}", $"/posture/{Uri.EscapeDataString(posture.Model)}");
        var environment = new TextWord(posture.Environment);
        var rules = NamedRules.Of(blocking, MostRules);
        return new(
            posture.PermitsEndAt <= now ? StorySeverity.Critical : StorySeverity.Warning,
            $"{link} has been out of policy in {environment} since {posture.Since}: {rules}",
            posture.Since
        )
        {
            Subjects = [posture.Id.ToString()],
            Causes = NamedRecords.In(blocking.Select(f => f.Message)),
            AsEffect = $"{link} is out of policy in {environment} for that reason",
        };
    }
}
