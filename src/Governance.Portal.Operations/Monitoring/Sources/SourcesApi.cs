using System.ComponentModel;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Body of a source.</summary>
internal sealed record SourceBody
{
    /// <summary>Name of a configured connection.</summary>
    [Description("Name of a configured connection")]
    public required string Connection { get; init; }

    /// <summary>The table.</summary>
    [Description(
        "A table or view, such as scoring.predictions, never SQL; for files, the prefix of their names, such as predictions/fraud/"
    )]
    public required string Table { get; init; }

    /// <summary>The column of time.</summary>
    [Description("The column that says when a prediction was made")]
    public required string TimeColumn { get; init; }

    /// <summary>How long a window is.</summary>
    [Description("How long a window is: hour, day or week; day when absent")]
    public string? Length { get; init; }

    /// <summary>The time zone.</summary>
    [Description("IANA time zone in which days and weeks begin; UTC when absent")]
    public string? Zone { get; init; }

    /// <summary>The wait.</summary>
    [Description("Minutes to wait after the end of a window before it is pulled, 0 to 43,200; 60 when absent")]
    public int? LatenessMinutes { get; init; }

    /// <summary>Whether only counts are read.</summary>
    [Description("True to count rows at the source and read only the counts; not for files")]
    public bool ByCounts { get; init; }

    /// <summary>What the columns are.</summary>
    [Description("Roles of the columns, as for an upload")]
    public WindowColumns? Columns { get; init; }

    /// <summary>The first window.</summary>
    [Description("Any instant in the first window; when absent, the current window or the point that pulling has reached")]
    public DateTimeOffset? From { get; init; }
}

/// <summary>Body of a pause.</summary>
/// <param name="Paused">True to pause, false to resume.</param>
internal sealed record SourcePauseBody([property: Description("True to pause, false to resume")] bool Paused);

/// <summary>Sources of windows, over HTTP.</summary>
internal static class SourcesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/models/{model}/versions/{version}").WithTags("Monitoring");
        group
            .MapGet("/source", GetAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithSummary("Read the window source of a version")
            .WithDescription("Returns the source, its progress (watermark, windows behind), the last delivery and the last error.")
            .Produces<SourceView>()
            .Refuses(401, 403, 404);
        group
            .MapPut("/source", SetAsync)
            .RequireCaller()
            .WithSummary("Set the window source of a version")
            .WithDescription(
                "Windows are pulled from a table or the files of a configured connection, in order and without gaps, once they "
                    + "have ended and the wait for late rows is over. With byCounts, rows are counted at the source in the "
                    + "bins of the reference; only the counts are transferred. Example: "
                    + "{\"connection\":\"scoring\",\"table\":\"scoring.predictions\",\"timeColumn\":\"predicted_at\",\"length\":\"day\"}"
            )
            .Produces<SourceView>()
            .Refuses(400, 401, 403, 404, 422);
        group
            .MapDelete("/source", RemoveAsync)
            .RequireCaller()
            .WithSummary("Remove the window source of a version")
            .WithDescription("Windows already pulled stay; new ones must be uploaded.")
            .Produces(204)
            .Refuses(401, 403, 404);
        group
            .MapPost("/source:run", RunAsync)
            .RequireCaller()
            .WithSummary("Check the window source of a version now")
            .WithDescription(
                "Works even while a failed attempt is waiting to be retried. Windows that have not ended or still wait for late "
                    + "rows stay as they are."
            )
            .Produces<SourceView>(202)
            .Refuses(401, 403, 404, 409);
        group
            .MapPost("/source:pause", PauseAsync)
            .RequireCaller()
            .WithSummary("Pause or resume the window source of a version")
            .WithDescription("Once it is resumed, the windows missed during the pause are pulled first. Example: {\"paused\":true}")
            .Produces<SourceView>()
            .Refuses(400, 401, 403, 404, 409);
    }

    private static async Task<IResult> GetAsync(string model, string version, GetSource sources, CancellationToken ct) =>
        await sources.RunAsync(model, version, ct) is { } view
            ? TypedResults.Ok(view)
            : SourceRefusals.NotFound(ModelName.Of(model, version)).ToProblem();

    private static async Task<IResult> SetAsync(
        string model,
        string version,
        [FromBody] SourceBody body,
        Caller caller,
        SetSource set,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<WindowLength>(body.Length ?? WireName.Of(WindowLength.Day), out var length))
        {
            return SourceRefusals.LengthUnknown.ToProblem();
        }

        var outcome = await set.RunAsync(
            caller.Actor,
            new(
                model,
                version,
                body.Connection,
                body.Table,
                body.TimeColumn,
                length,
                body.Zone ?? "UTC",
                body.LatenessMinutes ?? 60,
                body.ByCounts,
                body.Columns ?? WindowColumns.Default,
                body.From
            ),
            ct
        );
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RemoveAsync(string model, string version, Caller caller, ChangeSource change, CancellationToken ct)
    {
        var outcome = await change.RemoveAsync(caller.Actor, model, version, ct);
        return outcome.Match<IResult>(_ => TypedResults.NoContent(), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RunAsync(string model, string version, Caller caller, ChangeSource change, CancellationToken ct)
    {
        var outcome = await change.AskAsync(caller.Actor, model, version, ct);
        return outcome.Match<IResult>(view => TypedResults.Accepted((string?)null, view), refusal => refusal.ToProblem());
    }

    private static async Task<IResult> PauseAsync(
        string model,
        string version,
        [FromBody] SourcePauseBody body,
        Caller caller,
        ChangeSource change,
        CancellationToken ct
    )
    {
        var outcome = await change.PauseAsync(caller.Actor, model, version, body.Paused, ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }
}
