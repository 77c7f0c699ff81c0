using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>Body that asks to withdraw a window.</summary>
/// <param name="Reason">Why it should no longer count.</param>
public sealed record WithdrawWindowBody([property: Required] string? Reason);

/// <summary>Body that confirms or rejects what was asked about a window.</summary>
/// <param name="Reason">Why; needed to reject.</param>
public sealed record DecideWindowBody(string? Reason);

/// <summary>Stored windows over HTTP: which there are, and which count.</summary>
internal static class WindowsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var windows = api.MapGroup("/monitoring/{model}/{version}/windows").WithTags("Monitoring");
        windows
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithName("ListWindows")
            .WithSummary("List the windows of a version")
            .WithDescription(
                "Those stored last first, with those that do not count: waiting for a second person (requested), rejected or "
                    + "withdrawn, with "
                    + "the content of an earlier window, or ending in the future. `counts` says which can be the newest and end alerts."
            )
            .Produces<ApiPage<StoredWindowView>>()
            .Refuses(401, 403, 404, 422);
        windows
            .MapPost("/{window}:withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Ask to withdraw a window")
            .WithDescription(
                "The window counts until a second person confirms this. Example: {\"reason\":\"The year of the period was wrong\"}"
            )
            .Produces<StoredWindowView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        windows
            .MapPost("/{window}:confirm", ConfirmAsync)
            .RequireCaller()
            .WithSummary("Confirm a new reference, or the withdrawal of a window")
            .WithDescription(
                "For people who validate models, in an interactive session: neither who uploaded the window nor who asked, nor someone who "
                    + "is accountable for the model. Example: {\"reason\":\"Compared with the training data\"}"
            )
            .Produces<StoredWindowView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        windows
            .MapPost("/{window}:reject", RejectAsync)
            .RequireCaller()
            .WithSummary("Reject a new reference, or the withdrawal of a window")
            .WithDescription("For the same people. Example: {\"reason\":\"This is the week in which the sensor failed\"}")
            .Produces<StoredWindowView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        string model,
        string version,
        [AsParameters] ListQuery query,
        ListWindows list,
        CancellationToken ct
    )
    {
        var take = query.Take();
        if (!take.IsDone)
        {
            return take.Refusal.ToProblem();
        }

        int? below = null;
        if (query.Cursor is { Length: > 0 } cursor)
        {
            if (!Cursor.TryDecode(cursor, 1, out var keys) || !DisplayId.TryParse<WindowId>(keys[0], out var last))
            {
                return Cursor.NotOurs.ToProblem();
            }

            below = last.Number;
        }

        return (await list.RunAsync(model, version, below, take.Value, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> WithdrawAsync(
        string model,
        string version,
        string window,
        WithdrawWindowBody body,
        Caller caller,
        WithdrawWindow withdraw,
        ListWindows list,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<WindowId>(window, out var id)
            ? await AnswerAsync(await withdraw.RunAsync(caller.Actor, new(model, version, id, body.Reason), ct), model, version, list, ct)
            : MonitoringRefusals.WindowNotFound.ToProblem();

    private static Task<IResult> ConfirmAsync(
        string model,
        string version,
        string window,
        DecideWindowBody body,
        Caller caller,
        DecideWindow decide,
        ListWindows list,
        CancellationToken ct
    ) => DecideAsync(caller, decide, list, (model, version, window), confirm: true, body.Reason, ct);

    private static Task<IResult> RejectAsync(
        string model,
        string version,
        string window,
        DecideWindowBody body,
        Caller caller,
        DecideWindow decide,
        ListWindows list,
        CancellationToken ct
    ) => DecideAsync(caller, decide, list, (model, version, window), confirm: false, body.Reason, ct);

    private static async Task<IResult> DecideAsync(
        Caller caller,
        DecideWindow decide,
        ListWindows list,
        (string Model, string Version, string Window) about,
        bool confirm,
        string? reason,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<WindowId>(about.Window, out var id)
            ? await AnswerAsync(
                await decide.RunAsync(caller.Actor, new(about.Model, about.Version, id, confirm, reason), ct),
                about.Model,
                about.Version,
                list,
                ct
            )
            : MonitoringRefusals.WindowNotFound.ToProblem();

    private static async Task<IResult> AnswerAsync(
        Result<WindowId> outcome,
        string model,
        string version,
        ListWindows list,
        CancellationToken ct
    ) =>
        outcome.Refusal is { } refusal ? refusal.ToProblem()
        : await list.GetAsync(model, version, outcome.Value, ct) is { } view ? TypedResults.Ok(view)
        : MonitoringRefusals.WindowNotFound.ToProblem();
}
