using System.Diagnostics;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Transparency;
using Microsoft.AspNetCore.Diagnostics;

namespace Governance.Portal.Kernel.Api;

/// <summary>What the framework refuses before an action is reached, said as we say everything else.</summary>
public static class FrameworkRefusals
{
    public static Refusal Of(BadHttpRequestException e) =>
        e.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => new Refusal(
                "limit.exceeded",
                $"The body is longer than the limit Limits__JsonBodyBytes allows.",
                RefusalKind.TooLarge
            ),
            StatusCodes.Status415UnsupportedMediaType => new Refusal(
                "request.media-type",
                $"This endpoint expects a different content type. See /openapi/v1.json.",
                RefusalKind.UnsupportedMedia
            ),
            _ when e.InnerException is JsonException json => OfJson(json),
            _ => new Refusal("request.malformed", Sentence.Verbatim(Short(e.Message, 300)), RefusalKind.Malformed),
        };

    // An unknown member, a wrong type and a value out of an enumeration are well-formed JSON: 422 with the field. The rest is 400.
    public static Refusal OfJson(JsonException json)
    {
        var path = Field(json.Path);
        var unknown = json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal);
        if (unknown)
        {
            var name = json.Message.Split('\'') is { Length: > 1 } parts ? parts[1] : path;
            var field = path.Length > 0 && !path.EndsWith(name, StringComparison.Ordinal) ? $"{path}.{name}" : name;
            return Refusal.Field(
                "request.unknown-member",
                field,
                $"There is no member called {Short(name)} here. Check the spelling, or leave it out."
            );
        }

        if (
            path.Length > 0
            && json.InnerException is null or InvalidOperationException or FormatException
            && json.Message.Contains("could not be converted", StringComparison.Ordinal)
        )
        {
            return Refusal.Field("request.wrong-type", path, $"This value does not have the expected type; see /openapi/v1.json.");
        }

        var place = json.LineNumber is { } line ? (Sentence)$" at line {line + 1}, byte {json.BytePositionInLine + 1}" : $"";
        return new Refusal("request.malformed-json", $"The body is not well-formed JSON{place}.", RefusalKind.Malformed);
    }

    private static string Field(string? path) => path is null ? "" : path.TrimStart('$').TrimStart('.');

    private static string Short(string text, int most = 60) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");
}

