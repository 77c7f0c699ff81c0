using System.ComponentModel;
using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>Body of a new monitor.</summary>
/// <param name="Kind">drift, protected-mix, performance, fairness, quality, business or evaluation.</param>
/// <param name="Target">Column, metric (auc, fpr, fnr, accuracy, precision, recall), protected attribute or name of the business figure or
/// measure.</param>
/// <param name="Segment">Rows to watch (default: all); for drift only.</param>
/// <param name="Lower">Lowest value of a business figure or evaluation.</param>
/// <param name="Upper">PSI, worsening, difference between groups, or highest business figure (default: the usual bands).</param>
/// <param name="MinimumRows">Rows that each side needs (default: 100).</param>
/// <param name="Consecutive">Number of consecutive windows that raise an alert, and that end it (default: 2).</param>
/// <param name="Owner">E-mail address of the person who is to look into alerts (default: the model's owner).</param>
/// <param name="AsksForRetraining">Whether an alert also calls the model's pipeline, if one is configured.</param>
/// <param name="ExpectedEveryHours">Hours from one window (labels for performance, figures for business and evaluation) to the next, 0.1
/// to 8,784 (default: learned from deliveries). Late data raises an alert.</param>
public sealed record MonitorBody(
    string? Kind,
    string? Target,
    SegmentView? Segment = null,
    double? Lower = null,
    double? Upper = null,
    long? MinimumRows = null,
    int? Consecutive = null,
    string? Owner = null,
    bool? AsksForRetraining = null,
    double? ExpectedEveryHours = null
);

/// <summary>Body of a change; absent members stay unchanged, members that are null are reset to the default.</summary>
public sealed record MonitorChangeBody(
    Patch<double?> Lower,
    Patch<double?> Upper,
    Patch<long?> MinimumRows,
    Patch<int?> Consecutive,
    Patch<string> Owner,
    Patch<bool?> AsksForRetraining,
    Patch<bool?> Enabled,
    Patch<double?> ExpectedEveryHours
);

/// <summary>Body of business figures.</summary>
/// <param name="Start">Start of the period.</param>
/// <param name="End">End of the period, exclusive.</param>
/// <param name="Values">Values by the name of the series.</param>
/// <param name="Measures">Measures from the evaluation of an assistant, by name, such as attackSuccessRate. The first measure with a
/// given name sets its limits.</param>
public sealed record FiguresBody(
    DateTimeOffset? Start,
    DateTimeOffset? End,
    IReadOnlyDictionary<string, double>? Values,
    IReadOnlyDictionary<string, EvaluationMeasure>? Measures = null
);

