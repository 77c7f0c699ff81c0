using System.Diagnostics;
using Governance.Domain;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Observability;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Api;

/// <summary>Turns refusals into problem documents (RFC 9457), in this one place.</summary>
public static class RefusalProblems
{
    /// <summary>Member with the seconds to wait; the header of that name is set from it.</summary>
    internal const string RetryAfter = "retryAfter";

    /// <summary>The status of a kind.</summary>
    public static int Status(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Malformed => StatusCodes.Status400BadRequest,
            RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.Stale => StatusCodes.Status412PreconditionFailed,
            RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalKind.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
            RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            RefusalKind.NoSpace => StatusCodes.Status507InsufficientStorage,
        };

    /// <summary>The title of a status.</summary>
    public static string Title(int status) =>
        status switch
        {
            400 => "Malformed request",
            401 => "Not signed in",
            403 => "Not allowed",
            404 => "Not found",
            405 => "Method not allowed",
            406 => "Not acceptable",
            409 => "Conflict",
            412 => "Changed since it was read",
            413 => "Too large",
            415 => "Unsupported media type",
            422 => "Not acceptable as it is",
            429 => "Too many requests",
            503 => "Not available now",
            507 => "Not enough free space",
            >= 500 => "Internal error",
            _ => "Refused",
        };

    /// <summary>The problem of a refusal, as an endpoint's answer.</summary>
    public static ProblemHttpResult ToProblem(this Refusal refusal) => TypedResults.Problem(Details(refusal));

    /// <summary>The problem document of a refusal.</summary>
    public static ProblemDetails Details(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var status = Status(refusal.Kind);
        var problem = new ProblemDetails
        {
            Type = $"urn:governance:refusal:{refusal.Code}",
            Title = T[Title(status)],
            Status = status,
            Detail = T.Say(refusal.Words),
        };
        problem.Extensions["code"] = refusal.Code;
        problem.Extensions["errors"] = refusal.FieldWords.ToDictionary(
            e => e.Key,
            e => e.Value.Select(w => T.Say(w)).ToArray(),
            StringComparer.Ordinal
        );
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString();
        if (refusal.RetryAfter is { } wait)
        {
            problem.Extensions[RetryAfter] = (int)Math.Ceiling(wait.TotalSeconds);
        }

        return problem;
    }

    /// <summary>Gives problems that the framework made the members every problem of ours has.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString();
        if (problem.Extensions.TryGetValue(RetryAfter, out var seconds))
        {
            context.HttpContext.Response.Headers.RetryAfter = Convert.ToString(seconds, System.Globalization.CultureInfo.InvariantCulture);
        }

        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        var meter = context.HttpContext.RequestServices.GetService<PortalMeter>();
        if (problem.Extensions.TryGetValue("code", out var known))
        {
            meter?.Refused(status, Convert.ToString(known, System.Globalization.CultureInfo.InvariantCulture) ?? "");
            return;
        }

        var refusal =
            context.HttpContext.Items.ContainsKey(typeof(OutsideReason)) && status == StatusCodes.Status403Forbidden
                ? Domain.Identity.ScopeRefusals.Outside
            : context.HttpContext.Items[typeof(LackingReason)] is Refusal lacking && status == StatusCodes.Status403Forbidden ? lacking
            : OfStatus(status);
        meter?.Refused(status, refusal.Code);
        problem.Type = $"urn:governance:refusal:{refusal.Code}";
        problem.Title = T[Title(status)];
        problem.Detail = T.Say(refusal.Words);
        problem.Extensions["code"] = refusal.Code;
        problem.Extensions["errors"] = refusal.Errors;
    }

    private static Refusal OfStatus(int status) =>
        status switch
        {
            401 => Domain.Identity.IdentityRefusals.NotSignedIn,
            403 => new Refusal(
                "identity.permission-missing",
                $"Your role or key does not allow this. Ask an administrator.",
                RefusalKind.Forbidden
            ),
            404 => new Refusal("request.not-found", $"There is nothing at this address.", RefusalKind.NotFound),
            405 => new Refusal(
                "request.method",
                $"This address does not support this method. See /openapi/v1.json.",
                RefusalKind.Malformed
            ),
            413 => new Refusal("limit.exceeded", $"The body is longer than the limit Limits__JsonBodyBytes allows.", RefusalKind.TooLarge),
            415 => new Refusal(
                "request.media-type",
                $"This endpoint expects a different content type. See /openapi/v1.json.",
                RefusalKind.UnsupportedMedia
            ),
            429 => new Refusal("request.too-many", $"Too many requests. Wait as long as Retry-After says.", RefusalKind.TooMany),
            _ => new Refusal("request.refused", $"The request was refused.", RefusalKind.Malformed),
        };
}
