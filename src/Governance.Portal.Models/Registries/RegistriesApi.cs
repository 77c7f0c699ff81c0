using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registries;

/// <summary>Body of a request for an import or a dry run.</summary>
/// <param name="Connection">Name of a configured registry.</param>
/// <param name="Model">Id of one model in that registry (default: all models).</param>
/// <param name="DryRun">True to see what an import would do, without importing anything.</param>
public sealed record RegistryImportBody(string? Connection, string? Model = null, bool DryRun = false);

/// <summary>Registries and their imports over HTTP.</summary>
internal static class RegistriesApi
{
    private const string Root = "/registries";

    public static void Map(RouteGroupBuilder api)
    {
        var registries = api.MapGroup(Root).WithTags("Registries");
        registries
            .MapGet("", AllAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("List registries that are set up")
            .WithDescription("Lists MLflow servers first, in the order of the settings, with their models, drift and pending approvals.")
            .Produces<ApiPage<ConnectionView>>()
            .Refuses(401, 403);
        var imports = registries.MapGroup("/imports");
        imports
            .MapPost("", RequestAsync)
            .RequireCaller()
            .WithSummary("Request an import from a registry, or a dry run")
            .WithDescription(
                "The import runs in the background, continues where it left off after an interruption, and changes nothing that "
                    + "was imported before. A dry run registers nothing: its differences say what an import would do. Example: "
                    + "{\"connection\":\"lakehouse\",\"dryRun\":true}"
            )
            .Produces<ImportView>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        imports
            .MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("List imports from registries")
            .WithDescription("Newest first, with the progress of each. Example: ?limit=20")
            .Produces<ApiPage<ImportView>>()
            .Refuses(401, 403, 422);
        imports
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read an import from a registry")
            .WithDescription(
                "The counts grow while the import runs; `problem` says why it is waiting, and `nextTryAt` when it continues. "
                    + "Example: MLI-0003."
            )
            .Produces<ImportView>()
            .Refuses(401, 403, 404);
        imports
            .MapGet("/{id}/differences", DifferencesAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read what an import did, or a dry run would do")
            .WithDescription(
                "Lists what was added, changed, gone, in conflict or not imported: the first 500 lines, in order. Example: MLI-0003."
            )
            .Produces<ApiPage<DifferenceView>>()
            .Refuses(401, 403, 404);
        imports
            .MapPost("/{id}/cancel", CancelAsync)
            .RequireCaller()
            .WithSummary("Cancel an import from a registry")
            .WithDescription("The import stops after the model that is being read; what was imported stays. Example: MLI-0003.")
            .Produces<ImportView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> AllAsync(ListConnections list, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<ConnectionView>(await list.AllAsync(ct), null));

    private static async Task<IResult> RequestAsync(
        [FromBody] RegistryImportBody body,
        Caller caller,
        RequestImport request,
        ListImports list,
        CancellationToken ct
    )
    {
        var asked = await request.RunAsync(caller.Actor, body.Connection, body.Model, body.DryRun, ct);
        return asked.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.FindAsync(asked.Value, ct)).Match<IResult>(
                import => TypedResults.Accepted($"/api/v1{Root}/imports/{import.Id}", import),
                gone => gone.ToProblem()
            );
    }

    private static async Task<IResult> ListAsync([AsParameters] ListQuery query, ListImports list, CancellationToken ct) =>
        (await list.ListAsync(query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string id, ListImports list, CancellationToken ct) =>
        (
            DisplayId.TryParse<RegistryImportId>(id, out var import) ? await list.FindAsync(import, ct) : MlFlowRefusals.ImportNotFound
        ).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> DifferencesAsync(string id, ListImports list, CancellationToken ct) =>
        DisplayId.TryParse<RegistryImportId>(id, out var import)
            ? (await list.DifferencesAsync(import, ct)).Match<IResult>(
                lines => TypedResults.Ok(new ApiPage<DifferenceView>(lines, null)),
                refusal => refusal.ToProblem()
            )
            : MlFlowRefusals.ImportNotFound.ToProblem();

    private static async Task<IResult> CancelAsync(string id, Caller caller, RequestImport request, ListImports list, CancellationToken ct)
    {
        if (!DisplayId.TryParse<RegistryImportId>(id, out var import))
        {
            return MlFlowRefusals.ImportNotFound.ToProblem();
        }

        var cancelled = await request.CancelAsync(caller.Actor, import, ct);
        return cancelled.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.FindAsync(import, ct)).Match<IResult>(TypedResults.Ok, gone => gone.ToProblem());
    }
}
