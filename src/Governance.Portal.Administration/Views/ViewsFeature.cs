using Governance.Portal.Kernel.Components.Tables;

namespace Governance.Portal.Administration.Views;

/// <summary>Registers saved views of lists.</summary>
public static class ViewsFeature
{
    /// <summary>Adds the actions, and what lists ask.</summary>
    public static IServiceCollection AddSavedViews(this IServiceCollection services) =>
        services.AddSingleton<SavedViews>().AddScoped<ISavedViews, ViewsOfPages>();

    /// <summary>Maps the endpoints.</summary>
    public static void MapSavedViews(this RouteGroupBuilder api) => ViewsApi.Map(api);
}
