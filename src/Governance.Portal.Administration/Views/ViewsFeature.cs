using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Views;

/// <summary>Registers saved views of lists.</summary>
public sealed class ViewsFeature : IPortalFeature
{
    /// <summary>Adds the actions, and what lists ask.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<SavedViews>().AddScoped<ISavedViews, ViewsOfPages>();
        services.AddActionLabels(("view.saved", "Shared view saved"), ("view.removed", "Shared view removed"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ViewsApi.Map(api);
}
