using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Number of unread notifications.</summary>
/// <param name="Unread">Number of notifications that have not been read.</param>
public sealed record UnreadView(int Unread);

/// <summary>Number of notifications marked.</summary>
/// <param name="Marked">Number of notifications that were not marked before.</param>
public sealed record MarkedView(int Marked);

/// <summary>One's own notifications over HTTP.</summary>
internal static class NotificationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/notifications").WithTags("Notifications");
        group
            .MapGet("", ListAsync)
            .RequireCaller()
            .WithName("ListNotifications")
            .WithSummary("List your notifications")
            .WithDescription(
                "Newest first; unread ones unless state=all. Filters: state (unread, all), kind (such as sign-off-asked). Each "
                    + "person has their own notifications; an API key has none (404). What your roles no longer let you read is left "
                    + "out. Example: ?state=all&kind=sign-off-asked"
            )
            .Produces<ApiPage<NotificationView>>()
            .Refuses(400, 401, 404, 422);
        group
            .MapGet("/count", CountAsync)
            .RequireCaller()
            .WithSummary("Count your unread notifications")
            .WithDescription("The number on the bell.")
            .Produces<UnreadView>()
            .Refuses(401, 404);
        group
            .MapPost(
                "/{id:long}/read",
                (long id, Caller caller, MarkNotifications mark, CancellationToken ct) => MarkAsync(id, true, caller, mark, ct)
            )
            .RequireCaller()
            .WithSummary("Mark a notification as read")
            .WithDescription(
                "Marking a notification that is already read changes nothing. Another person's notifications are not found (404)."
            )
            .Produces<MarkedView>()
            .Refuses(401, 403, 404);
        group
            .MapPost(
                "/{id:long}/unread",
                (long id, Caller caller, MarkNotifications mark, CancellationToken ct) => MarkAsync(id, false, caller, mark, ct)
            )
            .RequireCaller()
            .WithSummary("Mark a notification as unread")
            .WithDescription("The notification is counted again.")
            .Produces<MarkedView>()
            .Refuses(401, 403, 404);
        group
            .MapPost("/read", ReadAllAsync)
            .RequireCaller()
            .WithSummary("Mark all as read")
            .WithDescription(
                "Marks everything that is unread now or, with kind in the query, everything of that kind. Example: ?kind=report-finished"
            )
            .Produces<MarkedView>()
            .Refuses(401, 403, 404, 422);
        group
            .MapGet("/preferences", PreferencesAsync)
            .RequireCaller()
            .WithName("GetNotificationPreferences")
            .WithSummary("Read notification settings")
            .WithDescription(
                "`mail` says for every kind whether it is sent by e-mail immediately, in the daily digest, or never; "
                    + "`mailIsOn` is false while this portal sends no e-mail at all. The portal itself always shows "
                    + "everything. The ETag is the revision."
            )
            .Produces<PreferencesView>()
            .Refuses(401, 404);
        group
            .MapPut("/preferences", ChangeAsync)
            .RequireCaller()
            .WithName("ChangeNotificationPreferences")
            .WithSummary("Change notification settings")
            .WithDescription(
                "Kinds that are not named stay unchanged; without quietFrom and quietUntil, there are no quiet hours. Kinds about legal "
                    + "deadlines, emergency overrides, your account, security and the audit log cannot be postponed. Example: "
                    + "{\"timeZone\":\"Europe/Copenhagen\",\"language\":\"de\",\"digestHour\":8,\"quietFrom\":20,\"quietUntil\":7,"
                    + "\"mail\":{\"alert-raised\":\"digest\"}}"
            )
            .Produces<PreferencesView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        group
            .MapPut("/preferences/language", SpeakAsync)
            .RequireCaller()
            .WithName("ChangeNotificationLanguage")
            .WithSummary("Choose the language of your e-mails")
            .WithDescription(
                "E-mails are in this language from then on; all other notification settings stay unchanged. Pages are in the "
                    + "language chosen in the browser. Example: {\"language\":\"de\"}"
            )
            .Produces<PreferencesView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        Caller caller,
        string? state,
        string? kind,
        ListNotifications list,
        CancellationToken ct
    )
    {
        var filter = NotificationFilter.Parse(state, kind);
        return filter.Refusal is { } unknown
            ? unknown.ToProblem()
            : (await list.RunAsync(caller.Actor, filter.Value, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> CountAsync(Caller caller, ListNotifications list, CancellationToken ct) =>
        (await list.CountUnreadAsync(caller.Actor, ct)).Match<IResult>(
            count => TypedResults.Ok(new UnreadView(count)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> MarkAsync(long id, bool read, Caller caller, MarkNotifications mark, CancellationToken ct) =>
        (await mark.RunAsync(caller.Actor, id, read, ct)).Match<IResult>(
            count => TypedResults.Ok(new MarkedView(count)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> ReadAllAsync(string? kind, Caller caller, MarkNotifications mark, CancellationToken ct)
    {
        var filter = NotificationFilter.Parse(null, kind);
        return filter.Refusal is { } unknown
            ? unknown.ToProblem()
            : (await mark.AllAsync(caller.Actor, filter.Value.Kind, ct)).Match<IResult>(
                marked => TypedResults.Ok(new MarkedView(marked.Count)),
                refusal => refusal.ToProblem()
            );
    }

    private static async Task<IResult> PreferencesAsync(
        Caller caller,
        HttpContext http,
        ChangePreferences preferences,
        CancellationToken ct
    )
    {
        var found = await preferences.GetAsync(caller.Actor, ct);
        return Answer(found, http);
    }

    private static async Task<IResult> ChangeAsync(
        [FromBody] PreferencesBody body,
        Caller caller,
        HttpContext http,
        ChangePreferences preferences,
        CancellationToken ct
    ) => Answer(await preferences.RunAsync(caller.Actor, body, ETags.IfMatch(http), ct), http);

    private static async Task<IResult> SpeakAsync(
        [FromBody] LanguageBody body,
        Caller caller,
        HttpContext http,
        ChangePreferences preferences,
        CancellationToken ct
    ) => Answer(await preferences.SpeakAsync(caller.Actor, body.Language, ct), http);

    private static IResult Answer(Domain.Result<PreferencesView> outcome, HttpContext http)
    {
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, outcome.Value.Revision);
        return TypedResults.Ok(outcome.Value);
    }
}
