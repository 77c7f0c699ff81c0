using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>Models as MLflow's registry client calls them.</summary>
internal static class RegisteredModelsApi
{
    public static void Map(RouteGroupBuilder models)
    {
        models
            .MapPost("/create", CreateAsync)
            .RequireCaller()
            .WithSummary("Register a model (MLflow)")
            .WithDescription(
                "Keeps the MLflow name as externalName, next to a name in the portal's own format. The model has no risk class yet "
                    + "and belongs to the owner of the API key. Example: {\"name\":\"Fraud scorer\",\"description\":\"Scores card "
                    + "payments\",\"tags\":[{\"key\":\"team\",\"value\":\"payments\"}]}"
            )
            .Produces<RegisteredModelAnswer>();
        models
            .MapGet("/get", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a model (MLflow)")
            .WithDescription("The model is looked up by its MLflow name or by its name in the portal. Example: ?name=Fraud%20scorer")
            .Produces<RegisteredModelAnswer>();
        models
            .MapPost("/rename", RenameAsync)
            .RequireCaller()
            .WithSummary("Rename a model (MLflow)")
            .WithDescription(
                "Changes only externalName: the name used by approvals and the audit log never changes. Example: "
                    + "{\"name\":\"Fraud scorer\",\"new_name\":\"Payment fraud\"}"
            )
            .Produces<RegisteredModelAnswer>();
        models
            .MapPatch("/update", UpdateAsync)
            .RequireCaller()
            .WithSummary("Describe a model (MLflow)")
            .WithDescription(
                "The description is the model's purpose. Example: {\"name\":\"Fraud scorer\",\"description\":\"Scores card payments\"}"
            )
            .Produces<RegisteredModelAnswer>();
        models
            .MapDelete("/delete", DeleteAsync)
            .RequireCaller()
            .WithSummary("Delete a model (MLflow; always refused)")
            .WithDescription(
                "Always answers PERMISSION_DENIED: what was registered is kept. The attempt is logged. Example: {\"name\":\"Fraud "
                    + "scorer\"}"
            )
            .Produces<object>();
        models
            .MapGet("/search", SearchAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Search models (MLflow)")
            .WithDescription(
                "`filter` compares name or tags.KEY by =, !=, LIKE, ILIKE with a value in single or double quotes, joined by AND; "
                    + "order_by is name, timestamp or last_updated_timestamp with ASC or DESC, repeated for several columns; "
                    + "max_results is at most 1000. Example: ?filter=name ILIKE 'fraud%25' AND tags.team = "
                    + "'payments'&order_by=name ASC"
            )
            .Produces<RegisteredModelsAnswer>();
        models
            .MapMethods("/get-latest-versions", ["POST", "GET"], LatestAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithMetadata(JudgedAnew.Instance)
            .WithSummary("Read the newest version of each stage (MLflow)")
            .WithDescription(
                "Returns one version for each stage named, or for every stage. Example: "
                    + "{\"name\":\"Fraud scorer\",\"stages\":[\"Production\"]}"
            )
            .Produces<ModelVersionsAnswer>();
        models
            .MapPost("/set-tag", SetTagAsync)
            .RequireCaller()
            .WithSummary("Tag a model (MLflow)")
            .WithDescription(
                "The tag is kept as text; policies and gates never use it. Example: {\"name\":\"Fraud "
                    + "scorer\",\"key\":\"team\",\"value\":\"payments\"}"
            )
            .Produces<object>();
        models
            .MapDelete("/delete-tag", DeleteTagAsync)
            .RequireCaller()
            .WithSummary("Remove a tag of a model (MLflow)")
            .WithDescription("Example: {\"name\":\"Fraud scorer\",\"key\":\"team\"}")
            .Produces<object>();
        models
            .MapPost("/alias", SetAliasAsync)
            .RequireCaller()
            .WithSummary("Give an alias to a version (MLflow)")
            .WithDescription(
                "champion, production and the aliases of MlFlow__GatedAliases mean production: they are refused with "
                    + "PERMISSION_DENIED until exactly this version has a valid approval. When the gate allows it, the "
                    + "deployment is recorded in the environment MlFlow__Environment. Example: {\"name\":\"Fraud "
                    + "scorer\",\"alias\":\"champion\",\"version\":\"3\"}"
            )
            .Produces<object>();
        models
            .MapDelete("/alias", DeleteAliasAsync)
            .RequireCaller()
            .WithSummary("Remove an alias (MLflow)")
            .WithDescription("The version in production stays as it is. Example: {\"name\":\"Fraud scorer\",\"alias\":\"challenger\"}")
            .Produces<object>();
        models
            .MapGet("/alias", GetAliasAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read the version that has an alias (MLflow)")
            .WithDescription(
                "An unknown alias is answered with INVALID_PARAMETER_VALUE, as in MLflow. Example: ?name=Fraud%20scorer&alias=champion"
            )
            .Produces<ModelVersionAnswer>();
    }

    private static async Task<IResult> CreateAsync(
        MlFlowRequest request,
        Caller caller,
        RegisterNamedModel register,
        CancellationToken ct
    ) => Model(await register.RunAsync(caller.Actor, request.Required("name"), request.Text("description"), request.Tags(), ct));

    private static async Task<IResult> GetAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        Model(await reader.ModelAsync(request.Required("name"), ct));

    private static async Task<IResult> RenameAsync(MlFlowRequest request, Caller caller, RenameModel rename, CancellationToken ct) =>
        Model(await rename.RunAsync(caller.Actor, request.Required("name"), request.Required("new_name"), ct));

    private static async Task<IResult> UpdateAsync(
        MlFlowRequest request,
        Caller caller,
        SetModelDescription describe,
        CancellationToken ct
    ) => Model(await describe.RunAsync(caller.Actor, request.Required("name"), request.Text("description"), ct));

    private static async Task<IResult> DeleteAsync(MlFlowRequest request, Caller caller, RefuseDeletion refuse, CancellationToken ct) =>
        MlFlowAnswers.Done(await refuse.ModelAsync(caller.Actor, request.Required("name"), ct));

    private static async Task<IResult> SearchAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        MlFlowAnswers.Ok(await reader.SearchModelsAsync(request, ct));

    private static async Task<IResult> LatestAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        MlFlowAnswers.Of(
            await reader.LatestAsync(request.Required("name"), [.. request.Texts("stages").Select(MlFlowStages.Parse)], ct),
            versions => new ModelVersionsAnswer(versions)
        );

    private static async Task<IResult> SetTagAsync(MlFlowRequest request, Caller caller, ChangeTags tags, CancellationToken ct) =>
        MlFlowAnswers.Done(
            await tags.SetAsync(
                caller.Actor,
                request.Required("name"),
                number: null,
                request.Required("key"),
                request.RequiredOrEmpty("value"),
                ct
            )
        );

    private static async Task<IResult> DeleteTagAsync(MlFlowRequest request, Caller caller, ChangeTags tags, CancellationToken ct) =>
        MlFlowAnswers.Done(await tags.RemoveAsync(caller.Actor, request.Required("name"), number: null, request.Required("key"), ct));

    private static async Task<IResult> SetAliasAsync(MlFlowRequest request, Caller caller, ChangeAlias aliases, CancellationToken ct) =>
        MlFlowAnswers.Done(
            await aliases.SetAsync(caller.Actor, request.Required("name"), request.Required("alias"), request.Version(), ct)
        );

    private static async Task<IResult> DeleteAliasAsync(MlFlowRequest request, Caller caller, ChangeAlias aliases, CancellationToken ct) =>
        MlFlowAnswers.Done(await aliases.RemoveAsync(caller.Actor, request.Required("name"), request.Required("alias"), ct));

    private static async Task<IResult> GetAliasAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        MlFlowAnswers.Of(
            await reader.AliasAsync(request.Required("name"), request.Required("alias"), ct),
            version => new ModelVersionAnswer(version)
        );

    private static IResult Model(Domain.Result<RegisteredModelView> outcome) =>
        MlFlowAnswers.Of(outcome, model => new RegisteredModelAnswer(model));
}
