namespace Governance.Portal.Approvals.Permits;

/// <summary>Registers deployment permits.</summary>
public static class PermitsFeature
{
    /// <summary>Adds the actions and reads. The job of the approvals looks for permits that the gate allows no more.</summary>
    public static IServiceCollection AddPermits(this IServiceCollection services)
    {
        services.AddSingleton<IssuePermit>();
        services.AddSingleton<CheckPermits>();
        services.AddSingleton<JudgeAdmission>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapPermits(this RouteGroupBuilder api)
    {
        PermitsApi.Map(api);
        AdmissionApi.Map(api);
    }
}
