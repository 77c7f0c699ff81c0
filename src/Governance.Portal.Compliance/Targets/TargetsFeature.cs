using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Targets;

/// <summary>Registers appetite and targets of AI systems.</summary>
public sealed class TargetsFeature : IPortalFeature
{
    /// <summary>Adds the actions, the read, the card and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<DraftTargets>().AddSingleton<SignTargets>().AddSingleton<GetTargets>();
        services.AddSingleton<IFindRecords, FindTargetRecords>();
        services.AddSingleton<IQueueSource, QueuedTargets>();
        services.AddPagePart<PagePlaces.SystemFoot, TargetsCard>(p => new() { [nameof(TargetsCard.Place)] = p.System }, order: -2);
        services.AddActionLabels(("targets.drafted", "Appetite and targets drafted"), ("targets.signed", "Appetite and targets signed"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => TargetsApi.Map(api);
}
