using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Setup;

/// <summary>What is still to do of setting up, on the overview.</summary>
public sealed class SetupFeature : IPortalFeature
{
    /// <summary>Adds the read, the actions and the card.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadSetup>().AddSingleton<FinishSetup>().AddSingleton<HideOptionalSteps>();
        services.AddPagePart<PagePlaces.OverviewHead, SetupCard>(p => new() { [nameof(SetupCard.At)] = p.At }, order: -10);
        services.AddActionLabels(
            ("setup.finished", "Everything required is set up"),
            ("setup.optional-hidden", "Optional setup steps hidden"),
            ("setup.optional-shown", "Optional setup steps shown")
        );
    }

    /// <summary>It has no endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) { }
}