/// <summary>Monitors over HTTP.</summary>
internal static class MonitorsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var ofModel = api.MapGroup("/models/{model}/monitors").WithTags("Monitoring");
        ofModel
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("List the monitors of a model")
            .WithDescription(
                "Returns all monitors, at most 500, those with an alert first. The first reference window of a model creates "
                    + "monitors for its columns, metrics and protected attributes."
            )
            .Produces<ApiPage<MonitorInfo>>()
            .Refuses(401, 403, 404);
        ofModel
            .MapPost("", CreateAsync)
            .RequireCaller()
            .WithSummary("Add a monitor")
            .WithDescription(
                "Example: {\"kind\":\"business\",\"target\":\"margin\",\"lower\":0.08,\"consecutive\":1} or "
                    + "{\"kind\":\"drift\",\"target\":\"amount\",\"segment\":{\"column\":\"channel\",\"value\":\"web\"},\"upper\":0.2}"
            )
            .Produces<MonitorInfo>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 422);
        var one = api.MapGroup("/monitors/{id}").WithTags("Monitoring");
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("Read a monitor")
            .WithDescription("Example: MON-0003. Includes the newest reading. The ETag is the monitor's revision.")
            .Produces<MonitorInfo>()
            .Refuses(401, 403, 404);
        one.MapGet("/readings", ReadingsAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("Read the time series of a monitor")
            .WithDescription("Newest first, one value per window. Example: ?version=1.4.0&limit=100")
            .Produces<ApiPage<ReadingView>>()
            .Refuses(401, 403, 404, 422);
        one.MapPatch("", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change, stop or start a monitor")
            .WithDescription(
                "Absent members stay unchanged; members that are null are reset to the default. With If-Match and the ETag "
                    + "read before, a stale change is refused (412). Example: {\"upper\":0.2,\"enabled\":false}"
            )
            .Produces<MonitorInfo>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        api.MapPost("/monitoring/{model}/{version}/figures", FiguresAsync)
            .RequireCaller()
            .WithTags("Monitoring")
            .WithSummary("Store business figures and evaluations")
            .WithDescription(
                "The body holds values of named series for a period; monitors with limits for these series evaluate them at "
                    + "once. The values can also be sent with a window, as series=margin=0.12,latency=340. Measures come from "
                    + "the evaluation of an assistant ({\"recallAt5\":{\"value\":0.91,\"low\":0.87,\"high\":0.94,"
                    + "\"n\":200,\"better\":\"higher\"}}): the first measure with a given name creates a monitor whose limit "
                    + "is 0.05 worse (for times, half as long again); later measures whose whole interval lies beyond the "
                    + "limit are breaches. Example: {\"start\":\"2026-11-09T00:00:00Z\",\"end\":\"2026-11-10T00:00:00Z\","
                    + "\"values\":{\"margin\":0.12,\"analyst load\":41}}"
            )
            .Produces<StoreFigures.Answer>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(string model, ListMonitors list, MonitoringQueries queries, CancellationToken ct) =>
        await queries.HasModelAsync(model, ct)
            ? TypedResults.Ok(new ApiPage<MonitorInfo>(await list.RunAsync(model, ct), null))
            : ModelRefusals.NotFound(model).ToProblem();

    private static async Task<IResult> CreateAsync(
        string model,
        [FromBody] MonitorBody body,
        Caller caller,
        HttpContext http,
        CreateMonitor create,
        ListMonitors list,
        CancellationToken ct
    )
    {
        var settings = new MonitorSettings(body.Lower, body.Upper, body.MinimumRows, body.Consecutive, body.Owner, body.AsksForRetraining)
        {
            ExpectedEveryHours = body.ExpectedEveryHours,
        };
        (string, string)? segment = body.Segment is { } part ? (part.Column ?? "", part.Value ?? "") : null;
        var outcome = await create.RunAsync(caller.Actor, new(model, body.Kind, body.Target, segment, settings), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(outcome.Value, created: true, http, list, ct);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ListMonitors list, CancellationToken ct) =>
        DisplayId.TryParse<MonitorId>(id, out var monitor)
            ? await AnswerAsync(monitor, created: false, http, list, ct)
            : MonitoringRefusals.MonitorNotFound.ToProblem();

    private static async Task<IResult> ReadingsAsync(
        string id,
        [Description("Only values of this version")] string? version,
        [AsParameters] ListQuery query,
        ListMonitors list,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<MonitorId>(id, out var monitor) || await list.GetAsync(monitor, ct) is null)
        {
            return MonitoringRefusals.MonitorNotFound.ToProblem();
        }

        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        DateTimeOffset? before = null;
        if (query.Cursor is { } cursor)
        {
            if (
                !Cursor.TryDecode(cursor, 1, out var keys)
                || !long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                || ticks > DateTimeOffset.MaxValue.UtcTicks
            )
            {
                return Cursor.NotOurs.ToProblem();
            }

            before = new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        // Readings of one start (two versions, or windows of two lengths) stay on one page.
        var found = await list.ReadingsAsync(monitor, version, before, take.Value + 1, ct);
        var page = found.Take(take.Value).ToList();
        if (found.Count > page.Count && page[0].Start != page[^1].Start)
        {
            page = [.. page.TakeWhile(r => r.Start != found[^1].Start)];
        }

        return TypedResults.Ok(
            new ApiPage<ReadingView>(
                page,
                found.Count > page.Count ? Cursor.Encode(page[^1].Start.UtcTicks.ToString(CultureInfo.InvariantCulture)) : null
            )
        );
    }

    private static async Task<IResult> ChangeAsync(
        string id,
        [FromBody] MonitorChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeMonitor change,
        ListMonitors list,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<MonitorId>(id, out var monitor))
        {
            return MonitoringRefusals.MonitorNotFound.ToProblem();
        }

        MonitorSettings Changed(ModelMonitor current)
        {
            var now = MonitorSettings.Of(current);
            return now with
            {
                Lower = body.Lower.Or(now.Lower),
                Upper = body.Upper.Or(now.Upper),
                MinimumRows = body.MinimumRows.Or(now.MinimumRows),
                Consecutive = body.Consecutive.Or(now.Consecutive),
                Owner = body.Owner.Or(null),
                KnownOwner = body.Owner.IsSet ? null : now.KnownOwner,
                AsksForRetraining = body.AsksForRetraining.Or(now.AsksForRetraining),
                IsEnabled = body.Enabled.Or(now.IsEnabled),
                ExpectedEveryHours = body.ExpectedEveryHours.Or(now.ExpectedEveryHours),
            };
        }

        var outcome = await change.RunAsync(caller.Actor, monitor, Changed, ETags.IfMatch(http), ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(monitor, created: false, http, list, ct);
    }

    private static async Task<IResult> FiguresAsync(
        string model,
        string version,
        [FromBody] FiguresBody body,
        Caller caller,
        StoreFigures store,
        CancellationToken ct
    )
    {
        var outcome = await store.RunAsync(
            caller.Actor,
            new(model, version, body.Start, body.End, body.Values) { Measures = body.Measures ?? StoreFigures.NoMeasures },
            ct
        );
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> AnswerAsync(MonitorId id, bool created, HttpContext http, ListMonitors list, CancellationToken ct)
    {
        if (await list.GetAsync(id, ct) is not { } view)
        {
            return MonitoringRefusals.MonitorNotFound.ToProblem();
        }

        ETags.Set(http, view.Revision);
        return created ? TypedResults.Created($"/api/v1/monitors/{id}", view) : TypedResults.Ok(view);
    }
}
