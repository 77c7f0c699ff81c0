using System.Text.Json.Serialization;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Models.Registries.MlFlow.Wire;

/// <summary>An error as MLflow clients read it.</summary>
/// <param name="ErrorCode">One of MLflow's codes.</param>
/// <param name="Message">Words for people.</param>
public sealed record MlFlowError(
    [property: JsonPropertyName("error_code")] string ErrorCode,
    [property: JsonPropertyName("message")] string Message
)
{
    internal const string Invalid = "INVALID_PARAMETER_VALUE";
    internal const string Exists = "RESOURCE_ALREADY_EXISTS";
    internal const string Missing = "RESOURCE_DOES_NOT_EXIST";
    internal const string Denied = "PERMISSION_DENIED";

    /// <summary>Every status of an answer that is an error.</summary>
    internal static readonly int[] Statuses = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503];

    /// <summary>
    /// The error of a refusal, with the status MLflow gives such a code. A refusal that no retry mends is never a 429 or 5xx: clients
    /// repeat those.
    /// </summary>
    internal static (int Status, MlFlowError Error) Of(Refusal refusal)
    {
        var (status, code) = refusal.Code switch
        {
            "model.name-taken" or "model.external-name-taken" => (400, Exists),
            "alias.not-found" or "tag.not-found" => (400, Invalid),
            "action.busy" => (503, "TEMPORARILY_UNAVAILABLE"),
            _ => OfKind(refusal.Kind),
        };
        return (
            status,
            new MlFlowError(
                code,
                refusal.Errors.Count > 1
                    ? $"{refusal.Message} {string.Join(' ', refusal.Errors.Select(e => $"{e.Key}: {e.Value[0]}"))}"
                    : refusal.Message
            )
        );
    }

    /// <summary>The error of an answer that was made before an endpoint was reached.</summary>
    internal static string CodeOf(int status) =>
        status switch
        {
            400 or 415 => "MALFORMED_REQUEST",
            401 => "UNAUTHENTICATED",
            403 => Denied,
            404 or 405 => "ENDPOINT_NOT_FOUND",
            409 => "RESOURCE_CONFLICT",
            413 or 422 => Invalid,
            429 => "REQUEST_LIMIT_EXCEEDED",
            503 => "TEMPORARILY_UNAVAILABLE",
            >= 500 => "INTERNAL_ERROR",
            _ => "BAD_REQUEST",
        };

    private static (int Status, string Code) OfKind(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.NotFound => (404, Missing),
            RefusalKind.Invalid => (400, Invalid),
            RefusalKind.Conflict => (400, "INVALID_STATE"),
            RefusalKind.Stale => (409, "RESOURCE_CONFLICT"),
            _ => (RefusalProblems.Status(kind), CodeOf(RefusalProblems.Status(kind))),
        };
}

/// <summary>A request an MLflow client should not have sent, found while it is read.</summary>
internal sealed class MlFlowRequestException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static MlFlowRequestException Invalid(string message) => new(MlFlowError.Invalid, message);

    public static MlFlowRequestException Malformed(string message) => new("MALFORMED_REQUEST", message);
}
