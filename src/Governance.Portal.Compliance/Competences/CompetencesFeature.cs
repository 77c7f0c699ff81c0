using Governance.Portal.Compliance.Competences.Import;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Registers competence records, what is required of people, and their gaps.</summary>
public sealed class CompetencesFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<ListCompetences>()
            .AddSingleton<RecordCompetence>()
            .AddSingleton<ConfirmCompetences>()
            .AddSingleton<WithdrawCompetence>()
            .AddSingleton<ChangeCompetencePlan>()
            .AddSingleton<PreviewTrainings>()
            .AddSingleton<ImportTrainings>();
        services.AddSingleton<IClockSource, CompetenceClocks>();
        services.AddSingleton<IQueueSource, QueuedCompetences>();
        services.AddSingleton<IReportBuilder, CompetencesBuilder>();
        services.AddPagePart<PagePlaces.AccountFoot, OwnCompetences>(order: 5);
        services.AddActionLabels(
            ("competence.recorded", "Training recorded"),
            ("competence.confirmed", "Training confirmed"),
            ("competence.withdrawn", "Training withdrawn"),
            ("competence.plan-changed", "Required competences changed")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => CompetencesApi.Map(api);
}
