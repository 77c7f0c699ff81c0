using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>MLflow: its clients use the portal as their registry, its servers are read as other registries are.</summary>
public sealed class MlFlowFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddOptions<MlFlowOptions>().BindConfiguration(MlFlowOptions.Section).ValidateOnStart();
        services
            .AddOptions<EnvironmentsOptions>()
            .Configure<IOptions<MlFlowOptions>>((environments, mlFlow) => environments.OfAllStages = mlFlow.Value.Environment);
        services.AddSingleton<IValidateOptions<MlFlowOptions>, MlFlowOptionsValidator>();
        services.AddSingleton<IValidateOptions<MlFlowOptions>, MlFlowServersValidator>();
        services.AddDecision(MlFlowReader.Reads);
        services.AddSingleton<MlFlowReader>();
        services.AddSingleton<RegisterNamedModel>().AddSingleton<RenameModel>().AddSingleton<SetModelDescription>();
        services.AddSingleton<RegisterNumberedVersion>().AddSingleton<SetVersionDescription>().AddSingleton<ChangeTags>();
        services.AddSingleton<ServeVersion>().AddSingleton<ChangeAlias>().AddSingleton<MoveStage>().AddSingleton<RefuseDeletion>();
        services.AddSingleton<HandleMlFlowWebhook>();
        services.AddSingleton(new BasicKeyPath(MlFlowAnswers.Root));
        services.AddSingleton(new AdminPage("MLflow", "/admin/mlflow", 80, Words: "clients, model registry"));
        services.AddActionLabels(
            ("model.renamed", "External name of a model changed"),
            ("model.deleted", "Model deletion attempted"),
            ("version.deleted", "Version deletion attempted"),
            ("version.moved", "Stage requested through MLflow"),
            ("version.described", "Description of a version changed"),
            ("alias.set", "Alias set"),
            ("alias.removed", "Alias removed"),
            ("tag.set", "MLflow tag set"),
            ("tag.removed", "MLflow tag removed"),
            ("mlflow.event-noted", "MLflow event recorded")
        );
        services.AddJobName("mlflow", "MLflow import");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        var mlflow = root.MapGroup(MlFlowAnswers.Root).WithTags("MLflow").WithMetadata([.. MlFlowError.Statuses.Select(Error)]);
        RegisteredModelsApi.Map(mlflow.MapGroup("/registered-models"));
        RegistryVersionsApi.Map(mlflow.MapGroup("/model-versions"));
        mlflow.Map("/{**call}", Elsewhere).RequireCaller().ExcludeFromDescription();
        MlFlowHookApi.Map(api);
        ImportsApi.Map(api.MapGroup("/integrations/mlflow").WithTags("MLflow"));
    }

    private static ProducesResponseTypeMetadata Error(int status) => new(status, typeof(MlFlowError), ["application/json"]);

    // Without it the addresses of pages would take such calls, and a wrong method would not be told from a wrong address.
    private static IResult Elsewhere(HttpContext context)
    {
        var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>();
        var asked = context.Request.Path.Value!.Trim('/');
        var isKnown = endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Any(e => string.Equals(e.RoutePattern.RawText?.Trim('/'), asked, StringComparison.OrdinalIgnoreCase));
        return Results.StatusCode(isKnown ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound);
    }
}
