using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>Body of an import request.</summary>
/// <param name="Server">Name of a configured server.</param>
/// <param name="Model">Name of one model on that server (default: all models).</param>
public sealed record ImportBody(string? Server, string? Model = null);

/// <summary>Imports over HTTP.</summary>
internal static class ImportsApi
{
    public static void Map(RouteGroupBuilder mlflow)
    {
        var imports = mlflow.MapGroup("/imports");
        imports
            .MapPost("", RequestAsync)
            .RequireCaller()
            .WithSummary("Request an import from an MLflow server")
            .WithDescription(
                "Only servers named in MlFlow__Servers are read. The import runs in the background, continues where it left off "
                    + "after an interruption, and changes nothing that was imported before. Example: "
                    + "{\"server\":\"lab\",\"model\":\"Fraud scorer\"}"
            )
            .Produces<ImportView>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 403, 404, 409, 413, 422);
        imports
            .MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("List imports from MLflow servers")
            .WithDescription("Newest first, with the progress of each. Example: ?limit=20")
            .Produces<ApiPage<ImportView>>()
            .Refuses(401, 403, 422);
        imports
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read an import from an MLflow server")
            .WithDescription(
                "The counts grow while the import runs; `problem` says why it is waiting, and `nextTryAt` when it continues. "
                    + "Example: MLI-0003."
            )
            .Produces<ImportView>()
            .Refuses(401, 403, 404);
        imports
            .MapPost("/{id}/cancel", CancelAsync)
            .RequireCaller()
            .WithSummary("Cancel an import from an MLflow server")
            .WithDescription("The import stops after the model that is being read; what was imported stays. Example: MLI-0003.")
            .Produces<ImportView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> RequestAsync(
        [FromBody] ImportBody body,
        Caller caller,
        RequestImport request,
        ListImports list,
        CancellationToken ct
    )
    {
        var asked = await request.RunAsync(caller.Actor, body.Server, body.Model, isDryRun: false, ct);
        return asked.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.FindAsync(asked.Value, ct)).Match<IResult>(
                import => TypedResults.Accepted($"/api/v1/integrations/mlflow/imports/{import.Id}", import),
                gone => gone.ToProblem()
            );
    }

    private static async Task<IResult> ListAsync([AsParameters] ListQuery query, ListImports list, CancellationToken ct) =>
        (await list.ListAsync(query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string id, ListImports list, CancellationToken ct) =>
        (
            DisplayId.TryParse<RegistryImportId>(id, out var import) ? await list.FindAsync(import, ct) : MlFlowRefusals.ImportNotFound
        ).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

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
