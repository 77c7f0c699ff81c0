using System.ComponentModel;
using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Body that silences an alert.</summary>
/// <param name="Until">When the silence ends, at most 90 days from now.</param>
/// <param name="Reason">The reason.</param>
public sealed record SilenceBody(DateTimeOffset? Until, string? Reason);

/// <summary>Body that resolves an alert.</summary>
/// <param name="Reason">What was found.</param>
public sealed record ResolveBody(string? Reason);

/// <summary>Alerts over HTTP.</summary>
internal static class AlertsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Monitoring");
        alerts
            .MapGet("", AlertsAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithName("ListAlerts")
            .WithSummary("List alerts")
            .WithDescription(
                "Most recently seen first. Filters: model, state (open, acknowledged, resolved), rule, owner (me, or the e-mail "
                    + "address of an account). An alert names model, rule and field, never a person's value. Example: "
                    + "?model=fraud-scorer&state=open"
            )
            .ProducesProblem(422);
        alerts
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("Read an alert")
            .WithDescription("Example: ALR-0003. The ETag is the alert's revision.")
            .Produces<AlertView>()
            .Refuses(401, 403, 404);
        alerts
            .MapGet("/{id}/exposure", ExposureAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("Count the decisions made since an alert began")
            .WithDescription(
                "Counts the decisions of the model in the decision log from the window in which the alert began until it was "
                    + "resolved, and how many people they concern, where decisions name a subject."
            )
            .Produces<Exposure>()
            .Refuses(401, 403, 404);
        alerts
            .MapPost("/{id}/ack", AcknowledgeAsync)
            .RequireCaller()
            .WithSummary("Acknowledge an alert")
            .WithDescription(
                "Says that the caller is looking into the alert; the alert then leaves the owner's queue. With If-Match and "
                    + "the ETag read before, a stale change is refused (412)."
            )
            .Produces<AlertView>()
            .Refuses(401, 403, 404, 409, 412);
        alerts
            .MapPost("/{id}/assign", AssignAsync)
            .RequireCaller()
            .WithSummary("Assign an alert to yourself")
            .WithDescription(
                "The alert is then assigned to the caller, or to the owner of the key, instead of the previous person. With "
                    + "If-Match and the ETag read before, a stale change is refused (412)."
            )
            .Produces<AlertView>()
            .Refuses(401, 403, 404, 409, 412);
        alerts
            .MapPost("/{id}/ask-owner", AskOwnerAsync)
            .RequireCaller()
            .WithSummary("Ask the owner of the model to look at an alert")
            .WithDescription(
                "The alert is then assigned to the owner of its model, who is notified. With If-Match and the ETag read before, a stale "
                    + "change is refused (412)."
            )
            .Produces<AlertView>()
            .Refuses(401, 403, 404, 409, 412);
        alerts
            .MapPost("/{id}/unassign", UnassignAsync)
            .RequireCaller()
            .WithSummary("Unassign an alert")
            .WithDescription("For the person the alert is assigned to. From then on, the owner of the model is responsible for the alert.")
            .Produces<AlertView>()
            .Refuses(401, 403, 404, 409, 412);
        alerts
            .MapPost("/{id}/silence", SilenceAsync)
            .RequireCaller()
            .WithSummary("Silence an alert")
            .WithDescription(
                "No one is notified until the time given; occurrences are still counted. Example: "
                    + "{\"until\":\"2026-12-01T00:00:00Z\",\"reason\":\"Known: the new branch opened in November\"}"
            )
            .Produces<AlertView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        alerts
            .MapPost("/{id}/resolve", ResolveAsync)
            .RequireCaller()
            .WithSummary("Resolve an alert")
            .WithDescription(
                "Says that the alert is over. Later windows outside the limits raise a new one. One that a rule in force reads "
                    + "ends with the "
                    + "data, or by someone of the second line who is signed in and neither owns, developed nor requested the model. "
                    + "Example: "
                    + "{\"reason\":\"New reference uploaded\"}"
            )
            .Produces<AlertView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
    }

    private static async Task<Results<Ok<ApiPage<AlertView>>, ProblemHttpResult>> AlertsAsync(
        [Description("Only alerts of this model")] string? model,
        [Description("open, acknowledged or resolved")] string? state,
        [Description("Only alerts raised by this rule, such as drift or fairness")] string? rule,
        [Description("Only alerts this person is responsible for: me, or an e-mail address")] string? owner,
        [AsParameters] ListQuery list,
        Caller caller,
        ListAlerts alerts,
        CancellationToken ct
    )
    {
        AlertState? wantedState = WireName.TryParse<AlertState>(state, out var parsedState) ? parsedState : null;
        AlertRule? wantedRule = WireName.TryParse<AlertRule>(rule, out var parsedRule) ? parsedRule : null;
        if ((state is not null && wantedState is null) || (rule is not null && wantedRule is null))
        {
            return MonitoringRefusals.AlertFilterUnknown(wantedState is null && state is not null ? "state" : "rule").ToProblem();
        }

        UserId? wantedOwner = owner is null ? null : await alerts.OwnerAsync(caller.Actor, owner, ct);
        if (owner is not null && wantedOwner is null)
        {
            return MonitoringRefusals.AlertFilterUnknown("owner").ToProblem();
        }

        var take = list.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        (DateTimeOffset, AlertId)? after = null;
        if (list.Cursor is { } cursor)
        {
            if (
                !Cursor.TryDecode(cursor, 2, out var keys)
                || !TryTicks(keys[0], out var seen)
                || !DisplayId.TryParse<AlertId>(keys[1], out var id)
            )
            {
                return Cursor.NotOurs.ToProblem();
            }

            after = (seen, id);
        }

        var found = await alerts.RunAsync(
            new AlertFilter(model, wantedState is { } one ? [one] : null, wantedRule) { Owner = wantedOwner },
            after,
            take.Value + 1,
            ct
        );
        var page = found.Take(take.Value).ToList();
        return TypedResults.Ok(
            new ApiPage<AlertView>(
                page,
                found.Count > page.Count
                    ? Cursor.Encode(page[^1].SeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture), page[^1].Id.ToString())
                    : null
            )
        );
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ListAlerts alerts, CancellationToken ct) =>
        DisplayId.TryParse<AlertId>(id, out var alert)
            ? await AnswerAsync(alert, http, alerts, ct)
            : MonitoringRefusals.AlertNotFound.ToProblem();

    private static async Task<IResult> ExposureAsync(string id, GetExposure exposure, CancellationToken ct) =>
        DisplayId.TryParse<AlertId>(id, out var alert)
            ? (await exposure.RunAsync(alert, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : MonitoringRefusals.AlertNotFound.ToProblem();

    private static Task<IResult> AcknowledgeAsync(
        string id,
        Caller caller,
        HttpContext http,
        AcknowledgeAlert acknowledge,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => acknowledge.RunAsync(caller.Actor, alert, ETags.IfMatch(http), ct), ct);

    private static Task<IResult> AssignAsync(
        string id,
        Caller caller,
        HttpContext http,
        AssignAlert assign,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => assign.RunAsync(caller.Actor, alert, ETags.IfMatch(http), ct), ct);

    private static Task<IResult> AskOwnerAsync(
        string id,
        Caller caller,
        HttpContext http,
        AskOwner ask,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => ask.RunAsync(caller.Actor, alert, ETags.IfMatch(http), ct), ct);

    private static Task<IResult> UnassignAsync(
        string id,
        Caller caller,
        HttpContext http,
        UnassignAlert unassign,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => unassign.RunAsync(caller.Actor, alert, ETags.IfMatch(http), ct), ct);

    private static Task<IResult> SilenceAsync(
        string id,
        [FromBody] SilenceBody body,
        Caller caller,
        HttpContext http,
        SilenceAlert silence,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => silence.RunAsync(caller.Actor, alert, body.Until, body.Reason, ETags.IfMatch(http), ct), ct);

    private static Task<IResult> ResolveAsync(
        string id,
        [FromBody] ResolveBody body,
        Caller caller,
        HttpContext http,
        ResolveAlert resolve,
        ListAlerts alerts,
        CancellationToken ct
    ) => RunAsync(id, http, alerts, alert => resolve.RunAsync(caller.Actor, alert, body.Reason, ETags.IfMatch(http), ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        HttpContext http,
        ListAlerts alerts,
        Func<AlertId, Task<Result<AlertId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<AlertId>(id, out var alert))
        {
            return MonitoringRefusals.AlertNotFound.ToProblem();
        }

        var outcome = await act(alert);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(alert, http, alerts, ct);
    }

    private static async Task<IResult> AnswerAsync(AlertId id, HttpContext http, ListAlerts alerts, CancellationToken ct)
    {
        if (await alerts.GetAsync(id, ct) is not { } view)
        {
            return MonitoringRefusals.AlertNotFound.ToProblem();
        }

        ETags.Set(http, view.Revision);
        return TypedResults.Ok(view);
    }

    private static bool TryTicks(string text, out DateTimeOffset time)
    {
        var ok =
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks;
        time = ok ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return ok;
    }
}
