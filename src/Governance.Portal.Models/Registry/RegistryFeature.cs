using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Storage;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>Models, versions, artifacts, evidence and deployments.</summary>
public sealed class RegistryFeature : IPortalFeature
{
    /// <summary>What the registry does and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<RegisterModel>()
            .AddSingleton<ChangeModel>()
            .AddSingleton<ConfirmRiskClass>()
            .AddSingleton<RegisterVersion>()
            .AddSingleton<StoreArtifact>()
            .AddSingleton<ScanEvidence>();
        services.AddOptions<ModelSigningOptions>().BindConfiguration(ModelSigningOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelSigningOptions>, ModelSigningOptionsValidator>();
        services.AddSingleton<TrustedModelKeys>().AddSingleton<StoreSignature>();
        services
            .AddSingleton<StoredFiles>()
            .AddSingleton<FindFiles>()
            .AddSingleton<AddEvidence>()
            .AddSingleton<WithdrawEvidence>()
            .AddSingleton<DeployVersion>()
            .AddSingleton<RollBack>()
            .AddSingleton<IRollBack>(s => s.GetRequiredService<RollBack>())
            .AddSingleton<RecordRollbackPlan>();
        services.AddSingleton<IInstallationCheck, RollbackPlansCheck>();
        services
            .AddSingleton<ListModels>()
            .AddSingleton<GetModel>()
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
            .AddSingleton<ReadEvidence>();
        services.AddNavItem(new NavItem("Models", "/models", "deployed_code", NavGroup.Govern, 0, Permission.ReadRegistry.Name));
    }

    /// <summary>Maps its endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => RegistryApi.Map(api);
}
