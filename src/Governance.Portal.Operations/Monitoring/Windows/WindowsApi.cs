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
        Acts<StoredWindowView>(
            windows.MapPost(
                "/{window}:withdraw",
                (
                    string model,
                    string version,
                    string window,
                    WithdrawWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.WithdrawAsync(caller, new(model, version, window, IsWindow: true), body.Reason, ct)
            ),
            windows.MapPost(
                "/{window}:confirm",
                (
                    string model,
                    string version,
                    string window,
                    DecideWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.DecideAsync(caller, new(model, version, window, IsWindow: true), confirm: true, body.Reason, ct)
            ),
            windows.MapPost(
                "/{window}:reject",
                (
                    string model,
                    string version,
                    string window,
                    DecideWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.DecideAsync(caller, new(model, version, window, IsWindow: true), confirm: false, body.Reason, ct)
            ),
            "a window",
            "a new reference, or the withdrawal of a window"
        );
        var measurements = api.MapGroup("/monitoring/{model}/{version}/measurements").WithTags("Monitoring");
        measurements
            .MapGet("", MeasurementsAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithName("ListMeasurements")
            .WithSummary("List the label files or the business figures of a version")
            .WithDescription("`kind` is labels or figure. Those that came last first, with those that were withdrawn.")
            .Produces<ApiPage<MeasurementView>>()
            .Refuses(401, 403, 404, 422);
        Acts<MeasurementView>(
            measurements.MapPost(
                "/{id}:withdraw",
                (
                    string model,
                    string version,
                    string id,
                    WithdrawWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.WithdrawAsync(caller, new(model, version, id, IsWindow: false), body.Reason, ct)
            ),
            measurements.MapPost(
                "/{id}:confirm",
                (
                    string model,
                    string version,
                    string id,
                    DecideWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.DecideAsync(caller, new(model, version, id, IsWindow: false), confirm: true, body.Reason, ct)
            ),
            measurements.MapPost(
                "/{id}:reject",
                (
                    string model,
                    string version,
                    string id,
                    DecideWindowBody body,
                    MeasurementActs acts,
                    Caller caller,
                    CancellationToken ct
                ) => acts.DecideAsync(caller, new(model, version, id, IsWindow: false), confirm: false, body.Reason, ct)
            ),
            "a label file or a business figure",
            "the withdrawal of a label file or a business figure"
        );
    }

    private static void Acts<TView>(
        RouteHandlerBuilder withdraw,
        RouteHandlerBuilder confirm,
        RouteHandlerBuilder reject,
        string thing,
        string decided
    )
    {
        withdraw
            .WithSummary($"Ask to withdraw {thing}")
            .WithDescription("It counts until a second person confirms this. Example: {\"reason\":\"The year of the period was wrong\"}");
        confirm
            .WithSummary($"Confirm {decided}")
            .WithDescription(
                "For people who validate models, in an interactive session: neither who sent the data nor who asked, nor someone who "
                    + "is accountable for the model. Example: {\"reason\":\"Compared with the training data\"}"
            );
        reject
            .WithSummary($"Reject {decided}")
            .WithDescription("For the same people. Example: {\"reason\":\"This is the week in which the sensor failed\"}");
        foreach (var act in new[] { withdraw, confirm, reject })
        {
            act.RequireCaller().Produces<TView>().Refuses(400, 401, 403, 404, 409, 422);
        }
    }

    private static async Task<IResult> ListAsync(
        string model,
        string version,
        [AsParameters] ListQuery query,
        ListWindows list,
        CancellationToken ct
    )
    {
        var page = query.TakeBelow<WindowId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        return (await list.RunAsync(model, version, page.Value.Below, page.Value.Take, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> MeasurementsAsync(
        string model,
        string version,
        string? kind,
        [AsParameters] ListQuery query,
        ListMeasurements list,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<MeasurementKind>(kind, out var asked) || asked is MeasurementKind.Window)
        {
            return Refusal.Field("monitoring.measurement-kind", "kind", $"The kind must be labels or figure.").ToProblem();
        }

        var page = query.TakeAfter();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        long? below = null;
        if (page.Value.After is { } after)
        {
            if (!MeasurementRef.TryParse(after, out var last))
            {
                return Cursor.NotOurs.ToProblem();
            }

            below = last.Number;
        }

        return (await list.RunAsync(model, version, asked, below, page.Value.Take, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }
}