/// <summary>Answers what went wrong without a stack trace; logs what we did wrong.</summary>
public sealed partial class PortalExceptionHandler(IProblemDetailsService problems, ILogger<PortalExceptionHandler> logger)
    : IExceptionHandler
{
    private const string RetrySeconds = "5";

    /// <summary>
    /// Whether the change was made is not known when the connection broke on its way: an idempotency key makes the second try safe.
    /// </summary>
    private static Refusal DatabaseAway { get; } =
        new(
            "service.database-unavailable",
            $"The database cannot be reached. Wait a few seconds, then try again, with the same Idempotency-Key if you sent one.",
            RefusalKind.Unavailable
        );

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var refusal = exception switch
        {
            BadHttpRequestException bad => FrameworkRefusals.Of(bad),
            JsonException json => FrameworkRefusals.OfJson(json),
            RefusedException refused => refused.Refusal,
            RecordAlteredException altered => Altered(altered),
            LogDamagedException damaged => Damaged(damaged),
            SchemaTooNewException outdated => Outdated(outdated),
            ContentUnavailableException away => Unavailable(away),
            SigningKeyException away => Unsigned(away),
            _ when StorageFaults.IsFull(exception) => Full(exception),
            // The database is well where a node of its own stood still, or another session holds a lock.
            _ when DatabaseFaults.IsHeldUp(exception) => HeldUp(exception),
            _ when DatabaseFaults.IsCrowded(exception) => Crowded(exception),
            _ when DatabaseFaults.IsAway(exception) => DatabaseAway,
            _ => null,
        };
        if (refusal == DatabaseAway)
        {
            LogDatabaseAway(exception, httpContext.Request.Method, Activity.Current?.TraceId.ToHexString());
            httpContext.Response.Headers.RetryAfter = RetrySeconds;
        }

        if (refusal is null)
        {
            LogFailed(exception, httpContext.Request.Method, Activity.Current?.TraceId.ToHexString());
            refusal = new Refusal(
                "internal.error",
                $"Something failed on our side. Nothing was changed. Give the trace ID to an administrator.",
                RefusalKind.Unavailable
            );
        }

        var details = RefusalProblems.Details(refusal);
        if (refusal.Code == "internal.error")
        {
            details.Status = StatusCodes.Status500InternalServerError;
            details.Title = RefusalProblems.Title(500);
        }

        httpContext.Response.StatusCode = details.Status!.Value;
        var context = new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = details,
            Exception = exception,
        };
        if (!await problems.TryWriteAsync(context))
        {
            // The caller takes no JSON, or says so in words no one understands: it is told all the same what was wrong.
            RefusalProblems.Complete(context);
            await httpContext.Response.WriteAsJsonAsync(
                details,
                details.GetType(),
                options: null,
                "application/problem+json",
                cancellationToken
            );
        }

        return true;
    }

    [LoggerMessage(1102, LogLevel.Error, "{Method} failed because the database cannot be reached, trace {TraceId}")]
    private partial void LogDatabaseAway(Exception e, string method, string? traceId);

    private Refusal Full(Exception exception)
    {
        LogFull(exception, Activity.Current?.TraceId.ToHexString());
        return StorageRefusals.DiskFull;
    }

    private Refusal HeldUp(Exception exception)
    {
        LogHeldUp(exception, Activity.Current?.TraceId.ToHexString());
        return DatabaseFaults.HasStoodStill(exception) ? ActionRunner.StoodStill : ActionRunner.Locked;
    }

    private Refusal Crowded(Exception exception)
    {
        LogCrowded(exception, Activity.Current?.TraceId.ToHexString());
        return ActionRunner.Crowded;
    }

    [LoggerMessage(
        1113,
        LogLevel.Error,
        "A request was refused because all connections of this node to the database are in use, trace {TraceId}"
    )]
    private partial void LogCrowded(Exception e, string? traceId);

    [LoggerMessage(1109, LogLevel.Error, "A request was refused because the disk is full, trace {TraceId}")]
    private partial void LogFull(Exception e, string? traceId);

    [LoggerMessage(
        1110,
        LogLevel.Error,
        "A request was given up: its locks were not to be had in time, or this node stood still, trace {TraceId}"
    )]
    private partial void LogHeldUp(Exception e, string? traceId);

    private Refusal Altered(RecordAlteredException altered)
    {
        LogAltered(altered.Message, Activity.Current?.TraceId.ToHexString());
        return altered.Refusal;
    }

    private Refusal Unavailable(ContentUnavailableException away)
    {
        LogNoContent(away.Message, Activity.Current?.TraceId.ToHexString());
        return StorageRefusals.Unavailable;
    }

    private Refusal Unsigned(SigningKeyException away)
    {
        LogUnsigned(away.Message, Activity.Current?.TraceId.ToHexString());
        return ActionRunner.Unsigned;
    }

    // A save without an action around it, such as signing in.
    private Refusal Damaged(LogDamagedException damaged)
    {
        LogDamaged(damaged.Message, Activity.Current?.TraceId.ToHexString());
        return ActionRunner.Damaged;
    }

    private Refusal Outdated(SchemaTooNewException outdated)
    {
        LogOutdated(outdated.Message, Activity.Current?.TraceId.ToHexString());
        return ActionRunner.Outdated;
    }

    [LoggerMessage(1105, LogLevel.Error, "A request was refused: {Sentence}, trace {TraceId}")]
    private partial void LogOutdated(string sentence, string? traceId);

    [LoggerMessage(1114, LogLevel.Error, "The signing key cannot be reached: {Sentence}, trace {TraceId}")]
    private partial void LogUnsigned(string sentence, string? traceId);

    [LoggerMessage(1106, LogLevel.Error, "The content store does not answer: {Sentence}, trace {TraceId}")]
    private partial void LogNoContent(string sentence, string? traceId);

    [LoggerMessage(1104, LogLevel.Critical, "A request could not be logged: {Sentence}, trace {TraceId}")]
    private partial void LogDamaged(string sentence, string? traceId);

    [LoggerMessage(
        1103,
        LogLevel.Critical,
        "A request was stopped by a stored record that is not what the log states: {Sentence}, trace {TraceId}"
    )]
    private partial void LogAltered(string sentence, string? traceId);

    [LoggerMessage(1101, LogLevel.Error, "{Method} failed, trace {TraceId}")]
    private partial void LogFailed(Exception e, string method, string? traceId);
}
