using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Views;

/// <summary>Body of a saved view.</summary>
/// <param name="Page">Path of the page, such as <c>/risks</c>.</param>
/// <param name="Name">Name of the view.</param>
/// <param name="Query">Filters and sort order, as in the page's address.</param>
/// <param name="Shared">Whether other people can use the view.</param>
/// <param name="IsDefault">Whether the page opens with this view.</param>
public sealed record ViewBody(string? Page, string? Name, string? Query = null, bool Shared = false, bool IsDefault = false);

/// <summary>Saved views over HTTP.</summary>
internal static class ViewsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("Saved views");
        views
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("List saved views")
            .WithDescription(
                "Lists the caller's own saved views of a page, and those that others share for it. For people, not for API "
                    + "keys. Example: ?page=/risks"
            )
            .Produces<ApiPage<SavedViewItem>>()
            .Refuses(401, 403, 422);
        views
            .MapPost("", SaveAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Save a view")
            .WithDescription(
                "Saves the filters and sort order of a list under a name. One default per page: saving another replaces it. Example: "
                    + "{\"page\":\"/risks\",\"name\":\"Overdue\",\"query\":\"only=overdue&sort=due\",\"shared\":true}"
            )
            .Produces<SavedViewItem>(StatusCodes.Status201Created)
            .Refuses(401, 403, 409, 422);
        views
            .MapPut("/{id:long}", ChangeAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Update a view")
            .WithDescription("Replaces name, filters, sharing and default of one of the caller's own views, all at once.")
            .Produces<SavedViewItem>()
            .Refuses(401, 403, 404, 409, 422);
        views
            .MapDelete("/{id:long}", RemoveAsync)
            .RequirePermission(Permission.ReadOverview)
            .WithSummary("Remove a view")
            .WithDescription("Removes one of the caller's own views. People it was shared with no longer see it.")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> ListAsync(Caller caller, SavedViews views, string? page, CancellationToken ct)
    {
        var found = await views.ListAsync(caller.Actor, page ?? "", ct);
        return found.Match<IResult>(items => TypedResults.Ok(new ApiPage<SavedViewItem>(items, null)), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> SaveAsync([FromBody] ViewBody body, Caller caller, SavedViews views, CancellationToken ct)
    {
        var saved = await views.SaveAsync(caller.Actor, null, body.Page ?? "", new(body.Name, body.Query, body.Shared, body.IsDefault), ct);
        return saved.Match<IResult>(
            view => TypedResults.Created($"/api/v1/views?page={Uri.EscapeDataString(view.Page)}", view),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ChangeAsync(long id, [FromBody] ViewBody body, Caller caller, SavedViews views, CancellationToken ct)
    {
        var saved = await views.SaveAsync(caller.Actor, id, body.Page ?? "", new(body.Name, body.Query, body.Shared, body.IsDefault), ct);
        return saved.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RemoveAsync(long id, Caller caller, SavedViews views, CancellationToken ct)
    {
        var removed = await views.RemoveAsync(caller.Actor, id, ct);
        return removed.Match<IResult>(_ => TypedResults.NoContent(), refusal => refusal.ToProblem());
    }
}
