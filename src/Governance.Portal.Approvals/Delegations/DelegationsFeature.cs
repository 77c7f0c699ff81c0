using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>Registers delegations of sign-offs.</summary>
public static class DelegationsFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public static IServiceCollection AddDelegations(this IServiceCollection services)
    {
        services.AddSingleton<GrantDelegation>();
        services.AddSingleton<AnswerDelegation>();
        services.AddSingleton<RevokeDelegation>();
        services.AddSingleton<ListDelegations>();
        services.AddPagePart<PagePlaces.AccountFoot, DelegationsCard>();
        services.AddSingleton<IQueueSource, QueuedDelegations>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapDelegations(this RouteGroupBuilder api) => DelegationsApi.Map(api);
}
