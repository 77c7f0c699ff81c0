using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Notifications.Channels;

/// <summary>Channels over HTTP, for administrators.</summary>
internal static class ChannelsApi
{
    private const int Shown = 20;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/channels").WithTags("Notifications");
        group
            .MapGet("", ListAsync)
            .RequirePermission(Permission.Administer)
            .WithName("ListChannels")
            .WithSummary("List external channels")
            .WithDescription(
                "Slack, Teams and PagerDuty, with the messages that are waiting or could not be delivered. Only the host of an "
                    + "address is shown; keys are never shown."
            )
            .Produces<ApiPage<ChannelView>>()
            .Refuses(400, 401, 403, 422);
        group
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read a channel")
            .WithDescription("Example: CHN-0001. The ETag is the channel's revision.")
            .Produces<ChannelView>()
            .Refuses(401, 403, 404);
        group
            .MapGet("/{id}/dispatches", DispatchesAsync)
            .RequirePermission(Permission.Administer)
            .WithSummary("Read the last messages to a channel")
            .WithDescription("The last 20 messages, newest first: subject, state, attempts, and what went wrong; never the text.")
            .Produces<IReadOnlyList<DispatchView>>()
            .Refuses(401, 403, 404);
        group
            .MapPost("", CreateAsync)
            .RequireCaller()
            .WithName("CreateChannel")
            .WithSummary("Set up a channel")
            .WithDescription(
                "The host of the address must be listed in Outbound__AllowedHosts or Outbound__PrivateHosts. If `kinds` is "
                    + "absent or empty, messages of all kinds are sent; `from` defaults to high. Example: "
                    + "{\"kind\":\"slack\",\"name\":\"Model "
                    + "operations\",\"secret\":\"https://hooks.slack.com/services/T000/B000/XXXX\",\"from\":\"high\","
                    + "\"kinds\":[\"alert-raised\",\"incident-opened\"]}"
            )
            .Produces<ChannelView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        group
            .MapPatch("/{id}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a channel")
            .WithDescription(
                "Absent members stay unchanged, including the secret. With If-Match and the ETag read before, a stale change is "
                    + "refused (412). Example: {\"isOn\":false}"
            )
            .Produces<ChannelView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        group
            .MapDelete("/{id}", RemoveAsync)
            .RequireCaller()
            .WithSummary("Remove a channel")
            .WithDescription("Messages waiting for the channel are not sent.")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404, 409);
        group
            .MapPost("/{id}/test", TestAsync)
            .RequireCaller()
            .WithSummary("Send a test message")
            .WithDescription(
                "The message is sent immediately; 503 channel.test-failed says what the service answered. PagerDuty gets a "
                    + "trigger and its resolution."
            )
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(401, 403, 404, 409, 503);
    }

    private static async Task<IResult> ListAsync([AsParameters] ListQuery query, ListChannels list, CancellationToken ct) =>
        (await list.RunAsync(query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string id, HttpContext http, ListChannels list, CancellationToken ct) =>
        await AnswerAsync(id, http, list, created: false, ct);

    private static async Task<IResult> DispatchesAsync(string id, ListChannels list, CancellationToken ct) =>
        DisplayId.TryParse<ChannelId>(id, out var channel) && await list.GetAsync(channel, ct) is not null
            ? TypedResults.Ok(await list.DispatchesAsync(channel, Shown, ct))
            : NotificationRefusals.ChannelNotFound.ToProblem();

    private static async Task<IResult> CreateAsync(
        [FromBody] ChannelBody body,
        Caller caller,
        HttpContext http,
        ChangeChannels change,
        ListChannels list,
        CancellationToken ct
    )
    {
        var outcome = await change.CreateAsync(caller.Actor, body, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : await AnswerAsync(outcome.Value.ToString(), http, list, created: true, ct);
    }

    private static async Task<IResult> ChangeAsync(
        string id,
        [FromBody] ChannelChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeChannels change,
        ListChannels list,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<ChannelId>(id, out var channel))
        {
            return NotificationRefusals.ChannelNotFound.ToProblem();
        }

        var outcome = await change.ChangeAsync(caller.Actor, channel, body.ToChannel(), ETags.IfMatch(http), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(id, http, list, created: false, ct);
    }

    private static async Task<IResult> RemoveAsync(string id, Caller caller, ChangeChannels change, CancellationToken ct) =>
        DisplayId.TryParse<ChannelId>(id, out var channel)
            ? (await change.RemoveAsync(caller.Actor, channel, ct)).Match<IResult>(
                _ => TypedResults.NoContent(),
                refusal => refusal.ToProblem()
            )
            : NotificationRefusals.ChannelNotFound.ToProblem();

    private static async Task<IResult> TestAsync(string id, Caller caller, ChangeChannels change, CancellationToken ct) =>
        DisplayId.TryParse<ChannelId>(id, out var channel)
            ? (await change.TestAsync(caller.Actor, channel, ct)).Match<IResult>(
                _ => TypedResults.NoContent(),
                refusal => refusal.ToProblem()
            )
            : NotificationRefusals.ChannelNotFound.ToProblem();

    private static async Task<IResult> AnswerAsync(string id, HttpContext http, ListChannels list, bool created, CancellationToken ct)
    {
        if (!DisplayId.TryParse<ChannelId>(id, out var channel) || await list.GetAsync(channel, ct) is not { } view)
        {
            return NotificationRefusals.ChannelNotFound.ToProblem();
        }

        ETags.Set(http, view.Revision);
        return created ? TypedResults.Created($"/api/v1/channels/{view.Id}", view) : TypedResults.Ok(view);
    }
}
