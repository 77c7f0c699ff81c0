using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Threat models of AI systems.</summary>
public sealed class ThreatModelsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads, the card on the page of a system, the clocks and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<BeginThreatModel>().AddSingleton<DrawThreatModel>().AddSingleton<DecideThreat>();
        services.AddSingleton<SubmitThreatModel>().AddSingleton<ReviewThreatModel>().AddSingleton<ThreatPoints>();
        services.AddSingleton<GetThreatModel>().AddSingleton<ListThreatModels>().AddSingleton<ExportThreatModel>();
        services.AddSingleton<IClockSource, ThreatPointClocks>();
        services.AddSingleton<IQueueSource, QueuedThreatModels>();
        services.AddSingleton<IFindRecords, FindThreatModelRecords>();
        services.AddPagePart<PagePlaces.SystemFoot, ThreatModelCard>(p => new() { [nameof(ThreatModelCard.Place)] = p.System }, order: 5);
        services.AddActionLabels(
            ("threat-model.drawn", "Threat model drawn"),
            ("threat-model.decided", "Threat decision recorded"),
            ("threat-model.submitted", "Threat model submitted for review"),
            ("threat-model.reviewed", "Threat model approved"),
            ("threat-model.returned", "Threat model returned"),
            ("threat-model.superseded", "Threat model superseded"),
            ("threat-point.added", "Open point of a threat model added"),
            ("threat-point.closed", "Open point of a threat model closed")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ThreatModelsApi.Map(api);
}
