using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Registers waivers of policy rules.</summary>
public static class WaiversFeature
{
    /// <summary>Adds the actions and reads. The job of the approvals writes down what its time has ended.</summary>
    public static IServiceCollection AddWaivers(this IServiceCollection services)
    {
        services.AddSingleton<RequestWaiver>();
        services.AddSingleton<DecideWaiver>();
        services.AddSingleton<WithdrawWaiver>();
        services.AddSingleton<ExpireWaivers>();
        services.AddSingleton<ListWaivers>();
        services.AddPagePart<PagePlaces.VersionGates, WaiversCard>(p =>
            new() { [nameof(WaiversCard.Model)] = p.Model, [nameof(WaiversCard.Version)] = p.Version }
        );
        services.AddSingleton<IClockSource, WaiverClocks>();
        services.AddSingleton<IPaletteSource, OfferedWaivers>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapWaivers(this RouteGroupBuilder api) => WaiversApi.Map(api);
}
