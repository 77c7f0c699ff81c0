namespace Governance.Portal.Compliance.Systems;

/// <summary>The inventory of AI systems.</summary>
public static class SystemsFeature
{
    /// <summary>Adds what the inventory does and reads.</summary>
    public static IServiceCollection AddSystems(this IServiceCollection services)
    {
        services.AddSingleton<RegisterSystem>().AddSingleton<ChangeSystem>().AddSingleton<GetSystem>().AddSingleton<ListSystems>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapSystems(this RouteGroupBuilder api) => SystemsApi.Map(api.MapGroup("/systems").WithTags("AI systems"));
}
