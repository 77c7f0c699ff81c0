using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Records of the datasets that models are made from.</summary>
public sealed class DatasetsFeature : IPortalFeature
{
    /// <summary>What is done and read about datasets.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<RegisterDataset>().AddSingleton<ChangeDataset>();
        services.AddSingleton<GetDataset>().AddSingleton<ListDatasets>();
        services.AddSingleton<AnswerDataTask>().AddSingleton<FollowRetention>().AddHostedService<RetentionJob>();
        services.AddSingleton<IClockSource, DatasetClocks>().AddSingleton<IClockSource, DataTaskClocks>();
        services.AddSingleton<IChoiceSource, ChoosableDatasets>();
        services.AddJobName("data-retention", "Retention of datasets");
        services.AddSingleton<IBundleFactSource, DataOfVersion>();
        services.AddFindableAction("Register dataset…", $"{DatasetAddresses.List}/register", "database", Permission.WriteDatasets);
        services.AddActionLabels(
            ("dataset.registered", "Dataset registered"),
            ("dataset.changed", "Dataset record changed"),
            ("dataset.task-raised", "Data task raised"),
            ("dataset.task-answered", "Data task answered")
        );
    }

    /// <summary>Maps its endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => DatasetsApi.Map(api);
}
