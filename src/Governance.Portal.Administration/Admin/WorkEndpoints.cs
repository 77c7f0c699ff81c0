using System.Globalization;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Health;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Admin;

internal static class WorkEndpoints
{
    public static void MapWork(this RouteGroupBuilder api)
    {
        var work = api.MapGroup("/background-work").WithTags("Operation");
        work.MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithName("listSetAsideWork")
            .WithSummary("List background work that was set aside")
            .WithDescription(
                "Background work during which the portal's process ended three times is not tried again automatically. What has a page "
                    + "of its own (a report, an import, a validation run) fails there with the reason and is not listed here."
            );
        work.MapPost("/{id}/start", StartAsync)
            .RequireCaller()
            .WithName("startSetAsideWork")
            .WithSummary("Start set-aside work again")
            .WithDescription("The work is tried up to three times again, at the latest when the lease of its last attempt is over.");
    }

    private static async Task<Ok<ApiPage<SetAsideView>>> ListAsync(SetAsideWork work, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<SetAsideView>(await work.ListAsync(ct), null));

    private static async Task<Results<NoContent, ProblemHttpResult>> StartAsync(
        string id,
        Caller caller,
        SetAsideWork work,
        CancellationToken ct
    )
    {
        var number = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : -1;
        var outcome = await work.StartAgainAsync(caller.Actor, number, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }
}
