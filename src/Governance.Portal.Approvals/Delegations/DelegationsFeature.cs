using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>Registers delegations of sign-offs.</summary>
public sealed class DelegationsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<GrantDelegation>();
        services.AddSingleton<AnswerDelegation>();
        services.AddSingleton<RevokeDelegation>();
        services.AddSingleton<ListDelegations>();
        services.AddPagePart<PagePlaces.AccountFoot, DelegationsCard>();
        services.AddSingleton<IQueueSource, QueuedDelegations>();
        services.AddSingleton<IClockSource, DelegationClocks>();
        services.AddActionLabels(
            ("delegation.granted", "Delegation granted"),
            ("delegation.accepted", "Delegation accepted"),
            ("delegation.declined", "Delegation declined"),
            ("delegation.revoked", "Delegation revoked"),
            ("delegation.ended", "Delegation ended")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => DelegationsApi.Map(api);
}
