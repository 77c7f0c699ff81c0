using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Destinations over HTTP.</summary>
internal static class IntegrationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var all = api.MapGroup("/integrations").WithTags("Integrations");
        all.MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("List destinations of events")
            .WithDescription("All destinations, sorted by ID. Only the host of an address is shown; secrets are never shown.")
            .Produces<ApiPage<DestinationView>>()
            .Refuses(401, 403);
        all.MapPost("", CreateAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithSummary("Create a destination for events")
            .WithDescription(
                "A webhook's secret is returned only in this answer. The host of the address must be listed in "
                    + "Outbound__AllowedHosts or Outbound__PrivateHosts. Example: {\"name\":\"Event "
                    + "hub\",\"address\":\"https://hooks.example.com/governance\",\"format\":\"structured\",\"actions\":[\"incident.*\","
                    + "\"promotion.signed\"]} "
                    + "or {\"name\":\"SIEM\",\"address\":\"syslogs://siem.example.com:6514\",\"format\":\"cef\"}"
            )
            .Produces<DestinationSecretView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        var one = all.MapGroup("/{id}");
        one.MapGet("", FindAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read a destination")
            .WithDescription(
                "Example: DST-0001. Returns whether the destination accepts events, since when it has been failing if it does not, and "
                    + "how many events are waiting. The ETag is the destination's revision."
            )
            .Produces<DestinationView>()
            .Refuses(401, 403, 404);
        one.MapPatch("", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a destination")
            .WithDescription("Absent members stay unchanged. Example: {\"actions\":[\"incident.*\"]}")
            .Produces<DestinationView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        one.MapDelete("", RemoveAsync)
            .RequireCaller()
            .WithSummary("Remove a destination")
            .WithDescription("The address and the secrets are deleted immediately; waiting events are not sent.")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404, 409);
        one.MapPost("/test", TestAsync)
            .RequireCaller()
            .WithSummary("Send a test event")
            .WithDescription(
                "The event is sent immediately, has the type governance.integration.test and contains nothing from the log. "
                    + "Answers 200 whether it was accepted or not: see `state`."
            )
            .Produces<DeliveryView>()
            .Refuses(401, 403, 404);
        one.MapPost(
                "/pause",
                (
                    string id,
                    Caller caller,
                    ChangeDestinationState steer,
                    DestinationQueries queries,
                    HttpContext http,
                    CancellationToken ct
                ) => SteerAsync(id, queries, http, d => steer.PauseAsync(caller.Actor, d, ct), ct)
            )
            .RequireCaller()
            .WithSummary("Pause a destination")
            .WithDescription("New events wait in the log.")
            .Produces<DestinationView>()
            .Refuses(401, 403, 404, 409);
        one.MapPost(
                "/resume",
                (
                    string id,
                    Caller caller,
                    ChangeDestinationState steer,
                    DestinationQueries queries,
                    HttpContext http,
                    CancellationToken ct
                ) => SteerAsync(id, queries, http, d => steer.ResumeAsync(caller.Actor, d, ct), ct)
            )
            .RequireCaller()
            .WithSummary("Resume a destination")
            .WithDescription("Delivery continues from where it was paused or disabled; schedules start again.")
            .Produces<DestinationView>()
            .Refuses(401, 403, 404, 409);
        one.MapPost("/secret", RenewAsync)
            .RequireCaller()
            .WithMetadata(SecretAnswer.Instance)
            .WithSummary("Create a new secret")
            .WithDescription(
                "The secret is returned only in this answer. Messages carry both signatures for 24 hours, or until the old "
                    + "secret is retired."
            )
            .Produces<DestinationSecretView>()
            .Refuses(401, 403, 404, 409);
        one.MapDelete(
                "/secret/old",
                (
                    string id,
                    Caller caller,
                    ChangeDestinationState steer,
                    DestinationQueries queries,
                    HttpContext http,
                    CancellationToken ct
                ) => SteerAsync(id, queries, http, d => steer.RetireAsync(caller.Actor, d, ct), ct)
            )
            .RequireCaller()
            .WithSummary("Retire the old secret")
            .WithDescription("From now on, messages carry only the new signature.")
            .Produces<DestinationView>()
            .Refuses(401, 403, 404, 409);
        one.MapGet("/deliveries", DeliveriesAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("List deliveries")
            .WithDescription("Newest first. The answer is what the receiver wrote: treat it as untrusted text. Example: ?limit=20")
            .Produces<ApiPage<DeliveryView>>()
            .Refuses(401, 403, 404, 422);
        one.MapPost("/deliveries/{number:long}/replay", ReplayOneAsync)
            .RequireCaller(Permission.Administer, "integration.replayed")
            .WithSummary("Deliver an event again")
            .WithDescription("The event is sent with the same ID, by which the receiver recognises it.")
            .Produces<ReplayView>(StatusCodes.Status202Accepted)
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/replay", ReplayAsync)
            .RequireCaller()
            .WithSummary("Deliver a range of log entries again")
            .WithDescription(
                "At most 1,000 entries; those that the destination does not receive are left out. Example: {\"from\":1200,\"to\":1300}"
            )
            .Produces<ReplayView>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(DestinationQueries queries, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<DestinationView>(await queries.ListAsync(ct), null));

    private static async Task<IResult> CreateAsync(
        [FromBody] DestinationBody body,
        Caller caller,
        ChangeDestination change,
        DestinationQueries queries,
        HttpContext http,
        CancellationToken ct
    )
    {
        var outcome = await change.CreateAsync(caller.Actor, body, ct);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var made = (await queries.FindAsync(outcome.Value.Id, ct)).Value;
        ETags.Set(http, made.Revision);
        return TypedResults.Created($"/api/v1/integrations/{made.Id}", new DestinationSecretView(made, outcome.Value.Secret));
    }

    private static Task<IResult> FindAsync(string id, DestinationQueries queries, HttpContext http, CancellationToken ct) =>
        SteerAsync(id, queries, http, d => Task.FromResult<Result<DestinationId>>(d), ct);

    private static Task<IResult> ChangeAsync(
        string id,
        [FromBody] DestinationChangeBody body,
        Caller caller,
        ChangeDestination change,
        DestinationQueries queries,
        HttpContext http,
        CancellationToken ct
    ) => SteerAsync(id, queries, http, d => change.RunAsync(caller.Actor, d, body, ETags.IfMatch(http), ct), ct);

    private static async Task<IResult> RemoveAsync(string id, Caller caller, ChangeDestinationState steer, CancellationToken ct) =>
        DisplayId.TryParse<DestinationId>(id, out var destination)
            ? (await steer.RemoveAsync(caller.Actor, destination, ct)).Match<IResult>(
                _ => TypedResults.NoContent(),
                refusal => refusal.ToProblem()
            )
            : DestinationRefusals.NotFound.ToProblem();

    private static async Task<IResult> TestAsync(string id, Caller caller, TestDestination test, CancellationToken ct) =>
        DisplayId.TryParse<DestinationId>(id, out var destination)
            ? (await test.RunAsync(caller.Actor, destination, ct)).Match<IResult>(
                view => TypedResults.Ok(view),
                refusal => refusal.ToProblem()
            )
            : DestinationRefusals.NotFound.ToProblem();

    private static async Task<IResult> RenewAsync(
        string id,
        Caller caller,
        ChangeDestinationState steer,
        DestinationQueries queries,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<DestinationId>(id, out var destination))
        {
            return DestinationRefusals.NotFound.ToProblem();
        }

        var outcome = await steer.RenewAsync(caller.Actor, destination, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(new DestinationSecretView((await queries.FindAsync(destination, ct)).Value, outcome.Value));
    }

    private static async Task<IResult> DeliveriesAsync(
        string id,
        [AsParameters] ListQuery query,
        DestinationQueries queries,
        CancellationToken ct
    )
    {
        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        if (!DisplayId.TryParse<DestinationId>(id, out var destination) || !(await queries.FindAsync(destination, ct)).IsDone)
        {
            return DestinationRefusals.NotFound.ToProblem();
        }

        long? below = null;
        if (query.Cursor is { Length: > 0 } cursor)
        {
            if (
                !Cursor.TryDecode(cursor, 1, out var keys)
                || !long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            )
            {
                return Cursor.NotOurs.ToProblem();
            }

            below = last;
        }

        var rows = await queries.DeliveriesAsync(destination, below, take.Value + 1, ct);
        return TypedResults.Ok(
            rows.Count <= take.Value
                ? new ApiPage<DeliveryView>(rows, null)
                : new ApiPage<DeliveryView>(
                    [.. rows.Take(take.Value)],
                    Cursor.Encode(rows[take.Value - 1].Number.ToString(CultureInfo.InvariantCulture))
                )
        );
    }

    private static Task<IResult> ReplayOneAsync(
        string id,
        long number,
        Caller caller,
        ReplayDeliveries replay,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        CancellationToken ct
    ) => QueuedAsync(id, d => replay.OneAsync(caller.Actor, d, number, dbFactory, ct));

    private static Task<IResult> ReplayAsync(
        string id,
        [FromBody] ReplayBody body,
        Caller caller,
        ReplayDeliveries replay,
        CancellationToken ct
    ) => QueuedAsync(id, d => replay.RunAsync(caller.Actor, d, body.From, body.To, ct));

    private static async Task<IResult> QueuedAsync(string id, Func<DestinationId, Task<Result<int>>> act) =>
        DisplayId.TryParse<DestinationId>(id, out var destination)
            ? (await act(destination)).Match<IResult>(
                queued => TypedResults.Accepted((string?)null, new ReplayView(queued)),
                refusal => refusal.ToProblem()
            )
            : DestinationRefusals.NotFound.ToProblem();

    private static async Task<IResult> SteerAsync(
        string id,
        DestinationQueries queries,
        HttpContext http,
        Func<DestinationId, Task<Result<DestinationId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<DestinationId>(id, out var destination))
        {
            return DestinationRefusals.NotFound.ToProblem();
        }

        var outcome = await act(destination);
        var found = outcome.Refusal is { } refusal ? refusal : await queries.FindAsync(destination, ct);
        if (!found.IsDone)
        {
            return found.Refusal.ToProblem();
        }

        ETags.Set(http, found.Value.Revision);
        return TypedResults.Ok(found.Value);
    }
}
