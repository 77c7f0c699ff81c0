using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Experiments: shadow, canary, A/B test and pilot, from the plan to the conclusion.</summary>
public sealed class ExperimentsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<PlanExperiment>().AddSingleton<DecideExperiment>().AddSingleton<StartExperiment>();
        services.AddSingleton<AddObservations>().AddSingleton<UploadObservations>();
        services.AddSingleton<RollBackChallenger>();
        services.AddSingleton<IDecisionsStored, StopShadows>();
        services.AddSingleton<StopExperiment>().AddSingleton<ReadExperiments>().AddSingleton<ReadComparison>();
        services.AddSingleton<IQueueSource, QueuedExperiments>();
        services.AddPagePart<PagePlaces.ModelFigures, ModelExperimentsFigure>(p =>
            new() { [nameof(ModelExperimentsFigure.Model)] = p.Model }
        );
        services.AddActionLabels(
            ("experiment.planned", "Experiment planned"),
            ("experiment.answered", "Experiment approved or refused"),
            ("experiment.started", "Experiment started"),
            ("experiment.observed", "Experiment observations added"),
            ("experiment.stopped", "Experiment stopped"),
            ("experiment.rolled-back", "Challenger of an experiment rolled back"),
            ("experiment.concluded", "Experiment concluded")
        );
        services.AddJobName("experiments", "Experiments");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ExperimentsApi.Map(api);
}
