using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>Registers who does, answers for, advises on and hears of what about an AI system.</summary>
public sealed class ResponsibilitiesFeature : IPortalFeature
{
    /// <summary>Adds the read and the card on the page of a system.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadResponsibilities>();
        services.AddPagePart<PagePlaces.SystemFoot, ResponsibilitiesCard>(
            p => new() { [nameof(ResponsibilitiesCard.System)] = p.System },
            order: -3
        );
    }

    /// <summary>Maps the export.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ResponsibilitiesApi.Map(api);
}
