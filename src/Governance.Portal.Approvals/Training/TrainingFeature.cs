using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Training;

/// <summary>Who may train: requests, the answers of those who own the data, and signed permits.</summary>
public sealed class TrainingFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<RequestTraining>().AddSingleton<AnswerTraining>().AddSingleton<IssueTrainingPermit>();
        services.AddSingleton<RevokeTraining>().AddSingleton<ReadTraining>();
        services.AddSingleton<ReadTrainingRuns>().AddSingleton<SettleTrainingRun>();
        services.AddSingleton<IQueueSource, QueuedTraining>();
        services.AddFindableAction(
            "Request training",
            TrainingPage.Address + "?open=request",
            "science",
            Permission.RequestTraining,
            "train a model, permit"
        );
        services.AddActionLabels(
            ("training.requested", "Training requested"),
            ("training.answered", "Training request answered"),
            ("training.permit-issued", "Training permit issued"),
            ("training.revoked", "Training permit revoked"),
            ("training.run-answered", "Answer on training run without a permit recorded")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        TrainingApi.Map(api);
        TrainingRunsApi.Map(api);
    }
}
