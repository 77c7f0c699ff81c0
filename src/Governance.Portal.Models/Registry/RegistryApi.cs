namespace Governance.Portal.Models.Registry;

/// <summary>The registry over HTTP.</summary>
internal static class RegistryApi
{
    /// <summary>Maps every endpoint of the registry.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        ModelsApi.Map(api.MapGroup("/models").WithTags("Models"));
        VersionsApi.Map(api.MapGroup("/models/{model}/versions").WithTags("Versions"));
        EvidenceApi.Map(api.MapGroup("/models/{model}/versions/{version}/evidence").WithTags("Evidence"));
        DeploymentsApi.Map(api.MapGroup("/models/{model}").WithTags("Deployments"));
    }
}
