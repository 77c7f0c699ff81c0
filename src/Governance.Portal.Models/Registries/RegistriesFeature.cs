using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Models.Registries.MlFlow.Import;
using Governance.Portal.Models.Registries.UnityCatalog;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries;

/// <summary>Other registries: their models are imported, compared with what is decided here, and notified of it.</summary>
public sealed class RegistriesFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddOptions<RegistriesOptions>().BindConfiguration(RegistriesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistriesOptions>, RegistriesValidator>();
        services.AddSingleton<RegistryConnections>().AddSingleton<RegistryCalls>();
        services.AddSingleton<MlFlowRegistry>().AddSingleton<IRegistryReader>(s => s.GetRequiredService<MlFlowRegistry>());
        services.AddSingleton<IRegistryFiles, ImportFiles>();
        services.AddSingleton<DatabricksCalls>().AddSingleton<DatabricksRuns>().AddSingleton<UnityCatalogReader>();
        services.AddSingleton<IRegistryReader>(s => s.GetRequiredService<UnityCatalogReader>());
        services.AddSingleton<IRegistryWriter, UnityCatalogWriter>();
        services.AddForeignRegistries();
        services.AddSingleton<ImportRuns>();
        services.AddSingleton<ReadModel>().AddSingleton<CompareModel>().AddSingleton<ImportVersion>().AddSingleton<ImportModel>();
        services.AddSingleton<FindDrift>().AddSingleton<DiscoverModels>().AddSingleton<RequestImport>().AddSingleton<ListImports>();
        services.AddSingleton<ListConnections>();
        services.AddSingleton<RunImports>().AddMeasured<RunImports>().AddHostedService<RegistryImportJob>();
        services.AddDecision(WriteApprovals.Reads);
        services.AddSingleton<WriteApprovals>().AddMeasured<WriteApprovals>().AddHostedService<RegistryApprovalJob>();
        services.AddSingleton(
            new AdminPage(
                "Registries",
                RegistriesPage.Address,
                79,
                Words: "imports, model registry, MLflow, Unity Catalog, Databricks, write-back"
            )
        );
        services.AddActionLabels(
            ("mlflow.import-requested", "MLflow import requested"),
            ("mlflow.import-cancelled", "MLflow import cancelled"),
            ("mlflow.import-ended", "MLflow import ended"),
            ("mlflow.model-imported", "Imported from MLflow"),
            ("registry.import-requested", "Import from a registry requested"),
            ("registry.import-cancelled", "Import from a registry cancelled"),
            ("registry.import-ended", "Import from a registry ended"),
            ("registry.model-imported", "Imported from a registry"),
            ("registry.approval-decided", "Approval queued to be written to the model's registry"),
            ("registry.approval-written", "Approval written to the model's registry")
        );
        services.AddJobName("registries", "Import from registries");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => RegistriesApi.Map(api);
}
