using Governance.Domain.Approvals;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Facts;

/// <summary>What comes next for a version, worked out once for every page that offers it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Request">The request it is about; null where there is none.</param>
/// <param name="MayRequest">A stage is left for which no request is open or approved.</param>
public sealed record VersionStep(VersionStepKind Kind, PromotionId? Request, bool MayRequest)
{
    /// <summary>Nothing comes next.</summary>
    public static VersionStep None { get; } = new(VersionStepKind.Wait, null, MayRequest: false);

    /// <summary>Works it out.</summary>
    /// <param name="stage">Where the version is.</param>
    /// <param name="live">Its requests that are open or approved, those that go furthest first.</param>
    /// <param name="isDeployable">An approval of it, or an emergency override, allows a deployment now.</param>
    public static VersionStep Of(Stage stage, IReadOnlyList<(PromotionId Id, Stage To)> live, bool isDeployable)
    {
        ArgumentNullException.ThrowIfNull(live);
        var isOnTheWay = stage is Stage.Development or Stage.Staging;
        // One request at a time for each stage; retirement has a page of its own.
        var mayRequest = isOnTheWay && Enum.GetValues<Stage>().Any(to => to > stage && to < Stage.Retired && live.All(l => l.To != to));
        PromotionId? first = live.Count == 0 ? null : live[0].Id;
        return new(
                // What runs in production is deployed again only on purpose.
                isDeployable && isOnTheWay
                    ? VersionStepKind.Deploy
                : first is not null ? VersionStepKind.View
                : mayRequest ? VersionStepKind.Request
                : VersionStepKind.Wait,
            first,
            mayRequest
        );
    }
}
