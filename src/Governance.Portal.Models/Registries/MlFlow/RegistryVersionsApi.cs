using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>Versions as MLflow's registry client calls them.</summary>
internal static class RegistryVersionsApi
{
    public static void Map(RouteGroupBuilder versions)
    {
        versions
            .MapPost("/create", CreateAsync)
            .RequireCaller()
            .WithSummary("Register a version (MLflow)")
            .WithDescription(
                "Version numbers are 1, 2, … and are never reused. `source` is a label and is never fetched; no gate lets the "
                    + "version pass until its file is stored (PUT /api/v1/models/{model}/versions/{version}/artifact). "
                    + "Example: {\"name\":\"Fraud scorer\",\"source\":\"s3://models/fraud/3\",\"run_id\":\"6f2c…\","
                    + "\"tags\":[{\"key\":\"commit\",\"value\":\"a41f09c\"}]}"
            )
            .Produces<ModelVersionAnswer>();
        versions
            .MapGet("/get", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a version (MLflow)")
            .WithDescription(
                "The version is looked up by its number; every version has one, wherever it was registered. Example: "
                    + "?name=Fraud%20scorer&version=3"
            )
            .Produces<ModelVersionAnswer>();
        versions
            .MapPatch("/update", UpdateAsync)
            .RequireCaller()
            .WithSummary("Describe a version (MLflow)")
            .WithDescription(
                "The content of a version never changes; its description may. Example: {\"name\":\"Fraud "
                    + "scorer\",\"version\":\"3\",\"description\":\"Retrained on data of October\"}"
            )
            .Produces<ModelVersionAnswer>();
        versions
            .MapDelete("/delete", DeleteAsync)
            .RequireCaller()
            .WithSummary("Delete a version (MLflow; always refused)")
            .WithDescription(
                "Always answers PERMISSION_DENIED: what was registered is kept. The attempt is logged. Example: {\"name\":\"Fraud "
                    + "scorer\",\"version\":\"3\"}"
            )
            .Produces<object>();
        versions
            .MapGet("/search", SearchAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Search versions (MLflow)")
            .WithDescription(
                "`filter` compares name, run_id, source_path or tags.KEY by =, !=, LIKE, ILIKE with a value in single or double quotes, "
                    + "run_id also by IN with a list, version_number by =, !=, <, <=, >, >=, joined by AND; order_by is name, "
                    + "version_number, creation_timestamp or last_updated_timestamp with ASC or DESC, repeated for several columns. "
                    + "Example: ?filter=name = 'Fraud scorer' AND version_number > 2&order_by=version_number DESC"
            )
            .Produces<ModelVersionsAnswer>();
        versions
            .MapGet("/get-download-uri", DownloadAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read where the files of a version are (MLflow)")
            .WithDescription(
                "Returns the label given at registration; the portal never fetched the files from there. Example: "
                    + "?name=Fraud%20scorer&version=3"
            )
            .Produces<ArtifactUriAnswer>();
        versions
            .MapPost("/transition-stage", MoveAsync)
            .RequireCaller()
            .WithSummary("Move a version to a stage (MLflow)")
            .WithDescription(
                "Production requires a valid approval of exactly this version, Staging whatever the policy requires; both are "
                    + "recorded as deployments. Archived and None are refused with PERMISSION_DENIED unless the version is already "
                    + "there: retiring is a promotion that its owner signs. Example: {\"name\":\"Fraud "
                    + "scorer\",\"version\":\"3\",\"stage\":\"Production\"}"
            )
            .Produces<ModelVersionAnswer>();
        versions
            .MapPost("/set-tag", SetTagAsync)
            .RequireCaller()
            .WithSummary("Tag a version (MLflow)")
            .WithDescription(
                "The tag is kept as text; policies and gates never use it. Example: {\"name\":\"Fraud "
                    + "scorer\",\"version\":\"3\",\"key\":\"commit\",\"value\":\"a41f09c\"}"
            )
            .Produces<object>();
        versions
            .MapDelete("/delete-tag", DeleteTagAsync)
            .RequireCaller()
            .WithSummary("Remove a tag of a version (MLflow)")
            .WithDescription("Example: {\"name\":\"Fraud scorer\",\"version\":\"3\",\"key\":\"commit\"}")
            .Produces<object>();
    }

    private static async Task<IResult> CreateAsync(
        MlFlowRequest request,
        Caller caller,
        RegisterNumberedVersion register,
        CancellationToken ct
    ) =>
        Version(
            await register.RunAsync(
                caller.Actor,
                new(request.Required("name"), request.Required("source"))
                {
                    RunId = request.Text("run_id"),
                    RunLink = request.Text("run_link"),
                    LoggedModel = request.Text("model_id"),
                    Description = request.Text("description"),
                    Tags = request.Tags(),
                },
                ct
            )
        );

    private static async Task<IResult> GetAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        Version(await reader.VersionAsync(request.Required("name"), request.Version(), ct));

    private static async Task<IResult> UpdateAsync(
        MlFlowRequest request,
        Caller caller,
        SetVersionDescription describe,
        CancellationToken ct
    ) => Version(await describe.RunAsync(caller.Actor, request.Required("name"), request.Version(), request.Text("description"), ct));

    private static async Task<IResult> DeleteAsync(MlFlowRequest request, Caller caller, RefuseDeletion refuse, CancellationToken ct) =>
        MlFlowAnswers.Done(await refuse.VersionAsync(caller.Actor, request.Required("name"), request.Version(), ct));

    private static async Task<IResult> SearchAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        MlFlowAnswers.Ok(await reader.SearchVersionsAsync(request, ct));

    private static async Task<IResult> DownloadAsync(MlFlowRequest request, MlFlowReader reader, CancellationToken ct) =>
        MlFlowAnswers.Of(
            await reader.VersionAsync(request.Required("name"), request.Version(), ct),
            version => new ArtifactUriAnswer(version.Source)
        );

    private static async Task<IResult> MoveAsync(MlFlowRequest request, Caller caller, MoveStage move, CancellationToken ct) =>
        Version(
            await move.RunAsync(
                caller.Actor,
                request.Required("name"),
                request.Version(),
                MlFlowStages.Parse(request.Required("stage")),
                request.Flag("archive_existing_versions"),
                ct
            )
        );

    private static async Task<IResult> SetTagAsync(MlFlowRequest request, Caller caller, ChangeTags tags, CancellationToken ct) =>
        MlFlowAnswers.Done(
            await tags.SetAsync(
                caller.Actor,
                request.Required("name"),
                request.Version(),
                request.Required("key"),
                request.RequiredOrEmpty("value"),
                ct
            )
        );

    private static async Task<IResult> DeleteTagAsync(MlFlowRequest request, Caller caller, ChangeTags tags, CancellationToken ct) =>
        MlFlowAnswers.Done(await tags.RemoveAsync(caller.Actor, request.Required("name"), request.Version(), request.Required("key"), ct));

    private static IResult Version(Result<RegistryVersionView> outcome) =>
        MlFlowAnswers.Of(outcome, version => new ModelVersionAnswer(version));
}
