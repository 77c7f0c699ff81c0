using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Lineage.Training;

namespace Governance.Portal.Models.Lineage;

/// <summary>Lineage: events of pipelines, the graph they make, what follows from it.</summary>
public sealed class LineageFeature : IPortalFeature
{
    /// <summary>Adds what lineage does and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<LineageBody>().AddSingleton<RaiseLineageAlerts>().AddSingleton<StoreLineage>();
        services.AddSingleton<IStoreLineage, StoreFoundLineage>();
        services
            .AddSingleton<TraceLineage>()
            .AddSingleton<DrawLineage>()
            .AddSingleton<ReadLineage>()
            .AddSingleton<ReadColumns>()
            .AddSingleton<FindLineage>();
        services.AddSingleton<IDerivedVersions, FindDerivedVersions>();
        services.AddSingleton<NoteTrainingRuns>().AddSingleton<IVersionRegistered>(p => p.GetRequiredService<NoteTrainingRuns>());
        services.AddSingleton<IInstallationCheck, LineageCheck>();
        services.AddSingleton(_ => new AnchoredLineage()).AddSingleton<IBundleFactSource, TrainingOfVersion>();
        services.AddJobName("training-runs", "Training runs");
        services.AddPagePart<PagePlaces.VersionLineage, LineageTab>(p =>
            new() { [nameof(LineageTab.Model)] = p.Model, [nameof(LineageTab.Version)] = p.Version }
        );
        services.AddActionLabels(
            ("lineage.stored", "Lineage events stored"),
            ("training.run-noted", "Training run recorded"),
            ("training.run-unpermitted", "Training run without a permit found")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        LineageApi.Map(api);
        MarquezApi.Map(api);
    }
}
