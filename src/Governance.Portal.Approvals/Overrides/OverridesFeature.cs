using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>Registers emergency overrides of the deployment gate.</summary>
public sealed class OverridesFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads. The job of the approvals writes down what its time has ended.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<ConfirmOverride>();
        services.AddSingleton<StandDownOverride>();
        services.AddSingleton<ReviewOverride>();
        services.AddSingleton<ExpireOverrides>();
        services.AddSingleton<GetOverrides>();
        services.AddSingleton<IQueueSource, QueuedOverrides>();
        services.AddSingleton<IClockSource, OverrideClocks>();
        services.AddPagePart<PagePlaces.OverviewHead, OpenOverrides>(p => new() { [nameof(OpenOverrides.At)] = p.At });
        services.AddPagePart<PagePlaces.VersionHead, VersionOverrides>(
            p => new() { [nameof(VersionOverrides.Model)] = p.Model, [nameof(VersionOverrides.Version)] = p.Version },
            90
        );
        services.AddActionLabels(
            ("override.requested", "Emergency override requested"),
            ("override.granted", "Emergency override granted"),
            ("override.used", "Deployed under emergency override"),
            ("override.expired", "Emergency override expired"),
            ("override.ended", "Emergency override ended"),
            ("override.reviewed", "Emergency override reviewed")
        );
        services.AddJobName("override-expiry", "Override expiry");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => OverridesApi.Map(api);
}
