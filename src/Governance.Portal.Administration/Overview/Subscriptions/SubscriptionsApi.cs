using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>One's own mailed dashboards over HTTP.</summary>
internal static class SubscriptionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/dashboard-subscriptions").WithTags("Key figures");
        group
            .MapGet("", ListAsync)
            .RequirePermission(Domain.Identity.Permission.ReadOverview)
            .WithSummary("List your e-mailed dashboards")
            .WithDescription(
                "Newest first, at most 20, with the time of the next e-mail and the result of the last. Each person has their "
                    + "own e-mailed dashboards."
            )
            .Produces<IReadOnlyList<SubscriptionView>>()
            .Refuses(401, 403);
        group
            .MapPost("", CreateAsync)
            .RequireCaller()
            .WithSummary("Receive a dashboard by e-mail")
            .WithDescription(
                "The dashboard is sent at an hour in your time zone, daily, weekly or monthly, with the figures of the period "
                    + "that ends then and a PDF where one can be created. The content of each e-mail is determined when it is "
                    + "sent, with the rights of the role that is active now. Example: "
                    + "{\"view\":\"sponsor\",\"period\":\"90d\",\"cadence\":\"weekly\","
                    + "\"day\":1,\"hour\":8,\"timeZone\":\"Europe/Copenhagen\"}"
            )
            .Produces<SubscriptionView>(201)
            .Refuses(400, 401, 403, 409, 422);
        group
            .MapPatch("/{id}", PauseAsync)
            .RequireCaller()
            .WithSummary("Pause or resume an e-mailed dashboard")
            .WithDescription(
                "Once it is resumed, the next e-mail that is due is sent. Another person's dashboards are not found (404). Example: "
                    + "{\"paused\":true}"
            )
            .Produces<SubscriptionView>()
            .Refuses(400, 401, 403, 404, 409);
        group
            .MapDelete("/{id}", RemoveAsync)
            .RequireCaller()
            .WithSummary("Remove an e-mailed dashboard")
            .WithDescription("No more e-mails are sent.")
            .Produces(204)
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(Caller caller, ChangeSubscriptions subscriptions, CancellationToken ct) =>
        (await subscriptions.ListAsync(caller.Actor, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> CreateAsync(
        [FromBody] SubscriptionBody body,
        Caller caller,
        ChangeSubscriptions subscriptions,
        CancellationToken ct
    ) =>
        (await subscriptions.CreateAsync(caller.Actor, body, ct)).Match<IResult>(
            made => TypedResults.Created($"/api/v1/dashboard-subscriptions/{made.Id}", made),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> PauseAsync(
        string id,
        [FromBody] PauseBody body,
        Caller caller,
        ChangeSubscriptions subscriptions,
        CancellationToken ct
    ) =>
        (await subscriptions.PauseAsync(caller.Actor, id, body.Paused, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> RemoveAsync(string id, Caller caller, ChangeSubscriptions subscriptions, CancellationToken ct) =>
        (await subscriptions.RemoveAsync(caller.Actor, id, ct)).Match<IResult>(
            _ => TypedResults.NoContent(),
            refusal => refusal.ToProblem()
        );
}
