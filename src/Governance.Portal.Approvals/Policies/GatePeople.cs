using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Models;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Who developed a version and who filed its evidence, by the ids of the people who answer for each act.</summary>
internal sealed class GatePeople
{
    private readonly Dictionary<string, IReadOnlyList<string>> _behind;

    private GatePeople(Dictionary<string, IReadOnlyList<string>> behind) => _behind = behind;

    /// <summary>Who registered the version and who stored its artifact; empty when no person is known.</summary>
    public IReadOnlyList<string> Developers { get; private init; } = [];

    /// <summary>Who filed this evidence; empty when no person is known.</summary>
    public IReadOnlyList<string> FilersOf(Evidence evidence) => _behind[evidence.AddedBy];

    /// <summary>Reads them.</summary>
    public static async Task<GatePeople> OfAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<Evidence> evidence,
        CancellationToken ct
    )
    {
        string[] makers = [.. new[] { version.RegisteredBy, version.ArtifactStoredBy }.OfType<string>()];
        var behind = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var actor in makers.Concat(evidence.Select(e => e.AddedBy)).Distinct(StringComparer.Ordinal))
        {
            var people = await AccessReader.VerifiedOwnersBehindAsync(db, actor, ct);
            behind[actor] = [.. people.Select(p => p.ToString())];
        }

        return new(behind) { Developers = [.. makers.SelectMany(actor => behind[actor]).Distinct(StringComparer.Ordinal)] };
    }
}
