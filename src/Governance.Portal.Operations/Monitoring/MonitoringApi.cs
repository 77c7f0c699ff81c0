using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Governance.Analytics.Stored;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Monitoring over HTTP.</summary>
internal static class MonitoringApi
{
    private static readonly string[] s_types =
    [
        "text/csv",
        "application/x-ndjson",
        "application/gzip",
        "application/octet-stream",
        "application/vnd.apache.parquet",
        "application/vnd.apache.arrow.file",
        "application/vnd.apache.arrow.stream",
    ];

    // RFC 3339, and a day for its first instant. Other shapes mean different days to different people.
    private static readonly string[] s_times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/monitoring/{model}/{version}").WithTags("Monitoring");
        group
            .MapPost("/windows", UploadAsync)
            .RequireCaller(Permission.WriteMonitoring, "window.stored")
            .WithBodyLimit(l => l.TableBytes)
            .WithName("UploadWindow")
            .WithSummary("Upload a window of predictions")
            .WithDescription(
                "Body: CSV, NDJSON (gzip accepted), Parquet or Arrow, one row per prediction. Rows are streamed and compared with "
                    + "the version's newest reference window. One invalid row causes the whole window to be refused, with the line "
                    + "named; none of it is kept."
            )
            .Accepts<byte[]>(s_types[0], s_types[1..])
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        group
            .MapPost("/labels", LabelsAsync)
            .RequireCaller()
            .WithBodyLimit(l => l.TableBytes)
            .WithName("UploadLabels")
            .WithSummary("Upload labels that became known later")
            .WithDescription(
                "Body: CSV, NDJSON, Parquet or Arrow with decision_id and true_label. Windows that contain one of the decisions are "
                    + "measured again; drift does not change."
            )
            .Accepts<byte[]>(s_types[0], s_types[1..])
            .ProducesProblem(404)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);
        group
            .MapGet("/drift", DriftAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithName("ListDrift")
            .WithSummary("Read drift per window and feature")
            .WithDescription(
                "Windows in time order. `level` is ok (stable, negligible, skipped), warning (inconclusive, insufficient_data, "
                    + "moderate) or alert (major)."
            )
            .ProducesProblem(404)
            .ProducesProblem(422);
        group
            .MapGet("/windows/{window}/drift", WholeDriftAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithName("GetWindowDrift")
            .WithSummary("Read the complete drift result of a window")
            .WithDescription("Returns the same JSON that governance analyze drift prints.")
            .ProducesProblem(404);
    }

    private static async Task<Results<Created<UploadWindow.Answer>, ProblemHttpResult>> UploadAsync(
        string model,
        string version,
        [Description("reference or current")] string? role,
        [Description("First instant covered, RFC 3339; from the rows' timestamps when absent")] string? start,
        [Description("End of what is covered, exclusive; from the rows' timestamps when absent")] string? end,
        [Description("Column of the label, 0 or 1")] string? label,
        [Description("Column of the score, 0 to 1")] string? score,
        [Description("Column of the prediction, 0 or 1")] string? prediction,
        [Description("Columns of protected attributes, separated by commas")] string? @protected,
        [Description("Columns to leave out, separated by commas")] string? ignore,
        [Description("The prediction that favours the person, 0 or 1; 1 when absent")] string? favourable,
        [Description("Business figures for the same period, such as margin=0.12,latency=340")] string? series,
        HttpRequest request,
        Caller caller,
        UploadWindow upload,
        CancellationToken ct
    )
    {
        if (RefusesMedia(request) is { } media)
        {
            return media.ToProblem();
        }

        if (!WireName.TryParse<WindowRole>(role, out var parsed))
        {
            return Refusal.Field("monitoring.role", "role", $"The role must be reference or current.").ToProblem();
        }

        if (!TryTime(start, out var from) || !TryTime(end, out var to))
        {
            return MonitoringRefusals.PeriodNotValid.ToProblem();
        }

        if (favourable is not (null or "" or "0" or "1"))
        {
            return Refusal.Field("monitoring.favourable", "favourable", $"The favourable prediction must be 0 or 1.").ToProblem();
        }

        var figures = StoreFigures.Parse(series);
        if (figures.Refusal is { } unreadable)
        {
            return unreadable.ToProblem();
        }

        var columns = new WindowColumns(Named(label), Named(score), Named(prediction), List(@protected), List(ignore), favourable == "0");
        var outcome = await upload.RunAsync(
            caller.Actor,
            new(model, version, parsed, from, to, columns) { Series = figures.Value },
            request.Body,
            ct
        );
        return outcome.Match<Results<Created<UploadWindow.Answer>, ProblemHttpResult>>(
            a => TypedResults.Created($"/api/v1/monitoring/{model}/{version}/windows/{a.Window}/drift", a),
            r => r.ToProblem()
        );
    }

    private static async Task<Results<Ok<UploadLabels.Answer>, ProblemHttpResult>> LabelsAsync(
        string model,
        string version,
        HttpRequest request,
        Caller caller,
        UploadLabels upload,
        CancellationToken ct
    )
    {
        if (RefusesMedia(request) is { } media)
        {
            return media.ToProblem();
        }

        var outcome = await upload.RunAsync(caller.Actor, model, version, request.Body, ct);
        return outcome.Match<Results<Ok<UploadLabels.Answer>, ProblemHttpResult>>(a => TypedResults.Ok(a), r => r.ToProblem());
    }

    private static async Task<Results<Ok<ApiPage<WindowDrift>>, ProblemHttpResult>> DriftAsync(
        string model,
        string version,
        string? from,
        string? to,
        [AsParameters] ListQuery list,
        MonitoringQueries queries,
        CancellationToken ct
    )
    {
        if (await queries.RefusesVersionAsync(model, version, ct) is { } unknown)
        {
            return unknown.ToProblem();
        }

        if (!TryTime(from, out var start) || !TryTime(to, out var end))
        {
            return MonitoringRefusals.PeriodNotValid.ToProblem();
        }

        var take = list.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        (DateTimeOffset, DateTimeOffset)? after = null;
        if (list.Cursor is { } cursor)
        {
            if (!Cursor.TryDecode(cursor, 2, out var keys) || !TryTicks(keys[0], out var lastStart) || !TryTicks(keys[1], out var lastEnd))
            {
                return Cursor.NotOurs.ToProblem();
            }

            after = (lastStart, lastEnd);
        }

        var windows = await queries.DriftAsync(model, version, start, end, after, take.Value + 1, ct);
        var page = windows.Take(take.Value).ToList();
        var next = windows.Count > page.Count ? Cursor.Encode(Ticks(page[^1].Start), Ticks(page[^1].End)) : null;
        return TypedResults.Ok(new ApiPage<WindowDrift>(page, next));
    }

    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> WholeDriftAsync(
        string model,
        string version,
        string window,
        MonitoringQueries queries,
        CancellationToken ct
    )
    {
        return DisplayId.TryParse<WindowId>(window, out var id) && await queries.DriftJsonAsync(model, version, id, ct) is { } json
            ? TypedResults.Ok(StoredHistograms.Drift(json))
            : MonitoringRefusals.WindowNotFound.ToProblem();
    }

    private static Refusal? RefusesMedia(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        return type is not null && s_types.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? null
            : new Refusal(
                "request.media-type",
                $"Send text/csv, application/x-ndjson, application/vnd.apache.parquet or application/vnd.apache.arrow.file.",
                RefusalKind.UnsupportedMedia
            );
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var ok = DateTimeOffset.TryParseExact(
            text,
            s_times,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var parsed
        );
        time = parsed;
        return ok;
    }

    private static string Ticks(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static bool TryTicks(string text, out DateTimeOffset time)
    {
        var ok =
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks;
        time = ok ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return ok;
    }

    private static string? Named(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string[] List(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
