using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Storage;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>Models, versions, artifacts, evidence and deployments.</summary>
public sealed class RegistryFeature : IPortalFeature
{
    /// <summary>What the registry does and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundModels>();
        services.AddSingleton<IPaletteSource, FoundVersions>();
        services.AddSingleton<IChoiceSource, ChoosableModels>().AddSingleton<IChoiceSource, ChoosableVersions>();
        services.AddSingleton<IPaletteSource, FoundEvidence>();
        services.AddFindableAction("Register model…", "/models?open=register", "deployed_code", Permission.WriteRegistry);
        services
            .AddSingleton<RegisterModel>()
            .AddSingleton<ChangeModel>()
            .AddSingleton<ConfirmRiskClass>()
            .AddSingleton<RegisterVersion>()
            .AddSingleton<IsAgent>()
            .AddSingleton<StoreArtifact>()
            .AddSingleton<ScanEvidence>();
        services.AddOptions<ModelSigningOptions>().BindConfiguration(ModelSigningOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelSigningOptions>, ModelSigningOptionsValidator>();
        services.AddSingleton<TrustedModelKeys>().AddSingleton<StoreSignature>();
        services
            .AddSingleton<StoredFiles>()
            .AddSingleton<ReleaseContent>()
            .AddSingleton<FindFiles>()
            .AddSingleton<AddEvidence>()
            .AddSingleton<IFileEvidence, FileEvidence>()
            .AddSingleton<WithdrawEvidence>()
            .AddSingleton<AttestEvidence>()
            .AddSingleton<DeployVersion>()
            .AddSingleton<RollBack>()
            .AddSingleton<IRollBack>(s => s.GetRequiredService<RollBack>())
            .AddSingleton<RecordRollbackPlan>();
        services.AddSingleton<IInstallationCheck, RollbackPlansCheck>();
        services.AddSingleton<ISetupStep, ModelStep>();
        services.AddSingleton<IQueueSource, QueuedRiskClasses>();
        services
            .AddSingleton<ListModels>()
            .AddSingleton<GetModel>()
            .AddSingleton<SystemsOfModel>()
            .AddSingleton<ListVersions>()
            .AddSingleton<GetVersion>()
            .AddSingleton<ListEvidence>();
        services
            .AddSingleton<EnvironmentStages>()
            .AddSingleton<ProductionAt>()
            .AddSingleton<StageHistory>()
            .AddSingleton<CompareVersions>()
            .AddSingleton<ListModelOwners>()
            .AddSingleton<DeploymentChoices>()
            .AddSingleton<ReadEvidence>()
            .AddSingleton<KnownPictures>();
        services.AddActionLabels(
            ("model.registered", "Model registered"),
            ("model.changed", "Model changed"),
            ("model.class-asked", "Lower risk class requested"),
            ("model.class-confirmed", "Lower risk class confirmed"),
            ("model.class-declined", "Lower risk class declined"),
            ("model.class-lowered", "Risk class lowered"),
            ("model.class-overtaken", "Lower risk class superseded"),
            ("version.registered", "Version registered"),
            ("artifact.stored", "Artifact stored"),
            ("artifact.restored", "Artifact restored"),
            ("signature.stored", "Artifact signature verified"),
            ("evidence.added", "Evidence added"),
            ("evidence.withdrawn", "Evidence withdrawn"),
            ("evidence.attested", "Evidence attested"),
            ("deployment.made", "Deployment recorded"),
            ("deployment.rolled-back", "Rolled back"),
            ("deployment.plan-recorded", "Rollback plan recorded")
        );
        services.AddActionDetail("evidence.added", LogLabels.WithEvidence);
        services.AddActionDetail("evidence.withdrawn", LogLabels.WithEvidence);
        services.AddActionDetail("evidence.attested", LogLabels.WithEvidence);
        services.AddActionDetail(
            "deployment.made",
            (words, data) => LogLabels.Text(data, "stage") is { } stage ? $"{words}: {stage}" : null
        );
        services.AddActionDetail(
            "deployment.rolled-back",
            (words, data) => LogLabels.Text(data, "to") is { } version ? $"{words} to {version}" : null
        );
    }

    /// <summary>Maps its endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => RegistryApi.Map(api);
}
