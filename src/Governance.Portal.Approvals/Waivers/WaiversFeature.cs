using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Registers waivers of policy rules.</summary>
public sealed class WaiversFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads. The job of the approvals writes down what its time has ended.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundWaivers>();
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
        services.AddSingleton<IQueueSource, QueuedWaivers>();
        services.AddActionLabels(
            ("waiver.requested", "Waiver requested"),
            ("waiver.granted", "Waiver granted"),
            ("waiver.refused", "Waiver refused"),
            ("waiver.revoked", "Waiver ended early"),
            ("waiver.withdrawn", "Waiver request withdrawn"),
            ("waiver.expired", "Waiver expired")
        );
        services.AddJobName("waiver-expiry", "Waiver expiry");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => WaiversApi.Map(api);
}
